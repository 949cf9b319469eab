"""Writes how PyTorch prints tensors, for TensorPrinterTest.

    python3 goldens_printing.py > ../resources/goldens/printing.txt

A case is a line "tensor DTYPE SHAPE FLAGS VALUES", the lines that PyTorch prints, and a line "end". SHAPE is
comma-separated, "-" for a scalar. VALUES are the elements in row-major order, or "linear A B" for A * i + B. PyTorch's
"torch." before dtypes is left out, before lines are broken. Made with PyTorch 1.13.
"""

import random

import torch

add_suffixes = torch._tensor_str._add_suffixes
torch._tensor_str._add_suffixes = lambda text, suffixes, indent, force_newline: add_suffixes(
    text, [suffix.replace("torch.", "") for suffix in suffixes], indent, force_newline
)

DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "int32": torch.int32,
    "int64": torch.int64,
    "bool": torch.bool,
}


def number(value):
    if isinstance(value, bool):
        return "1" if value else "0"
    return repr(value)


def case(dtype, shape, values, grad=False):
    size = 1
    for dim in shape:
        size *= dim
    linear = isinstance(values, tuple)
    elements = [values[0] * i + values[1] for i in range(size)] if linear else values
    tensor = torch.tensor(elements, dtype=torch.float64 if dtype.startswith("float") else DTYPES[dtype])
    tensor = tensor.to(DTYPES[dtype]).reshape(shape).requires_grad_(grad)
    written = ["linear", *map(number, values)] if linear else list(map(number, values))
    dims = ",".join(map(str, shape)) or "-"
    print("tensor", dtype, dims, "grad" if grad else "plain", *written)
    print(repr(tensor))
    print("end")


nan, inf = float("nan"), float("inf")
for dtype in DTYPES:
    case(dtype, (), [1])
    case(dtype, (3,), [0, 1, 1])
    case(dtype, (2, 2), [1, 0, 0, 1])
    case(dtype, (0,), [])
    case(dtype, (0, 3), [])
    case(dtype, (2, 0, 4), [])
for dtype in ("float32", "float64"):
    case(dtype, (), [3.14159265])
    case(dtype, (), [-0.0])
    case(dtype, (), [nan])
    case(dtype, (2,), [inf, -inf])
    case(dtype, (4,), [nan, 1.0, inf, -20.0])
    case(dtype, (4,), [nan, 1.5, -inf, -20.0])
    case(dtype, (3,), [nan, 1e-7, inf])
    case(dtype, (3,), [0.0, -0.0, 0.5])
    case(dtype, (2,), [1e-5, -0.0])
    case(dtype, (2,), [0.99999, 0.00012])
    case(dtype, (2,), [999999.0, 1000.0])
    case(dtype, (2,), [1000001.0, 1000.0])
    case(dtype, (2,), [1e8, 1e8])
    case(dtype, (2,), [2e8, 2e8])
    case(dtype, (2,), [1e-4, 2e-4])
    case(dtype, (2,), [0.00011, 0.00022])
    case(dtype, (3,), [1e30, 1e-30, 0.0])
    case(dtype, (1,), [9.99995e-5])
    case(dtype, (2,), [0.03125, 0.00005 + 1])
    case(dtype, (4,), [0.5, 1.5, 2.5, 1e3])
    case(dtype, (2, 3), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], grad=True)
    case(dtype, (20,), (0.3, -2.0))
    case(dtype, (30,), (1234.5, 0.0))
    case(dtype, (5, 9), (-0.01, 0.2), grad=True)
    case(dtype, (1000,), (1.0, 0.0))
    case(dtype, (1001,), (0.5, -9.0))
    case(dtype, (40, 40), (0.5, 0.0))
    case(dtype, (2, 3, 4), (0.25, -1.0))
    case(dtype, (2, 2, 2, 2), (1.0, -8.0))
    case(dtype, (11, 10, 12), (0.001, 0.0))
    case(dtype, (5, 300), (1e-3, -0.1), grad=True)
    case(dtype, (2000, 1), (1.0, 0.0))
    case(dtype, (6, 7, 30), (1.0, 0.0))
case("float32", (1, 3), [16777216.0, 16777215.0, 1.0])
case("float64", (2,), [1e300, 5e-324])
case("float64", (1,), [123456.78125])
for dtype in ("int32", "int64"):
    case(dtype, (4,), [-5, 10, 200, 0])
    case(dtype, (3, 30), (37, -400))
    case(dtype, (1200,), (1, 0))
    case(dtype, (50, 2, 15), (-1, 0))
case("int64", (2,), [9223372036854775807, -9223372036854775808])
case("int32", (2,), [2147483647, -2147483648])
case("bool", (2, 14), [i % 3 == 0 for i in range(28)])

source = random.Random(7)
for _ in range(40):
    shape = [source.randint(1, 5) for _ in range(source.randint(1, 3))]
    size = 1
    for dim in shape:
        size *= dim
    scale = 10.0 ** source.randint(-3, 5)
    spread = source.choice([0, 0, 1, 3])
    values = [
        float("%.5g" % (source.gauss(0, 1) * scale * 10 ** source.uniform(-spread, spread))) for _ in range(size)
    ]
    case(source.choice(["float32", "float64"]), shape, values, grad=source.random() < 0.3)
