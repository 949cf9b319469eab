"""Writes random programs of views, changes in place and gradients, with what PyTorch makes of them, for ViewProgramsTest.

    python3 goldens_views.py > ../resources/goldens/views.txt.gz

A program is a line of steps, divided by ";". A step makes a variable, numbered in the order of making, or changes one:

    leaf SHAPE          a leaf that requires a gradient; its values are those of value(i) from its number on
    data SHAPE          the same without a gradient
    VIEW x ARGS         view, reshape, transpose, permute, slice, narrow, select, get, expand, squeeze, unsqueeze, unfold,
                        diagonal, flatten; several variables for split, chunk and unbind
    detach x            shares memory, and no gradient
    contiguous x        itself, or a copy
    OP x y              add, mul, sub; exp x; sumto x, which is sum() of it
    add_ x y, mul_ x y, sub_ x y, copy_ x y, fill_ x N, adds_ x N, muls_ x N   changes in place
    nograd, grad        what follows is not recorded, is recorded
    backward x          from the sum of its squares, keeping the graph

After "=" comes what the program leaves: for each variable, and then for the gradient of each leaf, the sum of its elements
weighed by 1 + (i % 7) / 8, with "-" for no gradient; or the kind of the first error and the number of the step that it comes
from. Kinds: leaf (a leaf that requires a gradient, or a view of one, would change), view (gradients could not follow the
change of a view that was made without a record, or is one of several), repeated (elements that are one in memory would
change), changed (a value that backward needs was), nograd (nothing requires a gradient).

Not drawn: operands that overlap the memory that changes without being the same view, of which PyTorch refuses some, and
which are read before anything is written here; windows that overlap and change; views that go backwards, which PyTorch does
not have; a reshape to the same shape, which is no new view here;
saved values that are views and changed, where PyTorch asks for their place before their version; and gradients with respect to a view that was made without a record, which PyTorch collects in that view.
Made with PyTorch 2.13.
"""

import gzip
import io
import random
import sys
import warnings
import zlib

import torch

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
COUNT = 2000


def value(i):
    return ((i * 37 + 11) % 64 - 31) / 16


class Refused(Exception):
    pass


def kind(message):
    if "multiple views" in message or "no_grad mode" in message:
        return "view"
    if "view of a leaf" in message or "a leaf Variable" in message:
        return "leaf"
    if "single memory location" in message:
        return "repeated"
    if "modified by an inplace" in message:
        return "changed"
    if "does not require grad" in message:
        return "nograd"
    raise AssertionError(message)


def span(x):
    """The elements of the storage that a view names."""
    places = {x.storage_offset()}
    for size, stride in zip(x.shape, x.stride()):
        places = {p + i * stride for p in places for i in range(size)}
    return places


def same_storage(x, y):
    return x.untyped_storage().data_ptr() == y.untyped_storage().data_ptr() and x.numel() and y.numel()


