"""Golden cases of functions of tensors: what the scripts of GoldenCase's files share.

A case is a line "case FUNCTION#VARIANT", one line "in DTYPE SHAPE VALUES" per input, a line "out DTYPE SHAPE VALUES",
one line "grad INDEX VALUES" per floating input if a gradient exists, and a line "end". SHAPE is comma-separated, "-" for
a scalar. Gradients are those of the output's elements weighted by 0.5 + 0.25 * (i % 7). All is computed in float64 from
inputs that float32 holds exactly. Made with PyTorch 2.13.
"""

import math
import random
import zlib

import torch

torch.set_default_dtype(torch.float64)
NAMES = {torch.float64: "float64", torch.int64: "int64", torch.int32: "int32", torch.bool: "bool", torch.float32: "float32"}


def write(values):
    flat = values.detach().reshape(-1).tolist()
    return " ".join(("%.12g" % v) if isinstance(v, float) else str(int(v)) for v in flat)


def dims(tensor):
    return ",".join(map(str, tensor.shape)) or "-"


def case(name, function, *inputs, grad=True, fixed=()):
    for i, tensor in enumerate(inputs):
        if tensor.is_floating_point() and grad and i not in fixed:
            tensor.requires_grad_(True)
    print("case", name)
    for tensor in inputs:
        print("in", NAMES[tensor.dtype], dims(tensor), write(tensor))
    out = function(*inputs)
    print("out", NAMES[out.dtype], dims(out), write(out))
    if out.requires_grad:
        seed = torch.tensor([0.5 + 0.25 * (i % 7) for i in range(out.numel())]).reshape(out.shape)
        wanted = [(i, t) for i, t in enumerate(inputs) if t.requires_grad]
        grads = torch.autograd.grad(out, [t for _, t in wanted], seed, allow_unused=True)
        for (i, t), g in zip(wanted, grads):
            print("grad", i, write(torch.zeros_like(t) if g is None else g))
    print("end")


class Numbers:
    """Numbers that float32 holds exactly; no two of one tensor are equal, none is 0."""

    def __init__(self, name):
        self.source = random.Random(zlib.crc32(name.encode()))

    def __call__(self, *shape, low=-3.0, high=3.0):
        size = math.prod(shape)
        choices = [k / 64 for k in range(int(low * 64), int(high * 64) + 1) if k != 0]
        return torch.tensor(self.source.sample(choices, size)).reshape(shape)

    def truths(self, *shape):
        size = math.prod(shape)
        return torch.tensor([self.source.random() < 0.5 for _ in range(size)]).reshape(shape).bool()
