"""Writes values and gradients of tensor functions as PyTorch computes them, for GoldensTest.

    python3 goldens_tensor.py > ../resources/goldens/tensor.txt
"""

import math

import torch
import torch.nn.functional as F

from golden_cases import Numbers, case


def unary(name, function, low=-3.0, high=3.0, grad=True):
    n = Numbers(name)
    case(name + "#matrix", function, n(2, 5, low=low, high=high), grad=grad)
    case(name + "#scalar", function, n(low=low, high=high), grad=grad)
    case(name + "#empty", function, n(0, 3, low=low, high=high), grad=grad)


def binary(name, function, low=-3.0, high=3.0, grad=True, fixed=()):
    n = Numbers(name)
    shapes = {
        "same": [(2, 3), (2, 3)],
        "row": [(2, 3), (3,)],
        "column": [(2, 1), (2, 3)],
        "outer": [(2, 1, 2), (3, 1)],
        "scalar": [(), (4,)],
        "empty": [(0, 3), (1, 3)],
    }
    for variant, (a, b) in shapes.items():
        case(name + "#" + variant, function, n(*a, low=low, high=high), n(*b, low=low, high=high), grad=grad, fixed=fixed)


binary("add", lambda a, b: a + b)
binary("sub", lambda a, b: a - b)
binary("mul", lambda a, b: a * b)
binary("div", lambda a, b: a / b)
def floor_div(a, b):
    return torch.div(a, b, rounding_mode="floor")


binary("floorDiv", floor_div)
binary("remainder", torch.remainder)
unary("floorDiv.number", lambda x: floor_div(x, 0.75))
unary("remainder.number", lambda x: torch.remainder(x, 0.75))
binary("pow", lambda a, b: a**b, low=0.25)
binary("maximum", torch.maximum)
binary("minimum", torch.minimum)
unary("add.number", lambda x: x + 0.75)
unary("sub.number", lambda x: x - 0.75)
unary("mul.number", lambda x: x * 0.75)
unary("div.number", lambda x: x / 0.75)
for exponent in (-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 2.5):
    unary("pow.number%g" % exponent, lambda x: x**exponent, low=0.25)
unary("pow.negative", lambda x: x**3.0)
unary("clamp", lambda x: x.clamp(-1.01, 1.01))
for name, compare in {
    "eq": torch.eq,
    "ne": torch.ne,
    "lt": torch.lt,
    "le": torch.le,
    "gt": torch.gt,
    "ge": torch.ge,
}.items():
    case(name + "#values", compare, torch.tensor([[1.0, 2, 3], [4, 5, 6]]), torch.tensor([2.0, 2, 4]), grad=False)
    case(name + ".number#values", lambda x: compare(x, 2), torch.tensor([1.0, 2, 3]), grad=False)
    case(name + "#int64", compare, torch.tensor([1, 2, 3]), torch.tensor([2, 2, 2]))
    case(name + ".number#int64", lambda x: compare(x, 2), torch.tensor([1, 2, 3]))

tie = torch.tensor([1.0, 2, 3])
case("maximum#tie", torch.maximum, tie.clone(), torch.tensor([1.0, 3, 2]))
case("minimum#tie", torch.minimum, tie.clone(), torch.tensor([1.0, 3, 2]))
case("pow#zero", lambda a, b: a**b, torch.tensor([0.0, 0, 0, 2]), torch.tensor([0.0, 1, 2, 0]))
case("abs#zero", torch.abs, torch.tensor([0.0, -1, 1]))
case("sign#zero", torch.sign, torch.tensor([0.0, -1, 1]))
case("relu#zero", torch.relu, torch.tensor([0.0, -1, 1]))
case("softplus#zero", F.softplus, torch.tensor([0.0, -1, 1]))
case("softplus#large", F.softplus, torch.tensor([-30.0, 30, -1000, 1000]))
case("sigmoid#large", torch.sigmoid, torch.tensor([-30.0, 30, -1000, 1000]))
case("tanh#large", torch.tanh, torch.tensor([-30.0, 30, -1000, 1000]))
case("exp#large", torch.exp, torch.tensor([-80.0, 80]))
case("log1p#small", torch.log1p, torch.tensor([2.0**-40, -(2.0**-40), 0]))
case("softsign#large", F.softsign, torch.tensor([0.0, -0.0, 2.0**-30, -(2.0**30), 2.0**60]))
case("erf#range", torch.erf, torch.tensor([0.0, 0.125, -0.125, 0.5, 1, -1, 2, -2, 4, -4, 7]))

unary("neg", torch.neg)
unary("abs", torch.abs)
unary("sign", torch.sign)
unary("exp", torch.exp)
unary("log", torch.log, low=0.1)
unary("log1p", torch.log1p, low=-0.9)
unary("sqrt", torch.sqrt, low=0.1)
unary("reciprocal", torch.reciprocal)
unary("sin", torch.sin)
unary("cos", torch.cos)
unary("tanh", torch.tanh)
unary("sigmoid", torch.sigmoid)
unary("relu", torch.relu)
unary("erf", torch.erf)
unary("softsign", F.softsign)
unary("floor", torch.floor)
unary("ceil", torch.ceil)
unary("round", torch.round)
case("round#ties", torch.round, torch.tensor([-2.5, -1.5, -0.5, 0.0, 0.5, 1.5, 2.5, 2.0**40, 2.0**100]))
unary("log2", torch.log2, low=0.1)
unary("expm1", torch.expm1)
case("expm1#range", torch.expm1, torch.tensor([0.0, 2.0**-30, -(2.0**-30), 1.0, 1.5, 80, -80]))
unary("rsqrt", torch.rsqrt, low=0.1)
unary("square", torch.square)
unary("gelu", F.gelu)
unary("softplus", F.softplus)
for name, function in {
    "relu6": F.relu6,
    "leakyRelu": lambda x: F.leaky_relu(x, 0.2),
    "elu": lambda x: F.elu(x, 0.75),
    # F.hardsigmoid's gradient is float32's sixth in float64 too.
    "hardsigmoid": lambda x: F.relu6(x + 3) / 6,
    "silu": F.silu,
    "hardswish": F.hardswish,
    "mish": F.mish,
    "geluTanh": lambda x: F.gelu(x, approximate="tanh"),
    "softplus.beta": lambda x: F.softplus(x, 2, 3),
}.items():
    unary(name, function, low=-8, high=8)
    case(name + "#bounds", function, torch.tensor([0.0, -0.0, 3, -3, 6, -6, 1.5, 2.0**-30, -(2.0**-30), 100, -100]))
unary("copy", torch.clone)
unary("detach", torch.Tensor.detach)
unary("to.int64", lambda x: x.to(torch.int64))
unary("to.bool", lambda x: x.to(torch.bool))
case("neg#int64", torch.neg, torch.tensor([-2, 0, 3]))
case("abs#int64", torch.abs, torch.tensor([-2, 0, 3]))
case("floorDiv#int64", floor_div, torch.tensor([7, -7, 6, 7, -6]), torch.tensor([2, 2, -3, -2, 3]))
case("remainder#int64", torch.remainder, torch.tensor([7, -7, 6, 7, -6]), torch.tensor([2, 2, -3, -2, 3]))
case("sum#int32", torch.sum, torch.tensor([2147483647, 1], dtype=torch.int32))
case("sum.axis0#int32", lambda x: x.sum(0), torch.tensor([[2147483647, -2147483648], [1, -1]], dtype=torch.int32))
case("mul#int32", torch.mul, torch.tensor([7, -7], dtype=torch.int32), torch.tensor([2, 3], dtype=torch.int32))
case("not#values", torch.logical_not, torch.tensor([True, False]))

n = Numbers("where")
case("where#same", torch.where, n.truths(2, 3), n(2, 3), n(2, 3))
case("where#broadcast", torch.where, n.truths(3), n(2, 1), n())
case("where#condition", torch.where, n.truths(2, 3), n(3), n(1))
case("where#empty", torch.where, n.truths(0, 2), n(2), n(1, 1))
case("where.number#row", lambda c, a: torch.where(c, a, torch.tensor(-1.5)), n.truths(2, 3), n(3))
case("where.numberFirst#row", lambda c, b: torch.where(c, torch.tensor(-1.5), b), n.truths(2, 3), n(3))

for name, reduce in {"sum": torch.sum, "mean": torch.mean}.items():
    n = Numbers(name)
    case(name + "#matrix", reduce, n(3, 4))
    case(name + "#scalar", reduce, n())
    case(name + ".axis0#cube", lambda x: reduce(x, 0), n(2, 3, 4))
    case(name + ".axes02keep#cube", lambda x: reduce(x, (0, 2), keepdim=True), n(2, 3, 4))
    case(name + ".last#matrix", lambda x: reduce(x, -1), n(2, 3))
    case(name + ".all.keep#matrix", lambda x: reduce(x, (0, 1), keepdim=True), n(2, 3))
    case(name + ".axis0#empty", lambda x: reduce(x, 0), n(2, 0))
case("sum#empty", torch.sum, torch.zeros(0, 3))
case("sum.axis0#none", lambda x: x.sum(0), torch.zeros(0, 3))
case("sum#bool", torch.sum, torch.tensor([[True, False], [True, True]]))
case("sum.axis0#bool", lambda x: x.sum(0), torch.tensor([[True, False], [True, True]]))
case("sum#int64", torch.sum, torch.tensor([[1, 2], [3, 4]]))
case("sum.axis0#int64", lambda x: x.sum(0), torch.tensor([[1, 2], [3, 4]]))
n = Numbers("prod")
case("prod#matrix", torch.prod, n(3, 4))
case("prod#scalar", torch.prod, n())
case("prod#empty", torch.prod, torch.zeros(0, 3))
case("prod#zeros", torch.prod, torch.tensor([2.0, 0, 3, 4]))
case("prod#int32", torch.prod, torch.tensor([65536, 65536, -1], dtype=torch.int32))
case("prod.axis1#cube", lambda x: x.prod(1), n(2, 5, 3))
case("prod.axis1#none", lambda x: x.prod(1), torch.zeros(2, 0))
case("prod.keep#matrix", lambda x: x.prod(-1, keepdim=True), n(2, 7))
case("prod.keep#twoZeros", lambda x: x.prod(-1, keepdim=True), torch.tensor([[0.0, 2, 0], [1, 0, 3]]))
for name, reduce in {"max": torch.amax, "min": torch.amin}.items():
    n = Numbers(name)
    case(name + "#matrix", lambda x: reduce(x, (0, 1)), n(3, 4))
    case(name + "#scalar", lambda x: reduce(x, ()), n())
    case(name + ".axis0#cube", lambda x: reduce(x, 0), n(2, 3, 4))
    case(name + ".axes02keep#cube", lambda x: reduce(x, (0, 2), keepdim=True), n(2, 3, 4))
    case(name + ".axis0#tie", lambda x: reduce(x, 0), torch.tensor([[1.0, 5, 2], [1, 4, 2], [0, 5, 2]]))
    case(name + ".axis0#empty", lambda x: reduce(x, 0), torch.zeros(2, 0))
    case(name + ".axis0#int64", lambda x: reduce(x, 0), torch.tensor([[1, 5], [3, 4]]))
