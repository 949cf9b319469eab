"""Writes what PyTorch gives for averages of weights and their statistics, for WeightAverageTest.

    python3 goldens_averages.py > ../resources/goldens/averages.txt

Made with PyTorch 2.13.
"""

import torch
from torch import nn
from torch.optim import SGD
from torch.optim.swa_utils import AveragedModel, get_ema_avg_fn, get_swa_avg_fn, update_bn

from golden_lines import finish, put, randn


def network():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1)).double()
    with torch.no_grad():
        for index, parameter in enumerate(model.parameters()):
            parameter.copy_(randn(50 + index, *parameter.shape))
    return model


for index, (key, value) in enumerate(network().named_parameters()):
    put(f"first/{key}", value)
batches = [randn(60 + i, 5, 3).double() for i in range(4)]
for i, batch in enumerate(batches):
    put(f"batch/{i}", batch)
for name, function in (("ema", get_ema_avg_fn(0.7)), ("swa", get_swa_avg_fn())):
    model = network()
    average = AveragedModel(model, avg_fn=function, use_buffers=True)
    optimizer = SGD(model.parameters(), lr=0.1)
    for batch in batches:
        optimizer.zero_grad()
        model(batch).square().mean().backward()
        optimizer.step()
        average.update_parameters(model)
    for key, value in average.module.state_dict().items():
        put(f"{name}/averaged/{key}", value)
    update_bn(batches, average)
    for key, value in average.module.state_dict().items():
        put(f"{name}/updated/{key}", value)
finish()
