"""Writes what PyTorch gives for layers of several inputs and of bags, for SeveralInputsTest.

    python3 goldens_modules.py > ../resources/goldens/modules.txt

Made with PyTorch 2.13.
"""

import torch
from torch import nn

from golden_lines import case, finish, put, randn

call = lambda module, *inputs: module(*inputs)
A, B = randn(1, 4, 3), randn(2, 4, 3)
case("cosineSimilarity/plain", nn.CosineSimilarity(), [A, B], call)
case("cosineSimilarity/axis", nn.CosineSimilarity(dim=-2), [randn(3, 2, 4, 3), randn(4, 4, 3)], call)
case("cosineSimilarity/small", nn.CosineSimilarity(dim=1, eps=0.9), [A * 0.3, B], call)
case("pairwiseDistance/plain", nn.PairwiseDistance(), [A, B], call)
case("pairwiseDistance/kept", nn.PairwiseDistance(p=3, eps=0.1, keepdim=True), [A, B], call)
case("pairwiseDistance/one", nn.PairwiseDistance(p=1), [A[0], B[0]], call)
case("bilinear/plain", nn.Bilinear(3, 2, 5), [A, randn(5, 4, 2)], call)
case("bilinear/axes", nn.Bilinear(3, 3, 2, bias=False), [randn(6, 2, 2, 3), randn(7, 2, 2, 3)], call)
case("bilinear/one", nn.Bilinear(3, 2, 1), [A[0], randn(8, 2)], call)

ROWS = torch.tensor([[1, 0, 6], [2, 2, 3], [3, 3, 3], [6, 5, 3]])
FLAT, OFFSETS = torch.tensor([1, 0, 6, 2, 2, 3, 3, 6, 4]), torch.tensor([0, 2, 2, 5, 7])
put("bag/rows", ROWS)
put("bag/flat", FLAT)
put("bag/offsets", OFFSETS)
for mode in ("mean", "sum", "max"):
    for name, options in (("plain", {}), ("padded", {"padding_idx": 3})):
        bag = lambda: nn.EmbeddingBag(7, 3, mode=mode, **options)
        case(f"bag/{mode}/{name}/rows", bag(), [], lambda m: m(ROWS))
        case(f"bag/{mode}/{name}/offsets", bag(), [], lambda m: m(FLAT, OFFSETS))
case(
    "bag/sum/weights", nn.EmbeddingBag(7, 3, mode="sum"), [randn(9, 9)],
    lambda m, weights: m(FLAT, OFFSETS, per_sample_weights=weights),
)
finish()