n = Numbers("var")
case("var#matrix", torch.var, n(3, 4))
case("var.axis0#matrix", lambda x: x.var(0, unbiased=True), n(3, 4))
case("var.population.keep#cube", lambda x: x.var((1, 2), unbiased=False, keepdim=True), n(2, 3, 4))
case("std#matrix", torch.std, n(3, 4))
case("norm#matrix", torch.norm, n(3, 4))
case("norm#zero", torch.norm, torch.zeros(3))
case("argmax#matrix", lambda x: x.argmax(1), n(3, 4), grad=False)
case("argmax#tie", lambda x: x.argmax(1), torch.tensor([[1.0, 3, 3], [2, 2, 1]]), grad=False)
for name in ("argmax", "argmin"):
    find = getattr(torch, name)
    case(name + ".all#scalar", find, torch.tensor(2.0), grad=False)
    case(name + ".all#matrix", find, torch.tensor([[4.0, 1, 9], [9, 0, 0]]), grad=False)
    axis = -1 if name == "argmax" else 0
    case(name + ".keep#matrix", lambda x: find(x, axis, keepdim=True), torch.tensor([[4.0, 1, 9], [9, 0, 0]]), grad=False)
n = Numbers("cumsum")
for variant, x in {"matrix": n(3, 4), "cube": n(2, 3, 2), "empty": n(2, 0), "int32": torch.tensor([[2147483647, 1]], dtype=torch.int32)}.items():
    case("cumsum#" + variant, lambda x: x.cumsum(1), x)
INF, NAN = math.inf, math.nan
case("cumsum.truth#values", lambda x: torch.cumsum(x > 0, 1), torch.tensor([[1.0, -1, 2], [0, 3, 4]]), grad=False)
n = Numbers("maxPool1d")
for name, arguments in {"": (2,), ".overlapping": (3, 2, 1, 1), ".dilated": (3, 1, 1, 2)}.items():
    for variant, x in {
        "cube": n(2, 3, 7),
        "matrix": n(3, 8),
        "tie": torch.tensor([[1.0, 1, 2, 2, 2, 0, -1, -1]]),
        "nan": torch.tensor([[1.0, NAN, 2, 0, 3, -INF, -INF, -INF], [-INF, -INF, -INF, 1, -1, 0, INF, INF]]),
    }.items():
        case("maxPool1d" + name + "#" + variant, lambda x: F.max_pool1d(x, *arguments), x)
for name, function in {
    "logSumExp": lambda x, axis: torch.logsumexp(x, axis),
    "softmax": torch.softmax,
    "logSoftmax": torch.log_softmax,
}.items():
    n = Numbers(name)
    case(name + ".last#matrix", lambda x: function(x, -1), n(3, 4))
    case(name + ".axis1#cube", lambda x: function(x, 1), n(2, 3, 2))
    case(name + ".last#large", lambda x: function(x, -1), torch.tensor([[1000.0, 0, -1000], [-1000, -1001, -1002]]))
    case(name + ".last#empty", lambda x: function(x, -1), torch.zeros(0, 3))
case("logSumExp.keep#matrix", lambda x: torch.logsumexp(x, 0, keepdim=True), n(3, 4))
case("logSumExp.last#infinite", lambda x: torch.logsumexp(x, -1), torch.tensor([[-math.inf, -math.inf], [-math.inf, 1]]), grad=False)

n = Numbers("shapes")
case("reshape#open", lambda x: x.reshape(3, -1), n(2, 6))
case("reshape#empty", lambda x: x.reshape(3, -1), n(0, 6))
case("flatten#cube", lambda x: x.flatten(), n(2, 3, 2))
case("flatten#scalar", lambda x: x.flatten(), n())
case("flatten.from1#cube", lambda x: x.flatten(1), n(2, 3, 2))
case("unsqueeze.first#matrix", lambda x: x.unsqueeze(0), n(2, 3))
case("unsqueeze.last#matrix", lambda x: x.unsqueeze(-1), n(2, 3))
case("squeeze.middle#cube", lambda x: x.squeeze(1), n(2, 1, 3))
case("permute#cube", lambda x: x.permute(2, 0, 1), n(2, 3, 4))
case("transpose#cube", lambda x: x.transpose(0, -1), n(2, 3, 4))
case("transpose#empty", lambda x: x.transpose(0, -1), n(2, 3, 0))
case("t#matrix", lambda x: x.t(), n(2, 3))
case("expand#row", lambda x: x.expand(2, 3, 4), n(3, 1))
case("expand.none#row", lambda x: x.expand(2, 3, 0), n(3, 1))
case("slice.middle#cube", lambda x: x[:, 1:3], n(2, 4, 3))
case("slice.step#matrix", lambda x: x[:, 1:8:3], n(2, 8))
case("slice.none#matrix", lambda x: x[:, 2:2], n(2, 4))
case("get.first#matrix", lambda x: x[0], n(2, 4))
case("get.last#vector", lambda x: x[-1], n(4))
case("pad#cube", lambda x: F.pad(x, (0, 0, 2, 1)), n(2, 2, 3))
case("indexSelect#rows", lambda x, i: x.index_select(0, i), n(4, 3), torch.tensor([2, 0, 2, 3]))
case("indexSelect.columns#cube", lambda x, i: x.index_select(1, i), n(2, 3, 2), torch.tensor([2, 2]))
case("indexSelect#none", lambda x, i: x.index_select(0, i), n(4, 3), torch.zeros(0, dtype=torch.int64))
case("pick#matrix", lambda x, i: x.gather(1, i[:, None])[:, 0], n(3, 4), torch.tensor([3, 0, 3]))
case("pick#empty", lambda x, i: x.gather(1, i[:, None])[:, 0], n(0, 4), torch.zeros(0, dtype=torch.int64))
case("oneHot#vector", lambda i: F.one_hot(i, 4).to(torch.float32), torch.tensor([3, 0, 1]))
case("concat.axis0#matrices", lambda a, b, c: torch.cat((a, b, c), 0), n(2, 3), n(0, 3), n(1, 3))
case("concat.last#cubes", lambda a, b: torch.cat((a, b), -1), n(2, 2, 1), n(2, 2, 3))
case("stack.axis0#vectors", lambda a, b: torch.stack((a, b), 0), n(3), n(3))
case("stack.last#vectors", lambda a, b: torch.stack((a, b), -1), n(3), n(3))
v = Numbers("views")
case("slice.backwards#matrix", lambda x: x[:, [4, 2]], v(2, 5))
case("flip#cube", lambda x: x.flip(0, -1), v(2, 2, 3))
case("view#matrix", lambda x: x.view(3, -1), v(2, 6))
case("flatten.from0to1#cube", lambda x: x.flatten(0, 1), torch.arange(12.0).reshape(2, 3, 2))
case("flatten.from1to2#four", lambda x: x.flatten(-3, 2), torch.arange(24.0).reshape(2, 3, 2, 2))
case("squeeze.all#cube", lambda x: x.squeeze(), v(1, 3, 1))
case("narrow#cube", lambda x: x.narrow(1, -3, 2), v(2, 4, 2))
case("select#cube", lambda x: x.select(1, -2), v(2, 4, 2))
case("split.size#matrix", lambda x: x.split(3, 1)[1], v(2, 8))
case("split.sizes#matrix", lambda x: x.split([1, 4, 3], 1)[1], v(2, 8))
case("chunk#matrix", lambda x: x.chunk(3, -1)[2], v(2, 8))
case("unbind#matrix", lambda x: x.unbind(1)[2], v(3, 4))
case("unfold.apart#matrix", lambda x: x.unfold(1, 2, 3), v(2, 8))
case("unfold.overlapping#cube", lambda x: x.unfold(0, 3, 1), v(5, 2, 2))
case("diagonal.main#matrix", lambda x: x.diagonal(), v(3, 4))
case("diagonal.below#cube", lambda x: x.diagonal(-1, 2, 0), v(3, 2, 4))
case("diagonal.above#cube", lambda x: x.diagonal(2, 0, 1), v(3, 5, 2))
case("viewScatter#matrix", lambda x, y: x.slice_scatter(y, 1, 1, 4, 2), v(2, 5), v(2, 2))
case("indexAdd#rows", lambda x, i: torch.zeros(5, 2).index_add(0, i, x), n(4, 2), torch.tensor([4, 0, 4, 1]))
case("spread#columns", lambda x: torch.zeros(2, 7).index_copy(1, torch.tensor([1, 4]), x), n(2, 2))
case("fillLike#matrix", lambda x: torch.full_like(x, 2.5), n(2, 2), grad=False)


odd = torch.tensor([0.0, -0.0, 1, math.nan, math.inf, -math.inf])
for name, function in {"and": torch.logical_and, "or": torch.logical_or, "xor": torch.logical_xor}.items():
    case(name + "#bool", function, torch.tensor([[True], [False]]), torch.tensor([True, False]))
    case(name + "#numbers", function, odd.clone()[:, None], odd.clone(), grad=False)
    case(name + "#int64", function, torch.tensor([0, 1, -2, 0]), torch.tensor([0, 0, 3, 5]))
for name, function in {"isNaN": torch.isnan, "isInf": torch.isinf, "isFinite": torch.isfinite}.items():
    case(name + "#odd", function, odd.clone(), grad=False)
    case(name + "#int64", function, torch.tensor([0, -1]))
near = torch.tensor([1.0, 1.0, 1.0, 100, 100, 0, 0])
far = torch.tensor([1.0, 1.0078125, 1.015625, 100.0625, 100.25, 0.0078125, 0.015625])
case("isClose#near", lambda a, b: torch.isclose(a, b, 1e-3, 1e-2), near, far, grad=False)
case("isClose#odd", lambda a, b: torch.isclose(a, b, 1e-3, 1e-2), odd.clone()[:, None], odd.clone(), grad=False)
case("isClose.equalNaN#odd", lambda a, b: torch.isclose(a, b, 1e-3, 1e-2, True), odd.clone()[:, None], odd.clone(), grad=False)
for variant, x in {"some": torch.tensor([[0.0, 2], [0, 0]]), "all": torch.tensor([[1, 2], [3, 4]]), "none": torch.zeros(2, 2), "empty": torch.zeros(2, 0)}.items():
    case("any#" + variant, torch.any, x.clone(), grad=False)
    case("any.axis1#" + variant, lambda x: x.any(1), x.clone(), grad=False)
    case("all#" + variant, torch.all, x.clone(), grad=False)
    case("all.keep#" + variant, lambda x: x.all(0, keepdim=True), x.clone(), grad=False)

v = Numbers("norms")
case("std.axis0#matrix", lambda x: x.std(0), v(3, 4))
case("std.population.keep#cube", lambda x: x.std((1, 2), unbiased=False, keepdim=True), v(2, 3, 4))
for p, name in {1: "1.0", 2: "2.0", 3.5: "3.5", math.inf: "Infinity"}.items():
    case("norm.%s#matrix" % name, lambda x: torch.linalg.vector_norm(x, p, 1), v(3, 4))
case("norm.2.0#zero", lambda x: torch.linalg.vector_norm(x, 2, 1), torch.zeros(1, 3))
case("norm.3.5#zero", lambda x: torch.linalg.vector_norm(x, 3.5, 1), torch.zeros(1, 3))
case("norm.keep#cube", lambda x: torch.linalg.vector_norm(x, 2, (0, 2), keepdim=True), v(2, 3, 4))
tied = torch.tensor([[1.0, 3, 1], [1, 3, 2]])
case("argmin#matrix", lambda x: x.argmin(1), v(3, 4), grad=False)
case("argmin#tie", lambda x: x.argmin(1), tied.clone(), grad=False)
case("argmin#int64", lambda x: x.argmin(1), torch.tensor([[0, -(2**63), 2**63 - 1]]))
for name, function, axis in (("maxAt", torch.max, 1), ("minAt", torch.min, 0)):
    for variant, x in {"matrix": v(3, 4), "tie": tied.clone()}.items():
        case(name + ".values#" + variant, lambda x: function(x, axis).values, x.clone())
        case(name + ".indices#" + variant, lambda x: function(x, axis).indices, x.clone(), grad=False)

