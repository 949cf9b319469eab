"""The work of JAX on the CPU, each program one `jit`."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import tasks
from worker import processors


def about(contender):
    return f"JAX {jax.__version__} on {jax.devices()[0].platform}, {processors()} processors"


def program(contender, workload, file):
    if workload == "W3":
        return Epoch()
    if workload in tasks.VIEWS:
        x, call = tasks.polynomial(workload)
        return Function(call, x)
    if workload == "W9":
        x, labels, weights = tasks.images()
        return Training(x, labels, parameters(weights), image_loss)
    if workload == "W17":
        return Training(*tasks.residual(), residual(), residual_loss)
    if workload in ("W10", "W16"):
        return Sequences(workload)
    if workload == "W11":
        return Rows(jax.value_and_grad(cross_entropy), *tasks.logits())
    if workload == "W12":
        return Rows(normalization, *tasks.normalized())
    if workload == "W5":
        return Function(lambda x: x @ x.T, tasks.array().reshape(1000, 1000))
    x, y, weights = tasks.step(workload)
    return Training(x, y, parameters(weights), loss)


def loss(layers, x, y):
    for index, (weight, bias) in enumerate(layers):
        x = (jax.nn.relu(x) if index > 0 else x) @ weight.T + bias
    return jnp.mean((x - y) ** 2)


def image_loss(layers, x, labels):
    for weight, bias in layers[:2]:
        y = jax.lax.conv(x, weight, (1, 1), "VALID")
        x = jax.nn.relu(y + bias[:, None, None])
    window = (1, 1, 2, 2)
    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")
    x = x.reshape(x.shape[0], -1)
    for index, (weight, bias) in enumerate(layers[2:]):
        x = (jax.nn.relu(x) if index > 0 else x) @ weight.T + bias
    return -jnp.mean(jax.nn.log_softmax(x)[jnp.arange(tasks.IMAGES), labels])


def step(loss, layers, x, y):
    value, gradients = jax.value_and_grad(loss)(layers, x, y)
    update = lambda old, gradient: old - tasks.LEARNING_RATE * gradient
    return jax.tree.map(update, layers, gradients), value


def cross_entropy(logits, labels):
    rows = jnp.arange(tasks.ROWS)
    return -jnp.mean(jax.nn.log_softmax(logits)[rows, labels])


def layer_norm(x, weight, bias):
    mean = jnp.mean(x, axis=-1, keepdims=True)
    variance = jnp.mean((x - mean) ** 2, axis=-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * weight + bias


def normalization(x, weight, bias, gradient):
    y, backward = jax.vjp(layer_norm, x, weight, bias)
    return y, *backward(gradient)


def parameters(weights):
    return [(jnp.asarray(weight), jnp.zeros(weight.shape[0])) for weight in weights]


class Training:
    """W1, W2, W7, W9 and W17. The old parameters' memory is given to the new ones."""

    def __init__(self, x, y, layers, loss):
        self.loss = loss
        self.x = jnp.asarray(x)
        self.y = jnp.asarray(y)
        self.layers = layers
        self.step = jax.jit(functools.partial(step, loss), donate_argnums=0)

    def run(self):
        self.layers, self.value = self.step(self.layers, self.x, self.y)

    def finish(self):
        jax.block_until_ready((self.layers, self.value))

    def results(self):
        return [self.loss(self.layers, self.x, self.y).item()]


class Epoch:
    """W3, with slices of a permutation."""

    def __init__(self):
        self.x, self.y, weights = tasks.epoch()
        self.layers = parameters([weights])
        self.step = jax.jit(functools.partial(step, loss), donate_argnums=0)
        self.order = np.random.default_rng(7)

    def run(self):
        order = self.order.permutation(tasks.EPOCH_ROWS)
        for first in range(0, tasks.EPOCH_ROWS, tasks.EPOCH_BATCH):
            rows = order[first : first + tasks.EPOCH_BATCH]
            self.layers, _ = self.step(self.layers, self.x[rows], self.y[rows])

    def finish(self):
        jax.block_until_ready(self.layers)

    def results(self):
        judged = slice(tasks.EPOCH_JUDGED)
        return [loss(self.layers, self.x[judged], self.y[judged]).item()]


class Function:
    """W4 and W5."""

    def __init__(self, call, x):
        self.x = jnp.asarray(x)
        self.call = jax.jit(call)

    def run(self):
        self.made = self.call(self.x)

    def finish(self):
        self.made.block_until_ready()

    def results(self):
        return tasks.summary(self.made)


class Rows:
    """W11 and W12."""

    def __init__(self, call, *arguments):
        self.arguments = [jnp.asarray(argument) for argument in arguments]
        self.call = jax.jit(call)

    def run(self):
        self.made = self.call(*self.arguments)

    def finish(self):
        jax.block_until_ready(self.made)

    def results(self):
        return [tasks.squares(value) for value in self.made]


def residual():
    """Weights of W17 under torchvision's names, those of norms as pairs."""
    shapes = {"conv1": (64, 3, 7, 7), "fc": (tasks.RESIDUAL_CLASSES, 512)}
    norms = {"bn1": 64}
    width = 64
    for number, out in enumerate((64, 128, 256, 512), 1):
        for block in range(2):
            name = f"layer{number}.{block}."
            shapes[name + "conv1"] = (out, width, 3, 3)
            shapes[name + "conv2"] = (out, out, 3, 3)
            norms |= {name + "bn1": out, name + "bn2": out}
            if width != out:
                shapes[name + "downsample.0"] = (out, width, 1, 1)
                norms[name + "downsample.1"] = out
            width = out
    p = {name: (jnp.ones(width), jnp.zeros(width)) for name, width in norms.items()}
    for seed, (name, shape) in enumerate(sorted(shapes.items()), tasks.RESIDUAL_WEIGHT):
        p[name] = jnp.asarray(tasks.weights(seed, shape[0], np.prod(shape[1:])).reshape(shape))
    p["fc.bias"] = jnp.zeros(tasks.RESIDUAL_CLASSES)
    return p


