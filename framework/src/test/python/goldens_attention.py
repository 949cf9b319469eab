"""Writes what PyTorch gives for layers of attention, for AttentionLayersTest.

    python3 goldens_attention.py > ../resources/goldens/attention.txt

Made with PyTorch 2.13.
"""

import math

import torch
from torch import nn

from golden_lines import case, defaults, finish, put, randn


def mha(**options):
    return nn.MultiheadAttention(6, 3, **options)


Q, K, V = randn(1, 4, 2, 6), randn(2, 5, 2, 6), randn(3, 5, 2, 6)
PADDING = torch.tensor([[0, 0, 0, 1, 1], [0, 0, 0, 0, 1]]).bool()
HIDDEN = torch.tensor([[0, 1, 0, 0, 0], [1, 0, 0, 0, 1], [0, 0, 0, 1, 0], [0, 0, 1, 0, 0]]).bool()
HEADS = torch.stack([HIDDEN.roll(i, 0) for i in range(6)])
put("mask/padding", PADDING)
put("mask/hidden", HIDDEN)
put("mask/heads", HEADS)
put("mask/added", randn(4, 4, 5))
plain = lambda m, q, k, v, **options: m(q, k, v, need_weights=False, **options)[0]
case("mha/plain", mha(), [Q, K, V], plain)
case("mha/noBias", mha(bias=False), [Q, K, V], plain)
case("mha/dims", mha(kdim=4, vdim=7), [Q, randn(5, 5, 2, 4), randn(6, 5, 2, 7)], plain)
case("mha/self", mha(), [Q], lambda m, x: plain(m, x, x, x))
case("mha/memory", mha(), [Q, K], lambda m, q, k: plain(m, q, k, k))
case("mha/batchFirst", mha(batch_first=True), [x.transpose(0, 1) for x in (Q, K, V)], plain)
case("mha/single", mha(), [Q[:, 0], K[:, 0], V[:, 0]], plain)
case("mha/padding", mha(), [Q, K, V], lambda *x: plain(*x, key_padding_mask=PADDING))
case("mha/hidden", mha(), [Q, K, V], lambda *x: plain(*x, attn_mask=HIDDEN))
case("mha/heads", mha(), [Q, K, V], lambda *x: plain(*x, attn_mask=HEADS))
case("mha/both", mha(), [Q, K, V], lambda *x: plain(*x, attn_mask=HIDDEN, key_padding_mask=PADDING))
case("mha/added", mha(), [Q, K, V], lambda *x: plain(*x, attn_mask=randn(4, 4, 5)))
case("mha/addedBoth", mha(), [Q, K, V], lambda *x: plain(*x, attn_mask=randn(4, 4, 5), key_padding_mask=PADDING.float() * -3))
case("mha/weights", mha(), [Q, K, V], lambda m, *x: m(*x, attn_mask=HIDDEN))
SQUARE = nn.Transformer.generate_square_subsequent_mask(4)
case("mha/causal", mha(), [Q], lambda m, x: plain(m, x, x, x, attn_mask=SQUARE, is_causal=True))

options = dict(d_model=6, nhead=2, dim_feedforward=5, dropout=0.0)
X, M = randn(11, 4, 3, 6), randn(12, 5, 3, 6)
for first in (False, True):
    suffix = "First" if first else "Last"
    case("encoderLayer/norm" + suffix, nn.TransformerEncoderLayer(norm_first=first, **options), [X], lambda m, x: m(x))
    case("decoderLayer/norm" + suffix, nn.TransformerDecoderLayer(norm_first=first, **options), [X, M], lambda m, *x: m(*x, tgt_mask=SQUARE))
case("encoderLayer/gelu", nn.TransformerEncoderLayer(activation="gelu", **options), [X], lambda m, x: m(x, src_mask=SQUARE))
case(
    "encoder/norm",
    nn.TransformerEncoder(nn.TransformerEncoderLayer(batch_first=True, **options), 2, nn.LayerNorm(6), enable_nested_tensor=False),
    [X.transpose(0, 1)],
    lambda m, x: m(x, src_key_padding_mask=torch.tensor([[0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 1, 1]]).bool()),
)
case("decoder/norm", nn.TransformerDecoder(nn.TransformerDecoderLayer(**options), 2, nn.LayerNorm(6)), [X, M], lambda m, *x: m(*x))


def sinusoidal(_, x):
    """The table of the tutorial on transformers."""
    positions, e = torch.arange(x.size(-2)).unsqueeze(1), x.size(-1)
    frequencies = torch.exp(torch.arange(0, e, 2) * (-math.log(10000.0) / e))
    table = torch.zeros(x.size(-2), e)
    table[:, 0::2] = torch.sin(positions * frequencies)
    table[:, 1::2] = torch.cos(positions * frequencies)
    return x + table


def rotary(x, start, base, neighbours):
    e = x.size(-1)
    w = base ** (-torch.arange(0, e, 2).double() / e)
    angles = torch.arange(start, start + x.size(-2)).double()[:, None] * w
    turn = torch.polar(torch.ones_like(angles), angles)
    if neighbours:
        turned = torch.view_as_complex(x.double().reshape(*x.shape[:-1], e // 2, 2)) * turn
        return torch.view_as_real(turned).reshape(x.shape).float()
    turned = torch.complex(x[..., : e // 2].double(), x[..., e // 2 :].double()) * turn
    return torch.cat([turned.real, turned.imag], -1).float()


case(
    "transformer",
    nn.Transformer(6, 3, 2, 1, dim_feedforward=5, dropout=0.0),
    [randn(40, 5, 2, 6), randn(41, 4, 2, 6)],
    lambda m, source, target: m(source, target, tgt_mask=nn.Transformer.generate_square_subsequent_mask(4)),
)
case("sinusoidal", None, [randn(20, 2, 5, 6)], sinusoidal)
case("rotary/halves", None, [randn(21, 2, 5, 6)], lambda _, x: rotary(x, 0, 10000.0, False))
case("rotary/neighbours", None, [randn(22, 2, 5, 6)], lambda _, x: rotary(x, 3, 100.0, True))

defaults("MultiheadAttention", nn.MultiheadAttention, "dropout", "bias", "kdim", "vdim", "batch_first")
defaults("TransformerEncoderLayer", nn.TransformerEncoderLayer, "dim_feedforward", "dropout", "layer_norm_eps", "batch_first", "norm_first")
torch.manual_seed(0)
fresh = nn.MultiheadAttention(6, 3)
put("initial/bound", math.sqrt(6 / (18 + 6)))
put("initial/inBias", fresh.in_proj_bias)
put("initial/outBias", fresh.out_proj.bias)
finish()