v = Numbers("indexing")
rows = torch.tensor([[2, 0, 2], [3, 3, 1]])
case("gather.axis0#matrix", lambda x, i: x.gather(0, i), v(4, 3), rows)
case("gather.axis0#narrow", lambda x, i: x.gather(0, i), v(4, 5), rows)
case("gather.axis0#none", lambda x, i: x.gather(0, i), v(4, 3), rows[:0])
case("gather.last#cube", lambda x, i: x.gather(-1, i), v(2, 2, 3), torch.tensor([[[2, 2, 0, 1]], [[0, 1, 0, 0]]]))
case("scatterAdd.axis0#matrix", lambda x, i, s: x.scatter_add(0, i, s), v(4, 3), rows, v(2, 3))
case("scatterAdd.axis0#larger", lambda x, i, s: x.scatter_add(0, i, s[:2, :3]), v(4, 5), rows, v(3, 4))
case("scatterAdd.last#cube", lambda x, i, s: x.scatter_add(-1, i, s), v(1, 2, 3), torch.tensor([[[2, 2, 0, 1]]]), v(1, 1, 4))
case("nonzero#matrix", torch.nonzero, torch.tensor([[0.0, 2, math.nan], [-1, 0, 0]]), grad=False)
case("nonzero#scalar", torch.nonzero, torch.tensor(3.0), grad=False)
case("nonzero#none", torch.nonzero, torch.zeros(2, 3), grad=False)
case("maskedSelect#matrix", torch.masked_select, v(2, 3), torch.tensor([[True, False, True], [False, False, True]]))
case("maskedSelect#none", torch.masked_select, v(2, 3), torch.zeros(2, 3, dtype=torch.bool))
case("maskedFill#row", lambda x, m: x.masked_fill(m, -1.5), v(2, 3), torch.tensor([True, False, True]))
for variant, shape in {"wide": (3, 4), "high": (4, 2), "batch": (2, 2, 3), "empty": (0, 3)}.items():
    case("triu#" + variant, torch.triu, v(*shape))
    case("triu.above#" + variant, lambda x: x.triu(1), v(*shape))
    case("tril#" + variant, torch.tril, v(*shape))
    case("tril.below#" + variant, lambda x: x.tril(-1), v(*shape))
for variant, shape in {"matrix": (3, 5), "empty": (0, 3)}.items():
    case("roll#" + variant, lambda x: x.roll(-2, 1), v(*shape))
    case("roll.over#" + variant, lambda x: x.roll(7, 0), v(*shape))
case("repeat#matrix", lambda x: x.repeat(2, 1, 3), v(2, 2))
case("repeat#cube", lambda x: x.repeat(2, 1, 3), v(1, 2, 2))
case("repeatInterleave#matrix", lambda x: x.repeat_interleave(3, 1), v(2, 2))

v = Numbers("sorting")
SORTED = {
    "matrix": v(4, 5),
    "cube": v(3, 4, 2),
    "long": v(90, 3),
    "ties": torch.tensor([[2.0, 1, 2, 0.0, 1], [-0.0, 1, 0.0, 2, 1]]),
    "odd": torch.tensor([[NAN, 1, -INF, INF], [INF, NAN, NAN, -1]]),
}
INTEGERS = torch.tensor([[3, -(2**63), 2**63 - 1, 3], [-1, 0, -1, 2**40]])
for falling, suffix in ((False, ""), (True, ".falling")):
    for variant, x in {**SORTED, "none": torch.zeros(0, 3), "int64": INTEGERS, "bool": INTEGERS > 0}.items():
        for name, function in {
            "argsort": lambda x: torch.argsort(x, dim=-1, descending=falling, stable=True),
            "sort.values": lambda x: torch.sort(x, dim=0, descending=falling, stable=True).values,
            "sort.indices": lambda x: torch.sort(x, dim=0, descending=falling, stable=True).indices,
        }.items():
            case(name + suffix + "#" + variant, function, x.clone(), grad="values" in name)
for largest, suffix in ((False, ".smallest"), (True, ".largest")):
    for variant in ("matrix", "cube"):
        x = SORTED[variant]
        case("topk.values" + suffix + "#" + variant, lambda x: x.topk(3, 1, largest).values, x.clone())
        case("topk.indices" + suffix + "#" + variant, lambda x: x.topk(3, 1, largest).indices, x.clone(), grad=False)

v = Numbers("cumprod")
for variant, x in {
    "matrix": v(3, 7),
    "cube": v(2, 5, 2),
    "zeros": torch.tensor([[2.0, 0, 3, 4], [0, 2, 0, 3], [0, 0, 0, 1]]),
    "one": v(2, 1),
    "empty": torch.zeros(2, 0),
    "int32": torch.tensor([[65536, 65536, -1]], dtype=torch.int32),
}.items():
    case("cumprod#" + variant, lambda x: x.cumprod(1), x)
binary("atan2", torch.atan2)
odd = torch.tensor([0.0, -0.0, 1, -1, math.inf, -math.inf, math.nan, 2.0**-100, 2.0**100])
case("atan2#odd", torch.atan2, odd.clone()[:, None], odd.clone(), grad=False)
gammas = torch.tensor([0.0625, 0.5, 0.9375, 1, 1.0625, 1.5, 2, 2.5, 2.9375, 3, 3.0625, 5, 7.5, 8, 30, 1000, 2.0**30])
case("lgamma#positive", torch.lgamma, gammas.clone())
case("lgamma#tiny", torch.lgamma, torch.tensor([2.0**-60, 2.0**-20, 0.001953125]))
case("lgamma#negative", torch.lgamma, torch.tensor([-0.0625, -0.5, -0.9375, -1.5, -2.75, -7.25, -20.5]))
case("lgamma#odd", torch.lgamma, torch.tensor([0.0, math.inf, math.nan, -1, -4, 2.0**100]), grad=False)
case("erfinv#inner", torch.erfinv, torch.tensor([-0.9375, -0.5, -(2.0**-20), 0, 2.0**-40, 0.25, 0.75, 0.96875]))
case("erfinv#tail", torch.erfinv, torch.tensor([1 - 2.0**-k for k in (7, 10, 12)] + [-1 + 2.0**-11]), grad=False)
case("erfinv#odd", torch.erfinv, torch.tensor([1.0, -1, 1.5, -2, math.inf, math.nan]), grad=False)
case("digamma#positive", torch.digamma, gammas.clone())
case("digamma#negative", torch.digamma, torch.tensor([-0.0625, -0.5, -0.9375, -1.5, -2.75, -7.25, -20.5]))
case("digamma#odd", torch.digamma, torch.tensor([0.0, math.inf, math.nan, 2.0**100]), grad=False)
case("polygamma#positive", lambda x: torch.polygamma(3, x), gammas.clone())
case("polygamma#odd", lambda x: torch.polygamma(3, x), torch.tensor([0.0, math.nan]), grad=False)
case("atan2#origin", torch.atan2, torch.tensor([0.0, 1, 0, -1]), torch.tensor([0.0, 0, -1, 0]))

v = Numbers("places")
for variant, x, *places in (
    ("list", v(4, 3), torch.tensor([2, 0, 2])),
    ("table", v(4, 3), torch.tensor([[2, 0], [1, 3]])),
    ("pairs", v(4, 3), torch.tensor([2, 0, 2]), torch.tensor([1, 1, 1])),
    ("outer", v(4, 3, 2), torch.tensor([[2], [0]]), torch.tensor([1, 0, 2])),
    ("mask", v(2, 3), torch.tensor([[True, False, True], [False, False, True]])),
    ("rows", v(3, 2), torch.tensor([True, False, True])),
    ("mixed", v(3, 4, 2), torch.tensor([True, False, True]), torch.tensor([3, 0])),
    ("none", v(3, 2), torch.zeros(3, dtype=torch.bool)),
):
    case("index#" + variant, lambda x, *places: x[places], x, *places)
n = Numbers("places from the end")
case("index#last", lambda x, i: x[i], n(4, 3), torch.tensor([[-1, 0], [-4, 3]]))
case("index#from.both.ends", lambda x, i, j: x[i, j], n(4, 3, 2), torch.tensor([[-2], [1]]), torch.tensor([-1, -3, 0, -1]))
# Rows with one weight above 0 leave no choice.
case("multinomial#one", lambda x: torch.multinomial(x, 2, True), torch.tensor([[0.0, 0, 3], [2, 0, 0], [0, 0.5, 0]]), grad=False)

v = Numbers("matrices")
SHAPES = {"matrix": (4, 4), "batch": (2, 1, 3, 3), "one": (1, 1), "none": (0, 2, 2)}
LONG = {"high": (4, 2), "wide": (2, 4), "batch": (2, 3, 2)}


def regular(*shape):
    """Matrices whose diagonals are large and different."""
    diagonal = torch.diag_embed(torch.arange(min(shape[-2:])) * 2.0 + 3)
    whole = torch.zeros(shape)
    whole[..., : diagonal.shape[0], : diagonal.shape[0]] = diagonal
    return v(*shape) / 4 + whole


for variant, a, b in (
    ("matrix", (4, 4), (4, 2)),
    ("vector", (4, 4), (4,)),
    ("batch", (2, 3, 3), (2, 3, 2)),
    ("vectors", (2, 3, 3), (2, 3)),
    ("stretched", (2, 1, 3, 3), (2, 3, 1)),
    ("none", (0, 2, 2), (0, 2, 1)),
):
    case("solve#" + variant, torch.linalg.solve, regular(*a), v(*b))
    if len(b) >= len(a) - 1 > 1 and "vector" not in variant:
        for name, upper in (("", False), (".upper", True)):
            case("solveTriangular" + name + "#" + variant, lambda a, b: torch.linalg.solve_triangular(a, b, upper=upper), regular(*a), v(*b))
for variant, shape in SHAPES.items():
    case("inv#" + variant, torch.linalg.inv, regular(*shape))
    case("cholesky#" + variant, lambda a: torch.linalg.cholesky((a + a.mT) / 2), regular(*shape))
    case("eigh.values#" + variant, lambda a: torch.linalg.eigh((a + a.mT) / 2)[0], regular(*shape))
    case("eigh.vectors#" + variant, lambda a: torch.linalg.eigh((a + a.mT) / 2)[1].square(), regular(*shape))
    case("det#" + variant, torch.linalg.det, regular(*shape))
    case("slogdet.log#" + variant, lambda a: torch.linalg.slogdet(a)[1], regular(*shape))
    case("slogdet.sign#" + variant, lambda a: torch.linalg.slogdet(a)[0], -regular(*shape), grad=False)
case("det#singular", torch.linalg.det, torch.tensor([[1.0, 2], [2, 4]]), grad=False)

def gradient_of_det(a):
    """Without create_graph PyTorch gives 0 for singular matrices, with it the cofactors."""
    x = a.clone().requires_grad_(True)
    return torch.autograd.grad(torch.linalg.det(x).sum(), x, create_graph=True)[0].detach()