def residual_loss(p, x, labels):
    def convolve(x, name, stride=1):
        padding = [(p[name].shape[2] // 2,) * 2] * 2
        return jax.lax.conv_general_dilated(x, p[name], (stride, stride), padding)

    def norm(x, name):
        weight, bias = (value[:, None, None] for value in p[name])
        mean = jnp.mean(x, axis=(0, 2, 3), keepdims=True)
        variance = jnp.mean((x - mean) ** 2, axis=(0, 2, 3), keepdims=True)
        return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * weight + bias

    relu = jax.nn.relu
    x = relu(norm(convolve(x, "conv1", 2), "bn1"))
    ones, edges = (1, 1), ((0, 0), (0, 0), (1, 1), (1, 1))
    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, ones + (3, 3), ones + (2, 2), edges)
    for number in range(1, 5):
        for block in range(2):
            name = f"layer{number}.{block}."
            shortcut = name + "downsample."
            stride = 2 if shortcut + "0" in p else 1
            y = relu(norm(convolve(x, name + "conv1", stride), name + "bn1"))
            y = norm(convolve(y, name + "conv2"), name + "bn2")
            if stride != 1:
                x = norm(convolve(x, shortcut + "0", stride), shortcut + "1")
            x = relu(x + y)
    x = jnp.mean(x, axis=(2, 3)) @ p["fc"].T + p["fc.bias"]
    return -jnp.mean(jax.nn.log_softmax(x)[jnp.arange(tasks.RESIDUAL_BATCH), labels])


def gpt(p, x):
    """W10's logits."""
    x = p["tokens"][x] + p["places"]
    n, t, e = x.shape
    norm = lambda x, name: layer_norm(x, p[name], p[name + ".bias"])
    linear = lambda x, name: x @ p[name].T + p[name + ".bias"]
    for i in range(tasks.BLOCKS):
        heads = linear(norm(x, f"{i}.norm1"), f"{i}.in").reshape(n, t, 3, tasks.HEADS, -1)
        q, k, v = heads[:, :, 0], heads[:, :, 1], heads[:, :, 2]
        y = jax.nn.dot_product_attention(q, k, v, is_causal=True)
        x = x + linear(y.reshape(n, t, e), f"{i}.out")
        y = jax.nn.gelu(linear(norm(x, f"{i}.norm2"), f"{i}.up"), approximate=False)
        x = x + linear(y, f"{i}.down")
    return norm(x, "norm") @ p["tokens"].T


def gpt_loss(p, x, y):
    picked = jnp.take_along_axis(jax.nn.log_softmax(gpt(p, x)), y[..., None], axis=-1)
    return -jnp.mean(picked)


def adamw(state, x, y):
    p, m, v, count = state
    value, gradients = jax.value_and_grad(gpt_loss)(p, x, y)
    count = count + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, gradients)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradients)
    rate, first, second = tasks.GPT_RATE, 1 - 0.9**count, 1 - 0.999**count
    update = lambda p, m, v: p * (1 - rate * 0.01) - rate * (m / first) / (jnp.sqrt(v / second) + 1e-8)
    return (jax.tree.map(update, p, m, v), m, v, count), value


def recurrent_loss(layers, x, y):
    for input_weight, state_weight, *biases in layers:
        products = x @ input_weight.T + sum(biases)

        def cell(state, product):
            h, c = state
            i, f, g, o = jnp.split(product + h @ state_weight.T, 4, axis=1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        zeros = jnp.zeros((x.shape[1], tasks.LSTM_WIDTH))
        _, x = jax.lax.scan(cell, (zeros, zeros), products)
    return jnp.mean((x - y) ** 2)


def recurrent_step(layers, x, y):
    value, gradients = jax.value_and_grad(recurrent_loss)(layers, x, y)
    return jax.tree.map(lambda p, g: p - tasks.LSTM_RATE * g, layers, gradients), value


class Sequences:
    """W10 and W16. The old parameters' memory is given to the new ones."""

    def __init__(self, workload):
        if workload == "W10":
            p = {name: jnp.asarray(value) for name, value in tasks.gpt().items()}
            zeros = lambda: jax.tree.map(jnp.zeros_like, p)
            self.state = (p, zeros(), zeros(), jnp.zeros(()))
            self.x, self.y = (jnp.asarray(tasks.tokens(seed)) for seed in (1, 2))
            self.loss, call = lambda state: gpt_loss(state[0], self.x, self.y), adamw
        else:
            bias = np.zeros(4 * tasks.LSTM_WIDTH, "float32")
            self.state = [tuple(map(jnp.array, (*pair, bias, bias))) for pair in tasks.lstm()]
            self.x, self.y = (jnp.asarray(tasks.sequences(seed)) for seed in (1, 2))
            self.loss, call = lambda state: recurrent_loss(state, self.x, self.y), recurrent_step
        self.step = jax.jit(call, donate_argnums=0)

    def run(self):
        self.state, self.value = self.step(self.state, self.x, self.y)

    def finish(self):
        jax.block_until_ready((self.state, self.value))

    def results(self):
        return [self.loss(self.state).item()]
