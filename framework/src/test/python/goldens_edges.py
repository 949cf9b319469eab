"""Writes values and gradients at zeros, ties, NaN and infinities as PyTorch computes them, for EdgeGoldensTest.

    python3 goldens_edges.py > ../resources/goldens/edges.txt

The format is that of goldens_tensor.py; all is computed in float64 from inputs that float32 holds exactly. Made with
PyTorch 2.13.
"""

import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
NAMES = {torch.float64: "float64", torch.int64: "int64"}
INF, NAN = math.inf, math.nan


def write(values, digits=12):
    flat = values.detach().reshape(-1).tolist()
    return " ".join(("%.*g" % (digits, v)) if isinstance(v, float) else str(int(v)) for v in flat)


def dims(tensor):
    return ",".join(map(str, tensor.shape)) or "-"


def exact(value):
    tensor = torch.tensor(value)
    return tensor.float().double() if tensor.is_floating_point() else tensor


def case(name, function, *inputs):
    tensors = [exact(value) for value in inputs]
    print("case", name)
    for tensor in tensors:
        if tensor.is_floating_point():
            tensor.requires_grad_(True)
        print("in", NAMES[tensor.dtype], dims(tensor), write(tensor, 17))
    out = function(*tensors)
    print("out", NAMES[out.dtype], dims(out), write(out))
    seed = torch.tensor([0.5 + 0.25 * (i % 7) for i in range(out.numel())]).reshape(out.shape)
    wanted = [(i, t) for i, t in enumerate(tensors) if t.requires_grad]
    grads = torch.autograd.grad(out, [t for _, t in wanted], seed, allow_unused=True)
    for (i, t), g in zip(wanted, grads):
        print("grad", i, write(torch.zeros_like(t) if g is None else g))
    print("end")


# Roots and ratios at zero.
CONSTANT = {
    "zeros": [0.0, 0, 0],
    "twos": [2.0, 2, 2],
    "tenths": [0.1] * 7,
    "large": [585.99] * 7,
    "huge": [1e30] * 5,
    "tiny": [1e-30] * 5,
    "negative": [-3.3] * 6,
}
for variant, values in CONSTANT.items():
    case("std#" + variant, torch.std, values)
    case("var#" + variant, torch.var, values)
    case("population#" + variant, lambda x: x.var(correction=0), values)
    case("layerNorm#" + variant, lambda x: F.layer_norm(x, (len(values),)), values)
for variant, values in {
    "one": [2.0],
    "near": [1.0, 1, 1.0000001],
    "far": [1e8, 1e8 + 8, 1e8 + 16],
    "pair": [16777216.0, 16777218.0],
    "large": [1e30, 2e30, 4e30],
    "small": [1e-30, 2e-30, 4e-30],
    "infinite": [2.0, INF, 2],
    "nan": [2.0, NAN, 2],
}.items():
    case("std#" + variant, torch.std, values)
    # A variance beyond what float32 holds; PyTorch's gradient of one with an infinity is infinite for its neighbours.
    if variant not in ("large", "small", "infinite"):
        case("var#" + variant, torch.var, values)
for variant, values in {
    "near": [[1.0, 1, 1.0000001], [2, 2, 2]],
    "far": [[1e8, 1e8 + 8, 1e8 + 16], [-1e8, -1e8, -1e8 - 8]],
    "infinite": [[2.0, INF, 2], [1, 2, 4]],
    "nan": [[2.0, NAN, 2], [1, 2, 4]],
    "small": [[1e-30, 2e-30, 3e-30], [1, 1, 1]],
}.items():
    # PyTorch multiplies first and subtracts the mean then, which cancels where it is large.
    case("layerNorm#" + variant, lambda x: F.layer_norm(x - x[:, :1].detach(), (3,)), values)
for variant, values in {
    "zeros": [0.0, 0, 0],
    "one": [0.0],
    "some": [0.0, 3, -4],
    "large": [3e30, -4e30],
    "small": [3e-30, -4e-30],
    "infinite": [0.0, INF, 1],
    "nan": [0.0, NAN, 1],
}.items():
    case("norm#" + variant, torch.norm, values)
case("sqrt#edges", torch.sqrt, [0.0, -0.0, -1, INF, NAN])
case("sqrtOfSquares#zeros", lambda x: (x * x).sum().sqrt(), [0.0, 0])
case("log#edges", torch.log, [0.0, -0.0, -1, INF, NAN])
case("log1p#edges", torch.log1p, [-1.0, -2, INF, NAN])
case("reciprocal#edges", torch.reciprocal, [0.0, -0.0, INF, -INF, NAN])
case("div#edges", torch.div, [0.0, 1, 0, INF, 1, NAN], [0.0, 0, 1, 1, INF, 1])
ALL = [0.0, -0.0, -1, -2, 2, INF, -INF, NAN]
for exponent in (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0):
    # PyTorch takes x^1.5's slope as a root, which is NaN at -infinity, where x^1.5 is infinite.
    case("pow%g#edges" % exponent, lambda x: x**exponent, [x for x in ALL if exponent != 1.5 or x != -INF])
case("pow-0.5#edges", lambda x: x**-0.5, [0.0, -1, -2, 2, INF, NAN])
case(
    "pow#edges",
    torch.pow,
    [0.0, 0, 0, 0, -1, -2, -2, 2, 0, NAN, INF, 0, 3],
    [0.0, 1, 2, -1, 0, 2, 0.5, 0, 0.5, 0, 0, NAN, NAN],
)

