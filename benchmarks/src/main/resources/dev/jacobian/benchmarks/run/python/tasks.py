"""The numbers of Numbers.java and the tasks of package `work`."""

import numpy as np

STEPS = {"W1": (64, [10, 1]), "W2": (128, [784, 512, 256, 10])}
EPOCH_ROWS, EPOCH_FEATURES, EPOCH_BATCH, EPOCH_JUDGED = 1_000_000, 20, 256, 10_000
LEARNING_RATE = 0.01
CSV_FEATURES, CSV_JUDGED = [f"f{i}" for i in range(20)], 1000
CSV_TARGET = "y"


def uniform(seed, count):
    start = (seed * 0x9E3779B9) & 0xFFFFFFFF
    z = np.arange(count, dtype=np.uint32) + np.uint32(start)
    z = (z ^ (z >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    z = (z ^ (z >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    z = z ^ (z >> np.uint32(16))
    return (z >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def weights(seed, rows, columns):
    return uniform(seed, rows * columns).reshape(rows, columns) * np.float32(columns**-0.5)


def step(workload):
    """The input, the targets, and the weights of each layer, `[out, in]`."""
    batch, widths = STEPS[workload]
    x = uniform(1, batch * widths[0]).reshape(batch, widths[0])
    y = uniform(2, batch * widths[-1]).reshape(batch, widths[-1])
    layers = [
        weights(10 + layer, widths[layer + 1], widths[layer]) for layer in range(len(widths) - 1)
    ]
    return x, y, layers


def epoch():
    """Rows of a linear relation with noise, and the first weights."""
    x = uniform(1, EPOCH_ROWS * EPOCH_FEATURES).reshape(EPOCH_ROWS, EPOCH_FEATURES)
    y = x @ uniform(3, EPOCH_FEATURES) + np.float32(0.1) * uniform(4, EPOCH_ROWS)
    return x, y.reshape(EPOCH_ROWS, 1), weights(10, 1, EPOCH_FEATURES)


def array():
    return uniform(1, 1_000_000)


SIDE, COLUMNS, FIRST_COLUMN, STEP = 1000, 1250, 125, 2
ROWS, CLASSES, WIDTH = 4096, 1000, 1024

# Rows and columns of W5's workloads.
SIDES = {"W5": 1000, "W5_LARGE": 8192}

# What W4's workloads compute with: an array, and the part of it that is read.
VIEWS = {
    "W4": (SIDE * SIDE, lambda x: x),
    "W4_TRANSPOSED": (SIDE * SIDE, lambda x: x.reshape(SIDE, SIDE).T),
    "W4_COLUMNS": (
        SIDE * COLUMNS,
        lambda x: x.reshape(SIDE, COLUMNS)[:, FIRST_COLUMN : FIRST_COLUMN + SIDE],
    ),
    "W4_STRIDED": (SIDE * SIDE * STEP, lambda x: x[::STEP]),
}


def polynomial(workload):
    """The array and the function of W4."""
    size, view = VIEWS[workload]

    def compute(x):
        part = view(x)
        return part * part + 2 * part + 1

    return uniform(1, size), compute


def below(seed, count, limit):
    return ((uniform(seed, count).astype("float64") + 1) / 2 * limit).astype("int64")


IMAGES, IMAGE_SIDE, IMAGE_CLASSES = 64, 28, 10
IMAGE_WEIGHTS = [[32, 1, 3, 3], [64, 32, 3, 3], [128, 9216], [10, 128]]


def images():
    """Images, labels and the first weights of W9."""
    x = uniform(1, IMAGES * IMAGE_SIDE * IMAGE_SIDE).reshape(IMAGES, 1, IMAGE_SIDE, IMAGE_SIDE)
    layers = [
        weights(10 + layer, shape[0], int(np.prod(shape[1:]))).reshape(shape)
        for layer, shape in enumerate(IMAGE_WEIGHTS)
    ]
    return x, below(2, IMAGES, IMAGE_CLASSES), layers


def logits():
    """Logits and labels of W11."""
    return uniform(1, ROWS * CLASSES).reshape(ROWS, CLASSES), below(2, ROWS, CLASSES)


def normalized():
    """Input, weight, bias and the output's gradient of W12."""
    x, gradient = (uniform(seed, ROWS * WIDTH).reshape(ROWS, WIDTH) for seed in (1, 4))
    return x, uniform(2, WIDTH), uniform(3, WIDTH), gradient


def squares(made):
    values = np.asarray(made, dtype="float64")
    return (values * values).mean()


def summary(made):
    return [np.asarray(made, dtype="float64").mean(), squares(made)]


# W10 and W16: sequences.

LENGTH, GPT_BATCH, TOKENS, GPT_WIDTH, HEADS, BLOCKS, GPT_RATE = 64, 12, 65, 128, 4, 4, 1e-3
LSTM_BATCH, LSTM_WIDTH, LSTM_LAYERS, LSTM_RATE = 32, 256, 2, 0.1
FIRST_WEIGHT = 100


def tokens(seed):
    """Inputs and targets of W10."""
    numbers = uniform(seed, GPT_BATCH * LENGTH).astype("float64")
    return ((numbers + 1) / 2 * TOKENS).astype("int64").reshape(GPT_BATCH, LENGTH)


def gpt():
    """The parameters of W10 in their order: matrices in the shapes of PyTorch, then zeros, and ones of norms."""
    e = GPT_WIDTH
    shapes = {"places": (LENGTH, e), "tokens": (TOKENS, e)}
    for i in range(BLOCKS):
        shapes |= {f"{i}.in": (3 * e, e), f"{i}.in.bias": (3 * e,), f"{i}.out": (e, e), f"{i}.out.bias": (e,)}
        shapes |= {f"{i}.up": (4 * e, e), f"{i}.up.bias": (4 * e,), f"{i}.down": (e, 4 * e), f"{i}.down.bias": (e,)}
        shapes |= {f"{i}.norm1": (e,), f"{i}.norm1.bias": (e,), f"{i}.norm2": (e,), f"{i}.norm2.bias": (e,)}
    shapes |= {"norm": (e,), "norm.bias": (e,)}
    seeds = iter(range(FIRST_WEIGHT, FIRST_WEIGHT + len(shapes)))
    made = {}
    for name, shape in shapes.items():
        is_one = "norm" in name and not name.endswith("bias")
        fill = np.ones if is_one else np.zeros
        made[name] = weights(next(seeds), *shape) if len(shape) == 2 else fill(shape, "float32")
    return made


def sequences(seed):
    """Input and targets of W16."""
    return uniform(seed, LENGTH * LSTM_BATCH * LSTM_WIDTH).reshape(LENGTH, LSTM_BATCH, LSTM_WIDTH)


def lstm():
    """The weights of the input and of the state for each layer of W16, `[4 * width, width]`; biases are 0."""
    w = LSTM_WIDTH
    return [
        [weights(FIRST_WEIGHT + 2 * layer + i, 4 * w, w) for i in range(2)] for layer in range(LSTM_LAYERS)
    ]


# W13, a text, and W17, a residual network.

PROMPT, NEW_TOKENS, VOCABULARY, GENERATION_WEIGHT = 8, 256, 50257, 200
RESIDUAL_BATCH, RESIDUAL_SIDE, RESIDUAL_CLASSES, RESIDUAL_WEIGHT = 32, 32, 10, 300


def residual():
    """Images and labels of W17."""
    shape = (RESIDUAL_BATCH, 3, RESIDUAL_SIDE, RESIDUAL_SIDE)
    return uniform(1, int(np.prod(shape))).reshape(shape), below(2, RESIDUAL_BATCH, RESIDUAL_CLASSES)
