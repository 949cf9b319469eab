"""Writes what PyTorch gives for recurrent layers, for RecurrentLayersTest.

    python3 goldens_recurrent.py > ../resources/goldens/recurrent.txt

Made with PyTorch 2.13.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from golden_lines import defaults, finish, put, randn


def case(name, module, call, *inputs):
    inputs = [x.clone().requires_grad_(True) for x in inputs]
    for index, parameter in enumerate(module.parameters()):
        with torch.no_grad():
            parameter.copy_(randn(100 + index, *parameter.shape) * 0.5)
    total = 0
    for i, y in enumerate(call(module, *inputs)):
        upstream = randn(7 + i, *y.shape)
        put(f"{name}/output/{i}", y)
        put(f"{name}/upstream/{i}", upstream)
        total = total + (y * upstream).sum()
    total.backward()
    for i, x in enumerate(inputs):
        put(f"{name}/input/{i}", x)
        put(f"{name}/inputGrad/{i}", x.grad)
    for key, parameter in module.named_parameters():
        put(f"{name}/parameter/{key}", parameter)
        put(f"{name}/grad/{key}", parameter.grad)


def flat(outputs):
    y, state = outputs
    return (y, *state) if isinstance(state, tuple) else (y, state)


def plain(module, x, *state):
    if not state:
        return flat(module(x))
    return flat(module(x, state[0] if len(state) == 1 else state))


LENGTHS = torch.tensor([3, 5, 1])


def packed(module, x, *state):
    state = (state[0] if len(state) == 1 else state,) if state else ()
    y, end = module(pack_padded_sequence(x, LENGTHS, enforce_sorted=False), *state)
    return flat((pad_packed_sequence(y)[0], end))


X = randn(1, 5, 3, 4)
for name, kind, states in (("rnn", nn.RNN, 1), ("lstm", nn.LSTM, 2), ("gru", nn.GRU, 1)):
    S = lambda count, n=(3,): [randn(20 + i, count, *n, 2) for i in range(states)]
    case(f"{name}/plain", kind(4, 2), plain, X)
    case(f"{name}/state", kind(4, 2), plain, X, *S(1))
    case(f"{name}/noBias", kind(4, 2, bias=False), plain, X)
    case(f"{name}/batchFirst", kind(4, 2, batch_first=True), plain, X.transpose(0, 1), *S(1))
    case(f"{name}/deep", kind(4, 2, num_layers=2, bidirectional=True), plain, X, *S(4))
    case(f"{name}/lengths", kind(4, 2, num_layers=2, bidirectional=True), packed, X, *S(4))
    case(f"{name}/lengthsOnly", kind(4, 2), packed, X)
    case(f"{name}/single", kind(4, 2), plain, X[:, 0], *S(1, ()))
case("rnn/relu", nn.RNN(4, 2, nonlinearity="relu"), plain, X)
put("lengths", LENGTHS)
case("lstmCell", nn.LSTMCell(4, 2), lambda m, x, h, c: m(x, (h, c)), X[0], randn(20, 3, 2), randn(21, 3, 2))
case("lstmCell/start", nn.LSTMCell(4, 2, bias=False), lambda m, x: m(x), X[0])
case("gruCell", nn.GRUCell(4, 2), lambda m, x, h: (m(x, h),), X[0], randn(20, 3, 2))
case("rnnCell", nn.RNNCell(4, 2), lambda m, x, h: (m(x, h),), X[0], randn(20, 3, 2))
case("rnnCell/relu", nn.RNNCell(4, 2, nonlinearity="relu", bias=False), lambda m, x: (m(x),), X[0])
for key in ("num_layers", "bias", "batch_first", "dropout", "bidirectional"):
    default = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False}[key]
    assert getattr(nn.LSTM(1, 1), key) == default
    put(f"default/{key}", getattr(nn.LSTM(1, 1), key))
finish()