# Ties, bounds and NaN.
case("clamp01#bounds", lambda x: x.clamp(0, 1), [0.0, 0.5, 1])
case("clamp01#edges", lambda x: x.clamp(0, 1), [-1.0, 2, NAN, INF, -INF, -0.0, 1e-30, 1])
case("clamp10#crossed", lambda x: x.clamp(1, 0), [0.0, 0.5, 1, -1, 2])
case("clampAbove0#infinite", lambda x: x.clamp(min=0), [-1.0, 0, 1, INF, -INF, NAN])
case("clampOne#point", lambda x: x.clamp(1, 1), [0.0, 1, 2])
PAIR = [1.0, NAN, 2, NAN, 0.0, INF, -INF, 3], [1.0, 1, NAN, NAN, -0.0, INF, -INF, 4]
case("maximum#edges", torch.maximum, *PAIR)
case("minimum#edges", torch.minimum, *PAIR)
case("maximum#row", torch.maximum, [[1.0, 2], [3, 2]], [1.0, 2])
case("relu#edges", torch.relu, [NAN, 0.0, -0.0, INF, -INF, -1, 1])
case("abs#edges", torch.abs, [NAN, 0.0, -0.0, INF, -INF, -1, 1])
case("sign#edges", torch.sign, [NAN, 0.0, -0.0, INF, -INF, -1, 1])
for name, function in {"max": torch.max, "min": torch.min}.items():
    case(name + "#tie", function, [2.0, 1, 2, 1, 1.5])
    case(name + "#nan", function, [1.0, NAN, 2])
    case(name + "#nans", function, [NAN, 0.0, NAN])
    case(name + "#infinite", function, [INF, -INF, 0, INF])
    case(name + "#zeros", function, [0.0, -0.0, 0.0])
case("amax0#tie", lambda x: x.amax(0), [[1.0, 5], [1, 5], [0, 5]])
case("amin1#tie", lambda x: x.amin(1), [[1.0, 5, 1], [2, 2, 2]])
case("floor#edges", torch.floor, [NAN, INF, -INF, -0.5, 2])

# Infinite logits and masks.
case("softplus#infinite", F.softplus, [INF, -INF, NAN, 0.0])
case("sigmoid#infinite", torch.sigmoid, [INF, -INF, NAN])
case("tanh#infinite", torch.tanh, [INF, -INF, NAN])
case("gelu#infinite", F.gelu, [INF, NAN, 0.0])
for variant, values in {
    "masked": [-INF, 1.0, 2],
    "allMasked": [-INF, -INF, -INF],
    "infinite": [INF, 1.0, 2],
    "nan": [NAN, 1.0, 2],
    "single": [-INF, -INF, 2],
}.items():
    case("softmax#" + variant, lambda x: F.softmax(x, 0), values)
    case("logSoftmax#" + variant, lambda x: F.log_softmax(x, 0), values)
    case("logSumExp#" + variant, lambda x: torch.logsumexp(x, 0), values)
    for label in (0, 2):
        case("crossEntropy#%s%d" % (variant, label), F.cross_entropy, [values], [label])
        case(
            "crossEntropySmooth#%s%d" % (variant, label),
            lambda x, y: F.cross_entropy(x, y, label_smoothing=0.1),
            [values],
            [label],
        )
case("bce#right", F.binary_cross_entropy_with_logits, [INF, 3.0, -3], [0.0, 1, 0])
for x in (INF, 0.0, 800.0, -800.0):
    for y in (0.0, 1.0, 0.5):
        if not (math.isinf(x) and y == 1):  # there PyTorch's value is NaN: see LossExtremesTest
            case("bce#%g,%g" % (x, y), F.binary_cross_entropy_with_logits, [x], [y])
            case(
                "bceWeighted#%g,%g" % (x, y),
                lambda t, z: F.binary_cross_entropy_with_logits(t, z, pos_weight=torch.tensor(2.5)),
                [x],
                [y],
            )
case("bce#nan", F.binary_cross_entropy_with_logits, [NAN, 1.0], [0.0, 1])
case(
    "probabilities#edges",
    # PyTorch's gradient of the targets is infinite where the logarithm that it is made of is limited.
    lambda x, y: F.binary_cross_entropy(x, y.detach(), reduction="none") + 0 * y,
    [0.0, 0, 0, 1, 1, 1, 1e-40, 1e-40, 1e-20, 1e-13, 1e-13, 1e-10, 1e-10, 0.25],
    [0.0, 1, 0.5, 0, 1, 0.5, 0, 1, 1, 0, 1, 0.5, 1, 1],
)
case("softmax#empty", lambda x: F.softmax(x, 0), [])
case("logSoftmax#empty", lambda x: F.log_softmax(x, 0), [])
case("logSumExp#empty", lambda x: torch.logsumexp(x, 0), [])
for name, loss in {"mse": F.mse_loss, "l1": F.l1_loss, "huber": F.huber_loss}.items():
    case(name + "#infinite", lambda x, y: loss(x, y, reduction="none"), [INF, -INF, NAN, 1.0, 0], [0.0, 0, 0, 1, 1])