class Program:
    def __init__(self, source):
        self.random = source
        self.vars = []
        self.leaves = []
        self.lines = []
        self.grad = True
        self.next = 0

    def pick(self, *choices):
        return self.random.choice(choices)

    def any(self, test=lambda x: True):
        # Late ones more often, so that chains get long.
        candidates = [i for i, x in enumerate(self.vars) if test(x)]
        if not candidates:
            return None
        return candidates[min(len(candidates) - 1, int(len(candidates) * self.random.random() ** 0.6))]

    def readable(self, x):
        if not self.grad:
            return True
        try:
            return not (x._base is not None and x.requires_grad and x.grad_fn is None)
        except RuntimeError:
            return True

    def step(self, text, make=None):
        self.lines.append(text)
        if make is not None:
            made = make()
            made = list(made) if isinstance(made, (tuple, list)) else [made]
            self.vars.extend(made)

    def shape(self):
        return [self.pick(1, 2, 3, 4) for _ in range(self.pick(1, 2, 2, 3))]

    def fresh(self, name):
        shape = self.shape()
        size = 1
        for s in shape:
            size *= s
        start = self.next
        self.next += size
        x = torch.tensor([value(start + i) for i in range(size)]).reshape(shape).clone()
        if name == "leaf":
            x.requires_grad_(True)
            self.leaves.append(x)
        self.step("%s %s" % (name, ",".join(map(str, shape))), lambda: x)

    def view(self):
        i = self.any(self.readable)
        if i is None:
            return
        x = self.vars[i]
        r = self.random
        rank = x.dim()
        name = self.pick("view", "reshape", "transpose", "permute", "slice", "slice", "narrow", "select", "get", "expand",
                         "squeeze", "unsqueeze", "unfold", "diagonal", "flatten", "split", "chunk", "unbind", "detach",
                         "contiguous")
        axis = r.randrange(rank) if rank else None
        size = x.shape[axis] if rank else None
        if name in ("view", "reshape"):
            shape = self.factors(x.numel())
            if shape == list(x.shape):
                return
            if name == "view":
                try:
                    x.detach().view(shape)
                except RuntimeError:
                    return
            self.step("%s %d %s" % (name, i, ",".join(map(str, shape))), lambda: getattr(x, name)(shape))
        elif name == "flatten":
            self.step("flatten %d" % i, lambda: x.flatten())
        elif name == "unsqueeze" and rank < 4:
            axis = r.randrange(rank + 1)
            self.step("unsqueeze %d %d" % (i, axis), lambda: x.unsqueeze(axis))
        elif name == "detach":
            self.step("detach %d" % i, lambda: x.detach())
        elif name == "contiguous":
            if x.is_contiguous():
                return
            self.step("contiguous %d" % i, lambda: x.contiguous())
        elif rank == 0:
            return
        elif name == "transpose" and rank >= 2:
            other = r.randrange(rank)
            self.step("transpose %d %d %d" % (i, axis, other), lambda: x.transpose(axis, other))
        elif name == "permute" and rank >= 2:
            order = r.sample(range(rank), rank)
            self.step("permute %d %s" % (i, ",".join(map(str, order))), lambda: x.permute(order))
        elif name == "slice" and size:
            start = r.randrange(size)
            end = r.randrange(start + 1, size + 1)
            step = self.pick(1, 1, 2)
            index = [slice(None)] * axis + [slice(start, end, step)]
            self.step("slice %d %d %d %d %d" % (i, axis, start, end, step), lambda: x[tuple(index)])
        elif name == "narrow" and size:
            length = r.randrange(1, size + 1)
            start = r.randrange(0, size - length + 1)
            self.step("narrow %d %d %d %d" % (i, axis, start, length), lambda: x.narrow(axis, start, length))
        elif name == "select" and size:
            at = r.randrange(-size, size)
            self.step("select %d %d %d" % (i, axis, at), lambda: x.select(axis, at))
        elif name == "get" and x.shape[0]:
            at = r.randrange(x.shape[0])
            self.step("get %d %d" % (i, at), lambda: x[at])
        elif name == "expand":
            shape = [self.pick(2, 3) if s == 1 and r.random() < 0.7 else s for s in x.shape]
            if r.random() < 0.3 and rank < 3:
                shape = [2] + shape
            self.step("expand %d %s" % (i, ",".join(map(str, shape))), lambda: x.expand(shape))
        elif name == "squeeze" and size == 1:
            self.step("squeeze %d %d" % (i, axis), lambda: x.squeeze(axis))
        elif name == "unfold" and size and rank < 4:
            width = r.randrange(1, size + 1)
            step = self.pick(1, 2, 3)
            self.step("unfold %d %d %d %d" % (i, axis, width, step), lambda: x.unfold(axis, width, step))
        elif name == "diagonal" and rank >= 2:
            other = (axis + r.randrange(1, rank)) % rank
            offset = self.pick(0, 0, 1, -1)
            if x.detach().diagonal(offset, axis, other).numel() == 0:
                return
            self.step("diagonal %d %d %d %d" % (i, offset, axis, other), lambda: x.diagonal(offset, axis, other))
        elif name == "split" and size:
            part = r.randrange(1, size + 1)
            self.step("split %d %d %d" % (i, part, axis), lambda: x.split(part, axis))
        elif name == "chunk" and size:
            parts = self.pick(1, 2, 3)
            self.step("chunk %d %d %d" % (i, parts, axis), lambda: x.chunk(parts, axis))
        elif name == "unbind" and size:
            self.step("unbind %d %d" % (i, axis), lambda: x.unbind(axis))

    def factors(self, size):
        dims = []
        while size > 1 and len(dims) < 3:
            f = self.random.choice([d for d in range(1, size + 1) if size % d == 0])
            dims.append(f)
            size //= f
        if size > 1 or not dims:
            dims.append(size)
        return dims

    def broadcasts(self, y, x):
        try:
            return torch.broadcast_shapes(y.shape, x.shape) == x.shape
        except RuntimeError:
            return False

    def change(self):
        i = self.any()
        x = self.vars[i]
        name = self.pick("add_", "mul_", "sub_", "copy_", "fill_", "adds_", "muls_")
        if self.grad and self.is_of_leaf(x) and self.random.random() < 0.95:
            return
        if name in ("fill_", "adds_", "muls_"):
            number = self.pick(-1.5, 0.5, 2.0)
            if name != "fill_" and self.overlaps_itself(x) and 0 not in x.stride():
                return
            call = {"fill_": lambda: x.fill_(number), "adds_": lambda: x.add_(number), "muls_": lambda: x.mul_(number)}
            self.lines.append("%s %d %g" % (name, i, number))
            call[name]()
            return
        if self.overlaps_itself(x) and 0 not in x.stride():
            return
        fits = (lambda y: y.shape == x.shape) if name == "copy_" else (lambda y: self.broadcasts(y, x))
        j = self.any(lambda y: fits(y) and self.readable(y))
        if j is None:
            return
        y = self.vars[j]
        same_view = x.stride() == y.stride() and x.storage_offset() == y.storage_offset() and x.shape == y.shape
        if same_storage(x, y) and not same_view and span(x) & span(y):
            return
        if same_storage(x, y) and same_view and name == "copy_":
            return
        self.lines.append("%s %d %d" % (name, i, j))
        getattr(x, name)(y)

    def is_of_leaf(self, x):
        return any(same_storage(x, leaf) for leaf in self.leaves)

    def overlaps_itself(self, x):
        return len(span(x)) < x.numel()

    def compute(self):
        i = self.any(self.readable)
        if i is None:
            return
        x = self.vars[i]
        name = self.pick("add", "mul", "sub", "exp", "sumto")
        if name == "exp":
            if x.detach().abs().max() > 4:
                return
            self.step("exp %d" % i, lambda: x.exp())
        elif name == "sumto":
            self.step("sumto %d" % i, lambda: x.sum())
        else:
            j = self.any(lambda y: self.broadcasts(y, x) and self.readable(y))
            y = self.vars[j]
            self.step("%s %d %d" % (name, i, j), lambda: getattr(x, name)(y))

    def mode(self):
        self.grad = not self.grad
        self.lines.append("grad" if self.grad else "nograd")
        torch.set_grad_enabled(self.grad)

    def backward(self):
        if not self.grad:
            return
        asks = self.random.random() < 0.1
        i = self.any(lambda x: self.readable(x) and (asks or x.requires_grad))
        if i is None:
            return
        x = self.vars[i]
        self.lines.append("backward %d" % i)
        (x * x).sum().backward(retain_graph=True)

    def run(self):
        self.fresh(self.pick("leaf", "leaf", "leaf", "data"))
        if self.leaves and self.random.random() < 0.85:
            self.step("mul 0 0", lambda: self.vars[0] * self.vars[0])
        length = self.random.randrange(5, 26)
        try:
            while len(self.lines) < length:
                r = self.random.random()
                if r < 0.08:
                    self.fresh(self.pick("leaf", "data"))
                elif r < 0.50:
                    self.view()
                elif r < 0.72:
                    self.change()
                elif r < 0.86:
                    self.compute()
                elif r < 0.89 or not self.grad:
                    self.mode()
                elif r < 0.97:
                    self.backward()
            if not self.grad:
                self.mode()
            self.backward()
            return self.left()
        except RuntimeError as e:
            if kind(str(e)) == "view" and self.lines[-1].startswith("backward"):
                raise Refused()
            return "!" + kind(str(e)) + " " + str(len(self.lines) - 1)
        finally:
            torch.set_grad_enabled(True)

    @torch.no_grad()
    def left(self):
        values = [self.number(x) for x in self.vars]
        gradients = ["-" if x.grad is None else self.number(x.grad) for x in self.leaves]
        return " ".join(values + gradients)

    def number(self, x):
        values = x.detach().reshape(-1)
        if any(abs(v) > 1e4 or v != v for v in values.tolist()):
            raise Refused()
        weights = torch.tensor([1 + (i % 7) / 8 for i in range(len(values))])
        return "%.10g" % float((values * weights).sum())


def programs():
    seed = 0
    made = 0
    while made < COUNT:
        seed += 1
        program = Program(random.Random(seed))
        try:
            result = program.run()
        except Refused:
            continue
        if all(not line.startswith(("leaf", "data")) for line in program.lines[:1]):
            continue
        made += 1
        yield ";".join(program.lines) + "=" + result


text = "\n".join(programs()) + "\n"
out = io.BytesIO()
with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
    file.write(text.encode())
sys.stdout.buffer.write(out.getvalue())