for variant, a in (
    ("regular", [[1.0, 2], [3, -4]]),
    ("singular", [[1.0, 2], [2, 4]]),
    ("column", [[0.0, 1], [0, 2]]),
    ("square", [[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]),
    ("hole", [[1.0, 0, 0], [0, 0, 0], [0, 0, 2]]),
    ("line", [[1.0, 2, 3], [2, 4, 6], [3, 6, 9]]),
    ("zero", [[0.0, 0], [0, 0]]),
    ("number", [[0.0]]),
    ("batch", [[[1.0, 2], [2, 4]], [[1, 0], [0, 3]]]),
):
    case("det.gradient#" + variant, gradient_of_det, torch.tensor(a), grad=False)
case("slogdet.sign#singular", lambda a: torch.linalg.slogdet(a)[0], torch.tensor([[1.0, 2], [2, 4]]), grad=False)
case("slogdet.sign#nothing", lambda a: torch.linalg.slogdet(a)[0], torch.zeros(0, 0), grad=False)
for variant, shape in {**SHAPES, **LONG}.items():
    case("qr.q#" + variant, lambda a: torch.linalg.qr(a)[0], regular(*shape))
    case("qr.r#" + variant, lambda a: torch.linalg.qr(a)[1], regular(*shape))
    case("svd.u#" + variant, lambda a: torch.linalg.svd(a, full_matrices=False)[0].square(), regular(*shape))
    case("svd.s#" + variant, lambda a: torch.linalg.svd(a)[1], regular(*shape))
    case("svd.vh#" + variant, lambda a: torch.linalg.svd(a, full_matrices=False)[2].square(), regular(*shape))

v = Numbers("least squares")
DEFICIENT = {
    "short": torch.tensor([[1.0, 2], [2, 4], [3, 6]]),
    "equal": torch.diag(torch.tensor([2.0, 2, 0, 0])),
    "zero": torch.zeros(2, 3),
    "mixed": torch.tensor([[[1.0, 2, 3], [2, 4, 6]], [[1, 0, 0], [0, 1, 0]]]),
}
for variant, a, b in (
    ("high", (4, 2), (4, 3)),
    ("wide", (2, 4), (2, 3)),
    ("square", (3, 3), (3, 1)),
    ("high.vector", (4, 2), (4,)),
    ("wide.vector", (2, 4), (2,)),
    ("batch", (2, 3, 2), (2, 3, 2)),
    ("vectors", (2, 2, 3), (2, 2)),
    ("none", (0, 3, 2), (0, 3, 1)),
):
    case("lstsq#" + variant, lambda a, b: torch.linalg.lstsq(a, b).solution, regular(*a), v(*b))
# PyTorch's does not broadcast.
stretched = lambda a, b: torch.linalg.lstsq(a.expand(2, 2, 3, 2), b.expand(2, 2, 3, 1)).solution
case("lstsq#stretched", stretched, regular(2, 1, 3, 2), v(2, 3, 1))
for variant, shape in {**SHAPES, **LONG}.items():
    case("pinv#" + variant, torch.linalg.pinv, regular(*shape))
    case("matrixRank#" + variant, torch.linalg.matrix_rank, regular(*shape), grad=False)
for variant, a in DEFICIENT.items():
    case("pinv#" + variant, torch.linalg.pinv, a.clone())
    case("matrixRank#" + variant, torch.linalg.matrix_rank, a.clone(), grad=False)
case("pinv#no.columns", torch.linalg.pinv, torch.zeros(3, 0))
case("matrixRank#no.columns", torch.linalg.matrix_rank, torch.zeros(2, 3, 0), grad=False)

v = Numbers("einsum")
for equation, *shapes in (
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("bij,bjk->bik", (2, 2, 3), (2, 3, 2)),
    ("bhqd,bhkd->bhqk", (2, 1, 2, 3), (2, 1, 4, 3)),
    ("ij,jk", (2, 3), (3, 2)),
    ("ba, c", (2, 3), (2,)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("ij->j", (2, 3)),
    ("ij->ji", (2, 3)),
    ("i,j->ij", (2,), (3,)),
    ("i,i->", (4,), (4,)),
    ("ij,ij->i", (2, 3), (2, 3)),
    ("...ij,...jk->...ik", (2, 1, 2, 3), (3, 3, 2)),
    ("...i,i", (2, 2, 3), (3,)),
    ("abc,bd,dc->a", (2, 3, 2), (3, 4), (4, 2)),
    ("iij,jk->ki", (2, 2, 3), (3, 2)),
    ("ab,b->ab", (2, 3), (3,)),
    ("ab,cb->ac", (2, 1), (3, 4)),
    ("ab,ab->ab", (0, 3), (0, 3)),
):
    case("einsum.%s#numbers" % equation.replace(" ", "_"), lambda *x: torch.einsum(equation, *x), *[v(*shape) for shape in shapes])
case("einsum.ij,jk->ik#int64", lambda *x: torch.einsum("ij,jk->ik", *x), torch.tensor([[1, 2], [3, 4]]), torch.tensor([[5, 6], [7, 8]]))

n = Numbers("matmul")
PAIRS = {
    "matrices": [(3, 4), (4, 2)],
    "vectors": [(4,), (4,)],
    "vector.matrix": [(4,), (4, 2)],
    "matrix.vector": [(3, 4), (4,)],
    "batch": [(2, 3, 4), (2, 4, 2)],
    "batch.matrix": [(2, 3, 4), (4, 2)],
    "matrix.batch": [(3, 4), (2, 4, 2)],
    "vector.batch": [(4,), (2, 4, 2)],
    "batch.vector": [(2, 3, 4), (4,)],
    "stretched": [(2, 1, 3, 2), (1, 3, 2, 2)],
    "no.rows": [(0, 4), (4, 2)],
    "no.inner": [(3, 0), (0, 2)],
}
for variant, (a, b) in PAIRS.items():
    case("matmul#" + variant, torch.matmul, n(*a), n(*b))
    if len(b) > 1:
        b = (*b[:-2], b[-1], b[-2])
    case("matmulTransposed#" + variant, lambda x, y: x.matmul(y.transpose(-1, -2) if y.dim() > 1 else y), n(*a), n(*b))
case("matmul.bothTransposed#matrices", lambda x, y: x.t().matmul(y.t()), n(4, 3), n(2, 4))
case("matmul.leftTransposed#batch", lambda x, y: x.transpose(1, 2).matmul(y), n(2, 4, 3), n(2, 4, 2))
n = Numbers("conv1d")
case("conv1d#lengths", F.conv1d, n(2, 2, 5), n(3, 2, 3), n(3))
n = Numbers("conv2d")
case("conv2d#images", F.conv2d, n(2, 2, 4, 3), n(3, 2, 2, 2))
case("conv2d#image", F.conv2d, n(2, 3, 3), n(1, 2, 3, 2))
case("conv2d.grouped#images", lambda x, w: F.conv2d(x, w, stride=2, padding=1, groups=2), n(2, 4, 4, 3), n(2, 2, 3, 3))
n = Numbers("conv3d")
case("conv3d#volumes", F.conv3d, n(2, 2, 2, 3, 3), n(2, 2, 2, 2, 2), n(2))
n = Numbers("convolution")
case(
    "convolution#images",
    lambda x, w, b: F.conv2d(x, w, b, stride=(1, 2), padding=(2, 0), dilation=2),
    n(2, 2, 3, 6),
    n(2, 2, 2, 3),
    n(2),
)
n = Numbers("convTranspose")
case(
    "convTranspose#images",
    lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=(1, 0), groups=2),
    n(2, 4, 2, 3),
    n(4, 1, 3, 2),
    n(2),
)
case("convTranspose.plain#lengths", F.conv_transpose1d, n(2, 2, 3), n(2, 3, 2))
n = Numbers("pools")
uncounted = dict(stride=2, padding=1, ceil_mode=True, count_include_pad=False)
for name, function in {
    "maxPool2d": lambda x: F.max_pool2d(x, 2),
    "maxPool2d.overlapping": lambda x: F.max_pool2d(x, 3, 2, 1),
    "maxPool": lambda x: F.max_pool2d(x, (2, 3), 2, 1, ceil_mode=True),
    "avgPool2d": lambda x: F.avg_pool2d(x, 2),
    "avgPool": lambda x: F.avg_pool2d(x, (2, 3), **uncounted),
    "adaptiveAvgPool": lambda x: F.adaptive_avg_pool2d(x, (2, 3)),
    "adaptiveMaxPool": lambda x: F.adaptive_max_pool2d(x, (2, 3)),
    "resizeNearest": lambda x: F.interpolate(x, (5, 2)),
    "resizeLinear": lambda x: F.interpolate(x, (5, 2), mode="bilinear"),
    "resizeLinear.aligned": lambda x: F.interpolate(x, (5, 7), mode="bilinear", align_corners=True),
}.items():
    case(name + "#images", function, n(2, 2, 4, 5))
case("pixelShuffle#images", lambda x: F.pixel_shuffle(x, 2), n(2, 8, 2, 3))
for mode in ("reflect", "replicate", "circular"):
    case("pad." + mode + "#lengths", lambda x: F.pad(x, (2, 1), mode=mode), n(2, 2, 3))
case("dot#vectors", torch.dot, n(5), n(5))

wide = Numbers("attention")
n = lambda *shape: wide(*shape, low=-1, high=1)
attend = F.scaled_dot_product_attention
case("scaledDotProductAttention#heads", attend, n(2, 3, 4, 2), n(2, 3, 5, 2), n(2, 3, 5, 3))
case("scaledDotProductAttention#batch", attend, n(2, 4, 2), n(2, 5, 2), n(2, 5, 3))
case("scaledDotProductAttention#matrices", attend, n(4, 2), n(5, 2), n(5, 3))
case("scaledDotProductAttention#five.axes", attend, n(2, 1, 2, 3, 2), n(2, 1, 2, 2, 2), n(2, 1, 2, 2, 1))
case("scaledDotProductAttention#shared.keys", attend, n(2, 3, 4, 2), n(1, 3, 5, 2), n(1, 3, 5, 3))
case("scaledDotProductAttention#no.batch", attend, n(0, 2, 3, 2), n(0, 2, 4, 2), n(0, 2, 4, 3))
case("scaledDotProductAttention.scaled#heads", lambda *x: attend(*x, scale=0.3), n(1, 2, 3, 2), n(1, 2, 3, 2), n(1, 2, 3, 2))
for name, t, s in (("square", 4, 4), ("wide", 3, 5), ("tall", 5, 3)):
    case("scaledDotProductAttention.causal#" + name, lambda *x: attend(*x, is_causal=True), n(1, 2, t, 2), n(1, 2, s, 2), n(1, 2, s, 3))
masked = lambda *x: attend(*x[:3], attn_mask=x[3])
case("scaledDotProductAttention.masked#added", masked, n(2, 2, 3, 2), n(2, 2, 4, 2), n(2, 2, 4, 3), n(2, 2, 3, 4))
case("scaledDotProductAttention.masked#matrix", masked, n(2, 2, 3, 2), n(2, 2, 4, 2), n(2, 2, 4, 3), n(3, 4))
case("scaledDotProductAttention.masked#keys", masked, n(2, 2, 3, 2), n(2, 2, 4, 2), n(2, 2, 4, 3), torch.tensor([[1, 1, 0, 1], [0, 1, 1, 1]]).bool()[:, None, None])
case("scaledDotProductAttention.masked#none", masked, n(2, 3, 2), n(2, 4, 2), n(2, 4, 3), torch.tensor([[1, 1, 0, 1], [0, 0, 0, 0], [0, 0, 1, 0]]).bool())

n = Numbers("replacing")
t = torch.tensor
once = t([3, 0, 2])
again = t([1, 3, 1, 1])
mask = t([[True, False, True], [False, False, True]])
case("scatter.axis0#matrix", lambda x, i, s: x.scatter(0, i, s), n(4, 3), t([[3, 0, 1], [0, 2, 3]]), n(2, 3))
case("scatter.axis0#larger", lambda x, i, s: x.scatter(0, i, s[:2, :2]), n(4, 3), t([[3, 0], [0, 2]]), n(3, 3))
case("scatter.last#cube", lambda x, i, s: x.scatter(-1, i, s), n(1, 2, 3), t([[[2, 0]]]), n(1, 1, 2))
case("scatter.number#repeated", lambda x, i: x.scatter(1, i, 2.5), n(2, 4), t([[3, 3, 0], [1, 1, 1]]))
case("indexPut#rows", lambda x, v, i: x.index_put((i,), v), n(4, 3), n(3, 3), once)
case("indexPut#negative", lambda x, v, i: x.index_put((i,), v), n(4, 3), n(3, 3), t([-1, 1, -2]))
# PyTorch's gradient counts a number that is put twice at one place twice, so these indices differ.
case("indexPut#row", lambda x, v, i: x.index_put((i,), v), n(4, 3), n(3), once)
case("indexPut#number", lambda x, v, i: x.index_put((i,), v), n(4, 3), n(), once)
case("indexPut#column", lambda x, v, i: x.index_put((i,), v), n(4, 3), n(3, 1), once)
case("indexPut#pairs", lambda x, v, i, j: x.index_put((i, j), v), n(4, 3, 2), n(3, 2), once, t([1, 1, -1]))
case("indexPut#grid", lambda x, v, i, j: x.index_put((i, j), v), n(4, 3), n(3, 2), once[:, None], t([2, 0]))
case("indexPut#none", lambda x, v, i: x.index_put((i,), v), n(4, 3), n(0, 3), once[:0])
case("indexPut#mask", lambda x, v, m: x.index_put((m,), v), n(2, 3), n(3), mask)
case("indexPut#maskOfRows", lambda x, v, m: x.index_put((m,), v), n(3, 2), n(2, 2), mask[0])
case("indexPut#maskAndRow", lambda x, v, m: x.index_put((m,), v), n(3, 2), n(2), mask[0])
case("indexPut#maskAndOne", lambda x, v, m: x.index_put((m,), v), n(2, 3), n(1), mask)
case("indexPut#maskOfNone", lambda x, v, m: x.index_put((m,), v), n(2, 3), n(0), mask & False)
case("indexPut#int64", lambda x, v, i: x.index_put((i,), v), t([1, 2, 3, 4]), t([7, 8, 9]), once)
case("indexPut#bool", lambda x, v, i: x.index_put((i,), v), t([True, True, False, True]), t([False, False, True]), once)
case("indexPut.sum#repeated", lambda x, v, i: x.index_put((i,), v, True), n(4, 3), n(4, 3), again)
case("indexPut.sum#row", lambda x, v, i: x.index_put((i,), v, True), n(4, 3), n(3), again)
case("indexPut.sum#pairs", lambda x, v, i, j: x.index_put((i, j), v, True), n(4, 3, 2), n(4, 1), again, t([1, 0, 1, -2]))
case("indexPut.sum#none", lambda x, v, i: x.index_put((i,), v, True), n(4, 3), n(0, 3), once[:0])
case("indexPut.sum#mask", lambda x, v, m: x.index_put((m,), v, True), n(2, 3), n(3), mask)
case("indexPut.sum#maskAndRow", lambda x, v, m: x.index_put((m,), v, True), n(3, 2), n(2), mask[0])
case("indexFill#rows", lambda x, i: x.index_fill(0, i, 2.5), n(4, 3), again)
case("indexFill.last#cube", lambda x, i: x.index_fill(-1, i, -1.5), n(2, 2, 3), t([2, 0]))
case("indexFill.last#none", lambda x, i: x.index_fill(-1, i, -1.5), n(2, 3), once[:0])
case("indexCopy#rows", lambda x, i, s: x.index_copy(0, i, s), n(4, 3), once, n(3, 3))
case("indexCopy.last#cube", lambda x, i, s: x.index_copy(-1, i, s), n(2, 2, 4), once, n(2, 2, 3))
case("indexCopy#none", lambda x, i, s: x.index_copy(0, i, s), n(4, 3), once[:0], n(0, 3))
case("indexAdd.first#rows", lambda x, i, s: x.index_add(0, i, s), n(4, 3), again, n(4, 3))
case("indexAdd.last#cube", lambda x, i, s: x.index_add(-1, i, s), n(2, 2, 4), again, n(2, 2, 4))
case("indexAdd.first#none", lambda x, i, s: x.index_add(0, i, s), n(4, 3), once[:0], n(0, 3))
case("maskedScatter#matrix", lambda x, m, s: x.masked_scatter(m, s), n(2, 3), mask, n(3))
case("maskedScatter#row", lambda x, m, s: x.masked_scatter(m, s), n(2, 3), mask[0], n(2, 4))
case("maskedScatter#none", lambda x, m, s: x.masked_scatter(m, s), n(2, 3), mask & False, n(0))

n = Numbers("scatter reduce")
for kind, reduce in (("sum", "sum"), ("prod", "prod"), ("mean", "mean"), ("max", "amax"), ("min", "amin")):
    name = "scatterReduce." + kind
    whole = lambda x, i, s: x.scatter_reduce(0, i, s, reduce)
    case(name + "#matrix", whole, n(4, 3), t([[3, 0, 1], [3, 2, 3], [3, 0, 1]]), n(3, 3))
    case(name + "#equal", whole, t([1.0, -2, 0, 3]), t([0, 0, 1, 3, 3, 3]), t([1.0, 1, -2, 0, 5, 5]))
    case(name + "#integers", whole, t([1, -2, 7]), t([0, 0, 1]), t([4, 6, -5]), grad=False)
    case(name + "#infinite", whole, t([-INF, -INF, 2, NAN]), t([0, 0, 2, 3]), t([1.0, 3, INF, 1]), grad=False)
    rest = lambda x, i, s: x.scatter_reduce(-1, i, s, reduce, include_self=False)
    case(name + ".rest#matrix", rest, n(2, 4), t([[3, 0, 3], [1, 1, 1]]), n(2, 3))
    # An element that does not count is not equal to any: PyTorch's gradient counts it.
    case(name + ".rest#equal", rest, t([9.0, -9, 0, 3]), t([0, 0, 1, 3, 3, 3]), t([1.0, 1, -2, 0, 5, 5]))
    case(name + ".rest#none", rest, n(2, 4), torch.zeros((2, 0), dtype=torch.int64), n(2, 0))
case("scatterReduceInPlace#matrix", lambda x, i, s: x.clone().scatter_reduce_(0, i, s, "amax"), n(4, 3), t([[3, 0, 1]]), n(1, 3))

n = Numbers("replacing in place")
case("indexPutInPlace#rows", lambda x, v, i: x.clone().index_put_((i,), v), n(4, 3), n(3, 3), once)
case("indexPutInPlace#integers", lambda x, v, i: x.clone().index_put_((i,), v), t([[1, 2], [3, 4], [5, 6]]), t([[7, 8], [9, 10]]), t([2, -3]), grad=False)
case("indexPutInPlace.sum#integers", lambda x, v, i: x.clone().index_put_((i,), v, True), t([[1, 2], [3, 4], [5, 6]]), t([[7, 8], [9, 10]]), t([2, -1]), grad=False)
case("indexFillInPlace#integers", lambda x, i: x.clone().index_fill_(0, i, 2.5), n(4, 2), t([2, 0]), grad=False)
case("indexCopyInPlace#plain", lambda x, i, s: x.clone().index_copy_(0, i, s), n(4, 2), t([2, 0]), n(2, 2), grad=False)
case("indexAddInPlace#plain", lambda x, i, s: x.clone().index_add_(0, i, s), n(4, 2), t([2, 2]), n(2, 2), grad=False)
case("scatterInPlace#plain", lambda x, i, s: x.clone().scatter_(0, i, s), n(4, 3), t([[3, 0, 1]]), n(1, 3), grad=False)
case("scatterInPlace.number#plain", lambda x, i: x.clone().scatter_(0, i, 2.5), n(4, 3), t([[3, 0, 1]]), grad=False)
case("scatterAddInPlace#plain", lambda x, i, s: x.clone().scatter_add_(0, i, s), n(4, 3), t([[3, 0, 1], [3, 1, 0]]), n(2, 3), grad=False)
case("indexPutInPlace.sum#repeated", lambda x, v, i: x.clone().index_put_((i,), v, True), n(4, 3), n(4, 3), again)
case("indexFillInPlace#rows", lambda x, i: x.clone().index_fill_(0, i, 2.5), n(4, 3), again)
case("indexCopyInPlace#rows", lambda x, i, s: x.clone().index_copy_(0, i, s), n(4, 3), once, n(3, 3))
case("indexAddInPlace#rows", lambda x, i, s: x.clone().index_add_(0, i, s), n(4, 3), again, n(4, 3))
case("scatterInPlace#matrix", lambda x, i, s: x.clone().scatter_(0, i, s), n(4, 3), t([[3, 0, 1]]), n(1, 3))
case("scatterInPlace.number#matrix", lambda x, i: x.clone().scatter_(0, i, 2.5), n(4, 3), t([[3, 0, 1]]))
case("scatterAddInPlace#matrix", lambda x, i, s: x.clone().scatter_add_(0, i, s), n(4, 3), t([[3, 0, 1], [3, 1, 0]]), n(2, 3))
case("maskedFillInPlace#row", lambda x, m: x.clone().masked_fill_(m, 2.5), n(2, 3), mask[0])
case("maskedScatterInPlace#matrix", lambda x, m, s: x.clone().masked_scatter_(m, s), n(2, 3), mask, n(3))


def columns(x, i, v):
    y = x * 2
    y[:, 1:3].t().index_put_((i,), v)
    return y


case("indexPutInPlace.view#columns", columns, n(3, 4), t([1, 0]), n(2, 3))

n = Numbers("in place")
case("addInPlace#row", lambda a, b: a.add_(b), n(2, 3), n(3), grad=False)
case("addInPlace.number#matrix", lambda a: a.add_(1.5), n(2, 3), grad=False)
case("subInPlace#row", lambda a, b: a.sub_(b), n(2, 3), n(3), grad=False)
case("mulInPlace#row", lambda a, b: a.mul_(b), n(2, 3), n(3), grad=False)
case("mulInPlace.number#matrix", lambda a: a.mul_(1.5), n(2, 3), grad=False)
case("divInPlace#row", lambda a, b: a.div_(b), n(2, 3), n(3), grad=False)
case("copyInPlace#matrix", lambda a, b: a.copy_(b), n(2, 3), n(2, 3), grad=False)
case("copyInPlace#int64", lambda a, b: a.copy_(b), n(3), torch.tensor([1, 2, 3]), grad=False)
case("subInPlace.number#matrix", lambda a: a.sub_(1.5), n(2, 3), grad=False)
case("divInPlace.number#matrix", lambda a: a.div_(1.5), n(2, 3), grad=False)
case("clampInPlace#matrix", lambda a: a.clamp_(-1.01, 1.01), n(2, 3), grad=False)
case("lerpInPlace#matrix", lambda a, b: a.lerp_(b, 0.25), n(2, 3), n(2, 3), grad=False)
case("zeroInPlace#matrix", lambda a: a.zero_(), n(2, 3), grad=False)
case("fillInPlace#matrix", lambda a: a.fill_(2.5), n(2, 3), grad=False)
case("addInPlace.scaled#row", lambda a, b: a.add_(b, alpha=-0.75), n(2, 3), n(3), grad=False)
case("copyInPlace#row", lambda a, b: a.copy_(b), n(2, 3), n(3), grad=False)
case("copyInPlace#column", lambda a, b: a.copy_(b), n(2, 3), n(2, 1), grad=False)

for name, low, high in (
    ("tan", -1.5, 1.5),
    ("asin", -0.95, 0.95),
    ("acos", -0.95, 0.95),
    ("atan", -8, 8),
    ("sinh", -8, 8),
    ("cosh", -8, 8),
    ("asinh", -8, 8),
    ("acosh", 1.05, 8),
    ("atanh", -0.95, 0.95),
):
    unary(name, getattr(torch, name), low=low, high=high)
edges = torch.tensor([0.0, -0.0, 1, -1, 2.0**-20, -(2.0**-20), math.inf, -math.inf, math.nan])
for name in ("atan", "sinh", "cosh", "asinh"):
    case(name + "#edges", getattr(torch, name), edges.clone())
    case(name + "#large", getattr(torch, name), torch.tensor([40.0, -40, 80, -80]))
    case(name + "#largest", getattr(torch, name), torch.tensor([88.875, -88.875]), grad=False)
case("asinh#huge", torch.asinh, torch.tensor([2.0**90, -(2.0**90), 2.0**30]))
case("acosh#edges", torch.acosh, torch.tensor([1.0, 0.5, 2.0**90, math.inf, math.nan]), grad=False)
for name in ("asin", "acos", "atanh"):
    case(name + "#edges", getattr(torch, name), torch.tensor([0.0, -0.0, 1, -1, 1.5, 2.0**-20, math.nan]), grad=False)
unary("clampMin", lambda x: x.clamp_min(-1.01))
unary("clampMax", lambda x: x.clamp_max(1.01))
case("clampMin.whole#int64", lambda x: x.clamp_min(-1), torch.tensor([-(2**63), -1, 2**63 - 1]))
for name, weight in (("near", 0.25), ("far", 0.75)):
    binary("lerp." + name, lambda x, end: torch.lerp(x, end.to(x.dtype), weight) if x.shape == end.shape else torch.lerp(*torch.broadcast_tensors(x, end), weight))
n = Numbers("lerp")
case("lerp.weights#matrix", torch.lerp, n(2, 3), n(2, 3), n(2, 3, low=-0.5, high=1.5))
case("lerp.far#end", lambda x, end: torch.lerp(x, end, 0.75), torch.tensor([-3.0]), torch.tensor([2.0**40]))
binary("logAddExp", torch.logaddexp)
case("logAddExp#odd", torch.logaddexp, odd.clone()[:, None], odd.clone(), grad=False)
case("logAddExp#tie", torch.logaddexp, torch.tensor([1.0, -500]), torch.tensor([1.0, -500]))
unary("log10", torch.log10, low=0.1)
unary("trunc", torch.trunc)
case("trunc#odd", torch.trunc, edges.clone(), grad=False)
case("nanToNum#odd", lambda x: torch.nan_to_num(x, 0.5, 7, -8), edges.clone())

for name, function in {
    "celu": lambda x: F.celu(x, 0.75),
    "selu": F.selu,
    "logSigmoid": F.logsigmoid,
    "hardtanh": lambda x: F.hardtanh(x, -1.5, 3),
    "hardshrink": lambda x: F.hardshrink(x, 1.5),
    "softshrink": lambda x: F.softshrink(x, 1.5),
    "tanhshrink": F.tanhshrink,
    "threshold": lambda x: F.threshold(x, 1.5, -4),
}.items():
    unary(name, function, low=-8, high=8)
    case(name + "#bounds", function, torch.tensor([0.0, -0.0, 3, -3, 1.5, -1.5, 1, -1, 100, -100]))
n = Numbers("glu")
case("glu#matrix", F.glu, n(2, 6))
case("glu.axis0#cube", lambda x: F.glu(x, 0), n(4, 2, 2))
case("glu#empty", F.glu, n(2, 0))
# Entries far above the others leave no choice.
case("gumbelSoftmax#one", lambda x: (F.one_hot(x.argmax(0), x.shape[0]).T.double() + x * 0), torch.tensor([[900.0, 0], [0, 0], [0, 900]]), grad=False)

n = Numbers("statistics")
ties = torch.tensor([[3.0, 1, 3, 1, 2], [2, 2, 1, 0, 3]])
holes = torch.tensor([[3.0, NAN, 1, 2, 0.5], [-1, -2, 4, 2, 1], [NAN, NAN, NAN, NAN, NAN]])
for variant, x in {"odd": n(3, 5), "even": n(2, 6), "one": n(2, 1)}.items():
    case("median#" + variant, torch.median, x.clone())
    case("median.values#" + variant, lambda x: x.median(1).values, x.clone())
    case("median.indices#" + variant, lambda x: x.median(1).indices, x.clone(), grad=False)
    case("quantile#" + variant, lambda x: x.quantile(0.3, 1), x.clone())
    case("quantile.keep#" + variant, lambda x: x.quantile(1, 0, keepdim=True), x.clone())
case("median.values#holes", lambda x: x.median(1).values, holes.clone(), grad=False)
case("median.indices#holes", lambda x: x.median(1).indices, holes.clone(), grad=False)
case("median.values#cube", lambda x: x.median(1).values, n(2, 3, 2))
case("median.values#int64", lambda x: x.median(1).values, torch.tensor([[3, 1, 2], [5, 5, 4]]))
case("quantile#holes", lambda x: x.quantile(0.3, 1), holes.clone(), grad=False)
for name, axis in (("cummax", 1), ("cummin", -1)):
    function = getattr(torch, name)
    for variant, x in {"matrix": n(3, 7), "ties": ties, "holes": holes, "one": n(2, 1), "empty": torch.zeros(2, 0)}.items():
        case(name + ".values#" + variant, lambda x: function(x, axis).values, x.clone())
        case(name + ".indices#" + variant, lambda x: function(x, axis).indices, x.clone(), grad=False)
case("cummax.values#cube", lambda x: x.cummax(1).values, n(2, 5, 2))
case("cummax.indices#cube", lambda x: x.cummax(1).indices, n(2, 5, 2), grad=False)
for variant, x in {"matrix": n(3, 7), "large": torch.tensor([[1000.0, 0, 1001], [-1000, -1001, 5]]), "one": n(2, 1), "empty": torch.zeros(2, 0)}.items():
    case("logCumSumExp#" + variant, lambda x: x.logcumsumexp(1), x)
case("logCumSumExp#infinite", lambda x: x.logcumsumexp(1), torch.tensor([[-INF, -INF, 1], [2, -INF, INF]]), grad=False)
sparse = torch.tensor([[0.0, 2, NAN], [0, 0, -1]])
case("countNonzero#matrix", torch.count_nonzero, sparse.clone(), grad=False)
case("countNonzero.axis0#matrix", lambda x: x.count_nonzero(0), sparse.clone(), grad=False)
case("nanSum#holes", torch.nansum, holes.clone())
case("nanSum.keep#holes", lambda x: x.nansum(1, keepdim=True), holes.clone())
case("nanMean#holes", torch.nanmean, holes.clone())
case("nanMean.axis1#holes", lambda x: x.nanmean(1), holes[:2].clone())
case("nanMean.axis1#none", lambda x: x.nanmean(1), holes.clone(), grad=False)
case("bincount#long", lambda x: x.bincount(minlength=4), torch.tensor([1, 5, 1, 0]))
case("bincount#short", lambda x: x.bincount(minlength=4), torch.tensor([1, 1]))
case("bincount#none", lambda x: x.bincount(minlength=4), torch.zeros(0, dtype=torch.int64))
case("histc#matrix", lambda x: torch.histc(x, 4, -1, 2), torch.tensor([[-1.0, 2, 0.5, 0.25], [-1.5, 2.5, -0.25, 1.9375]]), grad=False)
REPEATED = {
    "matrix": torch.tensor([[3.0, 1, 3], [-2, 1, 3]]),
    "int64": torch.tensor([5, -7, 5, 0]),
    "one": torch.tensor(4.0),
    "none": torch.zeros(0, 2),
    "nan": torch.tensor([NAN, 1, NAN]),
}
for variant, x in REPEATED.items():
    for i, part in enumerate(("values", "inverse", "counts")):
        case("unique." + part + "#" + variant, lambda x: torch.unique(x, return_inverse=True, return_counts=True)[i], x.clone(), grad=False)
for variant, x in (("vector", torch.tensor([1.0, 1, 2, 1, 1, NAN, NAN])), ("matrix", torch.tensor([[0, 0, 3], [3, 3, 0]])), ("none", torch.zeros(0))):
    for i, part in enumerate(("values", "inverse", "counts")):
        runs = lambda x: torch.unique_consecutive(x, return_inverse=True, return_counts=True)[i]
        case("uniqueConsecutive." + part + "#" + variant, runs, x.clone(), grad=False)
rising = torch.tensor([1.0, 3, 3, 5])
for name, right in (("", False), (".right", True)):
    search = lambda sequence, values: torch.searchsorted(sequence, values, right=right)
    case("searchSorted" + name + "#vector", search, rising.clone(), torch.tensor([[0.0, 1, 2], [3, 6, NAN]]), grad=False)
    case("searchSorted" + name + "#rows", search, torch.stack([rising, rising * 2]), torch.tensor([[3.0, 4], [6, 5]]), grad=False)
    case("searchSorted" + name + "#none", search, torch.zeros(0), torch.tensor([3.0, 4]), grad=False)
    case("searchSorted" + name + "#long", search, torch.arange(100.0), torch.arange(-2.0, 102, 0.5), grad=False)
case("allClose#near", lambda a, b: torch.tensor([torch.allclose(a, b, 1e-3, 1e-2)]), near[:3].clone(), far[:3].clone(), grad=False)
case("allClose#nearer", lambda a, b: torch.tensor([torch.allclose(a, b, 1e-3, 1e-2)]), near[:2].clone(), far[:2].clone(), grad=False)

n = Numbers("distances")
case("normalize#matrix", F.normalize, n(3, 4))
case("normalize#zero", F.normalize, torch.zeros(2, 3), grad=False)
case("normalize.p3#cube", lambda x: F.normalize(x, 3, 0), n(3, 2, 2))
case("cosineSimilarity#matrix", F.cosine_similarity, n(3, 4), n(3, 4))
case("cosineSimilarity#row", F.cosine_similarity, n(3, 4), n(1, 4))
case("cosineSimilarity#zero", F.cosine_similarity, torch.zeros(1, 3), torch.tensor([[1.0, 2, 3]]), grad=False)
case("pairwiseDistance#matrix", F.pairwise_distance, n(3, 4), n(3, 4))
case("pairwiseDistance.p1#row", lambda a, b: F.pairwise_distance(a, b, 1), n(3, 4), n(4))
for name, p in (("", 2), (".p1", 1), (".max", INF)):
    case("cdist" + name + "#matrices", lambda a, b: torch.cdist(a, b, p), n(3, 2), n(4, 2))
    case("cdist" + name + "#batch", lambda a, b: torch.cdist(a, b, p), n(2, 1, 3, 2), n(2, 2, 2))
case("cdist#many", torch.cdist, n(30, 3), n(2, 3))
case("cdist#none", torch.cdist, n(0, 3), n(2, 3), grad=False)
case("outer#vectors", torch.outer, n(3), n(2))
case("trace#wide", torch.trace, n(3, 4))

n = Numbers("moved")
case("movedim#cube", lambda x: x.movedim(0, -1), n(2, 3, 4))
case("movedim.back#cube", lambda x: x.movedim(2, 1), n(2, 3, 4))
case("unflatten#matrix", lambda x: x.unflatten(1, (2, -1)), n(2, 6))
case("expandAs#row", lambda x, y: x.expand_as(y), n(3), n(2, 3), fixed=(1,))
case("diagEmbed#vector", torch.diag_embed, n(3))
case("diagEmbed#batch", torch.diag_embed, n(2, 2))
case("diagEmbed#infinite", torch.diag_embed, torch.tensor([INF, NAN]), grad=False)
case("pad.number#cube", lambda x: F.pad(x, (0, 0, 2, 1), value=-1.5), n(2, 2, 3))
case("meshgrid.first#vectors", lambda a, b: torch.meshgrid(a, b, indexing="ij")[0], n(3), n(2), fixed=(1,))
case("meshgrid.second#vectors", lambda a, b: torch.meshgrid(a, b, indexing="ij")[1], n(3), n(2), fixed=(0,))

n = Numbers("further")
unary("fmod.number", lambda x: torch.fmod(x, 0.75))
binary("fmod", torch.fmod)
case("fmod#zero", torch.fmod, torch.tensor([1.0, -1, 0]), torch.tensor([0.0, 0, 2]), grad=False)
unary("frac", torch.frac)
binary("copysign", torch.copysign, fixed=(1,))
case("copysign#zero", torch.copysign, torch.tensor([1.0, -2, 3, INF, 0]), torch.tensor([0.0, 0, -0.0, -0.0, -1]), grad=False)
binary("hypot", torch.hypot)
case("hypot#edges", torch.hypot, torch.tensor([0.0, INF, 1e30, 1e-30, NAN]), torch.tensor([0.0, 1, 1e30, 1e-30, 1]), grad=False)
unary("exp2", torch.exp2)
unary("sinc", torch.sinc)
case("sinc#zero", torch.sinc, torch.tensor([0.0, 1, 2, -0.5]))
unary("logit", torch.logit, low=0.015625, high=0.984375)
case("logit#edges", torch.logit, torch.tensor([0.0, 1, 2, -1]), grad=False)
case("logit.eps#matrix", lambda x: torch.logit(x, 0.25), torch.tensor([[0.125, 0.5, 0.75], [0.875, 0.375, 0.0]]))
binary("xlogy", torch.xlogy, low=0.25)
case("xlogy#edges", torch.xlogy, torch.tensor([0.0, 0, 0, 0, 0, 1]), torch.tensor([0.0, 2, INF, NAN, -1, 0]), grad=False)
case("addcmul#matrix", lambda x, a, b: torch.addcmul(x, a, b, value=0.75), n(2, 3), n(2, 3), n(3))
case("addcdiv#matrix", lambda x, a, b: torch.addcdiv(x, a, b, value=0.75), n(2, 3), n(2, 3), n(3))
case("addmm#matrices", lambda x, a, b: torch.addmm(x, a, b, beta=0.5, alpha=2), n(4), n(2, 3), n(3, 4))
case("addmm.none#matrices", lambda x, a, b: torch.addmm(x, a, b, beta=0), torch.full((2, 4), NAN), n(2, 3), n(3, 4), fixed=(0,))
case("kron#matrices", torch.kron, n(2, 3), n(2, 2))
case("kron#ranks", torch.kron, n(2, 1, 2), n(3))
case("tensordot#one", lambda a, b: torch.tensordot(a, b, ([1], [0])), n(2, 3), n(3, 4))
case("tensordot.two#cubes", lambda a, b: torch.tensordot(a, b, ([2, 0], [1, 2])), n(2, 3, 4), n(5, 4, 2))
case("tensordot.all#matrices", lambda a, b: torch.tensordot(a, b, ([0, 1], [0, 1])), n(2, 3), n(2, 3))
case("tensordot.none#vectors", lambda a, b: torch.tensordot(a, b, ([], [])), n(2), n(3))
case("blockDiag#matrices", torch.block_diag, n(2, 3), n(1, 1), n(0, 2), n(2, 1))
square = torch.tensor([[2.0, 1, 0], [-1, 3, 0.5], [0.25, 0, 1.5]])
for power in (-2, 0, 1, 5):
    case("matrixPower.%d#matrix" % power, lambda x: torch.linalg.matrix_power(x, power), square.clone(), grad=power != 0)
case("matrixPower.0#odd", lambda x: torch.linalg.matrix_power(x, 0), torch.tensor([[NAN, INF], [-INF, 1.0]]), grad=False)
case("matrixPower.5#batch", lambda x: torch.linalg.matrix_power(x, 5), torch.stack([square / 2, square / 4]))
case("diff#matrix", lambda x: torch.diff(x), n(2, 4))
case("diff.twice#matrix", lambda x: torch.diff(x, 2, 0), n(4, 2))
case("diff.twice#short", lambda x: torch.diff(x, 2, 0), n(1, 2))
case("diff.none#vector", lambda x: torch.diff(x, 0), n(3))
case("cov#matrix", torch.cov, n(3, 5))
case("cov#vector", torch.cov, n(5))
case("cov.all#matrix", lambda x: torch.cov(x, correction=0), n(2, 4))
case("corrcoef#matrix", torch.corrcoef, n(3, 5))
for variant, x in (("matrix", n(3, 4)), ("nan", torch.tensor([[3.0, NAN, 1, 2]]))):
    case("kthvalue.values#" + variant, lambda x: torch.kthvalue(x, 2, 1).values, x.clone())
    case("kthvalue.indices#" + variant, lambda x: torch.kthvalue(x, 2, 1).indices, x.clone())
case("trapezoid#matrix", lambda x: torch.trapezoid(x, dx=0.5, dim=0), n(4, 2))
case("trapezoid#one", lambda x: torch.trapezoid(x, dx=0.5, dim=0), n(1, 2))
case("trapezoid.places#matrix", lambda y, x: torch.trapezoid(y, x, dim=1), n(2, 4), n(4))
case("trapezoid.first#cube", lambda y, x: torch.trapezoid(y.movedim(0, -1), x, dim=-1), n(3, 2, 2), n(3))
case("trapezoid.each#matrix", lambda y, x: torch.trapezoid(y, x, dim=1), n(2, 4), n(2, 4))
case("isIn#matrix", torch.isin, torch.tensor([[1, 2, 3], [4, 5, 6]]), torch.tensor([[2, 6], [7, 2]]))
case("isIn#none", torch.isin, torch.tensor([1.0, NAN]), torch.tensor([NAN]), grad=False)

n = Numbers("grids")
GRIDS = {"": {}, ".aligned": {"align_corners": True}, ".border": {"padding_mode": "border"}, ".reflected": {"padding_mode": "reflection"}}
GRIDS[".reflected.aligned"] = {"padding_mode": "reflection", "align_corners": True}
GRIDS[".nearest"] = {"mode": "nearest"}
GRIDS[".nearest.border"] = {"mode": "nearest", "padding_mode": "border", "align_corners": True}
for name, options in GRIDS.items():
    options = {"align_corners": False} | options
    sample = lambda x, grid: F.grid_sample(x, grid, **options)
    case("gridSample" + name + "#images", sample, n(2, 2, 3, 4), n(2, 3, 2, 2, low=-0.9, high=0.9), fixed=(1,) if "nearest" in name else ())
    case("gridSample" + name + "#outside", sample, n(1, 1, 4, 3), n(1, 4, 4, 2, low=-4.0, high=4.0), fixed=(1,) if "nearest" in name else ())
    case("gridSample" + name + "#small", sample, n(1, 2, 1, 2), n(1, 1, 3, 2), fixed=(1,))
for name, aligned in (("", False), (".aligned", True)):
    case("affineGrid" + name + "#maps", lambda maps: F.affine_grid(maps, (2, 1, 3, 4), aligned), n(2, 2, 3))
    case("affineGrid" + name + "#one", lambda maps: F.affine_grid(maps, (1, 1, 1, 2), aligned), n(1, 2, 3))

n = Numbers("places")
places = lambda x: F.max_pool2d(x, (2, 3), 2, 1, ceil_mode=True, return_indices=True)[1]
case("maxPoolIndices#images", places, n(2, 2, 5, 4), grad=False)
case("maxPoolIndices#flat", places, torch.tensor([[[1.0, 1, 0, 0], [1, 1, 0, NAN], [-1, -2, -INF, -INF]]]), grad=False)

n = Numbers("changed")
for name in ("exp", "neg", "abs", "tanh", "sigmoid", "relu"):
    case(name + "InPlace#matrix", lambda x: getattr(x.clone(), name + "_")(), n(2, 3))
case("sqrtInPlace#matrix", lambda x: x.clone().sqrt_(), n(2, 3, low=0.25))
case("addcmulInPlace#matrix", lambda x, a, b: x.clone().addcmul_(a, b, value=0.75), n(2, 3), n(2, 3), n(3))
case("addcdivInPlace#matrix", lambda x, a, b: x.clone().addcdiv_(a, b, value=0.75), n(2, 3), n(2, 3), n(3))
case("normalInPlace#sure", lambda x: x.clone().normal_(1.5, 0), n(2, 3), grad=False)
case("uniformInPlace#sure", lambda x: x.clone().uniform_(2.5, 2.5), n(2, 3), grad=False)
case("bernoulliInPlace#sure", lambda x: x.clone().bernoulli_(1), n(2, 3), grad=False)
case("bernoulliInPlace#int64", lambda x: x.clone().bernoulli_(1), torch.tensor([2, 3]))

case("erfc#range", torch.erfc, torch.tensor([0.0, -0.0, 0.125, 1, -1, 2, 4, -4, 5.5, -7, INF, -INF, NAN]), grad=False)
unary("erfc", torch.erfc)
shapes = torch.tensor([[0.015625, 0.5, 1], [2.5, 40, 1000]])
for name, function in {"gammainc": torch.special.gammainc, "gammaincc": torch.special.gammaincc}.items():
    for variant, factor in {"below": 0.25, "at": 1.0, "above": 4.0}.items():
        case(name + "#" + variant, function, shapes.clone(), shapes * factor, fixed=(0,))
    case(name + "#broadcast", function, torch.tensor([0.5, 3.0]), torch.tensor([[0.125], [2], [9]]), fixed=(0,))
    ends = torch.tensor([0.0, 0, 2, 2, INF, -1, 2, NAN, 2])
    case(name + "#ends", function, ends, torch.tensor([0.0, 1, 0, INF, 1, 1, -1, 1, NAN]), grad=False)
n = Numbers("factors")
lower = torch.tensor([[2.0, 0, 0], [0.5, 1.5, 0], [-1, 0.25, 1.75]])
below = torch.stack([lower, lower.flip(0, 1).mT * 0.5])
case("choleskySolve#matrix", lambda b, l: torch.cholesky_solve(b, l.tril()), n(3, 2), lower.clone())
case("choleskySolve#batch", lambda b, l: torch.cholesky_solve(b, l.tril()), n(1, 3, 2), below.clone())
case("choleskySolve.upper#matrix", lambda b, l: torch.cholesky_solve(b, l.triu(), upper=True), n(3, 2), lower.mT.contiguous())
case("choleskyInverse#matrix", lambda l: torch.cholesky_inverse(l.tril()), lower.clone())
case("choleskyInverse#batch", lambda l: torch.cholesky_inverse(l.tril()), below.clone())
case("choleskyInverse.upper#matrix", lambda l: torch.cholesky_inverse(l.triu(), upper=True), lower.mT.contiguous())
for order in (1, -1, 2, -2):
    case("matrixNorm.%d#matrix" % order, lambda a: torch.linalg.matrix_norm(a, order), n(3, 4))
    case("matrixNorm.%d#batch" % order, lambda a: torch.linalg.matrix_norm(a, order), n(2, 3, 2))
    pair = torch.stack([lower + lower.mT, lower])
    case("cond.%d#matrix" % order, lambda a: torch.linalg.cond(a, order), pair.clone(), grad=abs(order) == 2)
    # PyTorch's own has no gradient of order 1.
    product = lambda a: torch.linalg.matrix_norm(a, order) * torch.linalg.matrix_norm(torch.linalg.inv(a), order)
    case("cond.%d#product" % order, product, pair.clone())
case("cond.2#wide", lambda a: torch.linalg.cond(a, 2), n(2, 3))
for name, order in (("max", INF), ("min", -INF)):
    case("matrixNorm.%s#matrix" % name, lambda a: torch.linalg.matrix_norm(a, order, keepdim=True), n(3, 4))
n = Numbers("joined")
for name, function in {"hstack": torch.hstack, "vstack": torch.vstack, "dstack": torch.dstack, "columnStack": torch.column_stack}.items():
    stacked = lambda a, b: function((a, b))
    case(name + "#scalars", stacked, n(), n())
    case(name + "#vectors", stacked, n(3), n(3))
    case(name + "#matrices", stacked, n(2, 3), n(2, 3))
    case(name + "#cubes", stacked, n(2, 3, 2), n(2, 3, 2))
case("hstack#sizes", lambda a, b: torch.hstack((a, b)), n(2, 1), n(2, 3))
case("vstack#ranks", lambda a, b: torch.vstack((a, b)), n(3), n(2, 3))
case("columnStack#ranks", lambda a, b: torch.column_stack((a, b)), n(2), n(2, 3))
for quarters in (-1, 0, 1, 2, 3, 5):
    case("rot90.%d#matrix" % quarters, lambda x: torch.rot90(x, quarters, (0, 1)), n(2, 3))
case("rot90.inner#cube", lambda x: torch.rot90(x, 1, (-1, 0)), n(2, 3, 2))
case("broadcastTensors.first#three", lambda a, b, c: torch.broadcast_tensors(a, b, c)[0], n(2, 1), n(3), n(), fixed=(1, 2))
case("broadcastTensors.last#three", lambda a, b, c: torch.broadcast_tensors(a, b, c)[-1], n(2, 1), n(3), n(), fixed=(0, 1))
case("cartesianProd#three", torch.cartesian_prod, n(2), n(1), n(3))
case("cartesianProd#one", torch.cartesian_prod, n(3))
case("cartesianProd#none", torch.cartesian_prod, n(2), n(0))
case("combinations#vector", lambda x: torch.combinations(x), n(4))
case("combinations#short", lambda x: torch.combinations(x), n(1))
case("combinations.repeated#vector", lambda x: torch.combinations(x, 3, True), n(3))
case("combinations.repeated#none", lambda x: torch.combinations(x, 3, True), n(0))
case("combinations.repeated#one", lambda x: torch.combinations(x, 3, True), n(1))
bounds = torch.tensor([-1.0, 0.5, 0.5, 2])
asked = torch.tensor([[-2.0, -1, 0, 0.5], [1, 2, 3, NAN]])
case("bucketize#matrix", lambda x, b: torch.bucketize(x, b), asked.clone(), bounds.clone(), grad=False)
case("bucketize.right#matrix", lambda x, b: torch.bucketize(x, b, right=True), asked.clone(), bounds.clone(), grad=False)
case("bucketize#int64", lambda x, b: torch.bucketize(x, b), torch.tensor([0, 3, 7]), torch.tensor([0, 4]))
case("takeAlongDim#matrix", lambda x, i: torch.take_along_dim(x, i, 1), n(2, 3), torch.tensor([[2, 0], [1, 1]]))
case("takeAlongDim#broadcast", lambda x, i: torch.take_along_dim(x, i, 1), n(2, 3), torch.tensor([[2, 2, 0, 1]]))
case("takeAlongDim#stretched", lambda x, i: torch.take_along_dim(x, i, 1), n(1, 3, 2), torch.tensor([[[2]], [[0]]]))
for part in (0, 3):
    case("tensorSplit.%d#matrix" % part, lambda x: torch.tensor_split(x, 4, -1)[part], n(2, 6))
    case("tensorSplit.%d#few" % part, lambda x: torch.tensor_split(x, 4, -1)[part], n(2, 3))
    case("tensorSplit.at.%d#matrix" % part, lambda x: torch.tensor_split(x, (2, 1, -2), 1)[part], n(2, 6))
    case("tensorSplit.at.%d#few" % part, lambda x: torch.tensor_split(x, (2, 1, -2), 1)[part], n(2, 1))
for name, function in {"min": lambda x: torch.aminmax(x, dim=1).min, "max": lambda x: torch.aminmax(x, dim=1).max}.items():
    case("aminmax.%s#matrix" % name, function, n(2, 3))
    case("aminmax.%s#ties" % name, function, torch.tensor([[1.0, 2, 2], [3, 1, 1]]))
case("varMean.var#matrix", lambda x: torch.var_mean(x, 1, correction=0)[0], n(2, 4))
case("varMean.mean#matrix", lambda x: torch.var_mean(x, 1, correction=0)[1], n(2, 4))
case("stdMean.std#matrix", lambda x: torch.std_mean(x, keepdim=True)[0], n(2, 4))
case("stdMean.mean#matrix", lambda x: torch.std_mean(x, keepdim=True)[1], n(2, 4))
case("cross#matrix", lambda a, b: torch.linalg.cross(a, b), n(2, 3), n(2, 3))
case("cross#broadcast", lambda a, b: torch.linalg.cross(a, b), n(2, 1, 3), n(1, 4, 3))
case("cross.first#matrix", lambda a, b: torch.linalg.cross(a, b, dim=0), n(3, 2), n(3, 2))
case("addmm#batches", lambda x, a, b: torch.baddbmm(x, a, b, beta=0.5, alpha=2), n(2, 4), n(3, 2, 2), n(3, 2, 4))
case("addmm#vector", lambda x, a, b: torch.addmv(x, a, b, beta=0.5, alpha=2), n(2), n(2, 3), n(3))
case("addmm#outer", lambda x, a, b: torch.addr(x, a[:, 0], b[0], beta=0.5, alpha=2), n(2, 3), n(2, 1), n(1, 3))
case("multiDot#matrices", lambda *m: torch.linalg.multi_dot(m), n(2, 5), n(5, 1), n(1, 4), n(4, 3))
case("multiDot#vectors", lambda *m: torch.linalg.multi_dot(m), n(3), n(3, 2), n(2))
case("multiDot#two", lambda *m: torch.linalg.multi_dot(m), n(2, 3), n(3, 2))
case("vander#vector", lambda x: torch.linalg.vander(x, N=4), torch.tensor([2.0, 0, -1.5]))
case("vander#matrix", lambda x: torch.linalg.vander(x, N=4), n(2, 3))
case("vander.one#vector", lambda x: torch.linalg.vander(torch.cat((x, x)), N=2)[:3, :1], n(3))
case("renorm#matrix", lambda x: torch.renorm(x, 2, 0, 2.0), torch.tensor([[1.0, 2, 3], [0.5, 0.25, -1], [0, 0, 0]]))
case("renorm.inner#cube", lambda x: torch.renorm(x, 1, -1, 3.0), n(2, 3, 2))
case("heaviside#matrix", torch.heaviside, torch.tensor([[-1.0, 0, 2], [0.0, INF, -0.0]]), torch.tensor([0.5, 0.25, 4]), grad=False)
case("heaviside#nan", torch.heaviside, torch.tensor([NAN, 0]), torch.tensor([0.5, NAN]), grad=False)
case("signbit#matrix", torch.signbit, torch.tensor([[-1.0, 0, 2], [-0.0, INF, -INF]]), grad=False)
case("signbit#int64", torch.signbit, torch.tensor([-1, 0, 2]))
unary("deg2rad", torch.deg2rad, low=-90, high=90)
unary("rad2deg", torch.rad2deg)
binary("logAddExp2", torch.logaddexp2)
case("logAddExp2#edges", torch.logaddexp2, torch.tensor([-INF, INF, 1000.0, -INF]), torch.tensor([2.0, 1, 1000, -INF]), grad=False)
torn = torch.tensor([[3.0, NAN, 1, 2], [NAN, NAN, NAN, NAN], [4, 3, 2, 1], [NAN, 5, NAN, 6]])
case("nanMedian#all", torch.nanmedian, torn[[3]])
case("nanMedian.values#matrix", lambda x: torch.nanmedian(x, 1).values, torn.clone(), grad=False)
case("nanMedian.values#numbers", lambda x: torch.nanmedian(x, 1).values, n(3, 4))
case("nanMedian.indices#matrix", lambda x: torch.nanmedian(x, 1).indices, torn[[0, 2, 3]], grad=False)
case("nanQuantile#matrix", lambda x: torch.nanquantile(x, 0.3, 1, keepdim=True), torn.clone(), grad=False)
case("nanQuantile#numbers", lambda x: torch.nanquantile(x, 0.3, 1, keepdim=True), n(3, 4))
case("cumulativeTrapezoid#matrix", lambda x: torch.cumulative_trapezoid(x, dx=0.5, dim=0), n(4, 2))
case("cumulativeTrapezoid.places#matrix", lambda y, x: torch.cumulative_trapezoid(y, x, dim=1), n(2, 4), n(4))
case("unravelIndex.rows#matrix", lambda i: torch.unravel_index(i, (2, 3, 4))[0], torch.tensor([[0, 23], [13, 5]]))
case("unravelIndex.columns#matrix", lambda i: torch.unravel_index(i, (2, 3, 4))[2], torch.tensor([[0, 23], [13, 5]]))

torch.set_default_dtype(torch.float32)
WINDOWS = {"hannWindow": torch.hann_window, "hammingWindow": torch.hamming_window, "blackmanWindow": torch.blackman_window}
for name, window in WINDOWS.items():
    # Computed in float64, as ours is, and rounded once.
    case(name + "#five", lambda: window(5, dtype=torch.float64).float())
    case(name + ".symmetric#five", lambda: window(5, periodic=False, dtype=torch.float64).float())
    case(name + ".one#one", lambda: window(1))
    case(name + ".none#none", lambda: window(0))
case("zeros#matrix", lambda: torch.zeros(2, 3))
case("ones#matrix", lambda: torch.ones(2, 3))
case("full#matrix", lambda: torch.full((2, 3), 7, dtype=torch.int32))
case("arange#end", lambda: torch.arange(5))
case("arange.from#range", lambda: torch.arange(2, 5))
case("arange.steps#numbers", lambda: torch.arange(3, 11, 3))
case("arange.down#numbers", lambda: torch.arange(5, -4, -3))
case("zerosLike#int64", torch.zeros_like, torch.tensor([[1, 2]]))
case("onesLike#bool", torch.ones_like, torch.tensor([False, True]))
case("fullLike#int32", lambda x: torch.full_like(x, 7), torch.tensor([1, 2], dtype=torch.int32))
case("linspace#five", lambda: torch.linspace(-1, 2, 5))
case("linspace.one#one", lambda: torch.linspace(3, 9, 1))
case("eye#three", lambda: torch.eye(3))
case("logspace#five", lambda: torch.logspace(-2, 2, 5))
case("logspace.two#four", lambda: torch.logspace(0, 1.5, 4, 2))
case("trilIndices#wide", lambda: torch.tril_indices(3, 4))
case("trilIndices.below#tall", lambda: torch.tril_indices(4, 2, -1))
case("triuIndices#wide", lambda: torch.triu_indices(3, 4))
case("triuIndices.above#tall", lambda: torch.triu_indices(4, 3, 1))
