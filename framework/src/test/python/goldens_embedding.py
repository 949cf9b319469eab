"""Writes what PyTorch gives for embeddings, for EmbeddingTest.

    python3 goldens_embedding.py > ../resources/goldens/embedding.txt

One line holds one tensor: its name, its shape as [2,3], its values in row-major order with the 9 digits that give back a
float32; or one word that is not a number. Made with PyTorch 2.13.
"""

import inspect

import torch
from torch import nn

out = []


def put(name, value):
    flat = value.detach().reshape(-1).tolist()
    shape = ",".join(str(size) for size in value.shape)
    out.append(f"{name} [{shape}] " + " ".join("%.9g" % number for number in flat))


def randn(seed, *shape):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def table(name, indices, **options):
    layer = nn.Embedding(7, 3, **options)
    with torch.no_grad():
        layer.weight.copy_(randn(1, 7, 3))
    put(f"{name}/indices", indices)
    put(f"{name}/weight", layer.weight)
    y = layer(indices)
    upstream = randn(2, *y.shape)
    y.backward(upstream)
    if layer.max_norm is not None:
        put(f"{name}/after", layer.weight)
    put(f"{name}/output", y)
    put(f"{name}/upstream", upstream)
    put(f"{name}/grad", layer.weight.grad)


table("vector", torch.tensor([3, 0, 6, 3, 3]))
table("matrix", torch.tensor([[1, 1, 2], [2, 6, 0]]))
table("scalar", torch.tensor(4))
table("empty", torch.zeros((0, 2), dtype=torch.int64))
table("padded", torch.tensor([[1, 2, 2], [2, 0, 2]]), padding_idx=2)
table("paddedFromEnd", torch.tensor([6, 5, 6]), padding_idx=-1)
table("short", torch.tensor([[3, 0, 3], [6, 2, 1]]), max_norm=1.25)
table("shortByOne", torch.tensor([5, 4, 4]), max_norm=0.5, norm_type=1.0, padding_idx=4)
indices, offsets = torch.tensor([1, 5, 1, 2, 0]), torch.tensor([0, 2, 2])
bag = nn.EmbeddingBag(7, 3, mode="sum", max_norm=1.0)
with torch.no_grad():
    bag.weight.copy_(randn(1, 7, 3))
put("shortBag/output", bag(indices, offsets))
put("shortBag/after", bag.weight)

layer = nn.Embedding(7, 3, padding_idx=4)
out.append(f"paddingRow {' '.join(str(v) for v in layer.weight[4].tolist())}")
for argument in ("padding_idx", "max_norm", "norm_type"):
    default = inspect.signature(nn.Embedding).parameters[argument].default
    out.append(f"default/{argument} {str(default).lower()}")

print("\n".join(out))
