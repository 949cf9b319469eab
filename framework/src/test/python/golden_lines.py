"""Writes what PyTorch gives for layers, losses and optimizers as lines of goldens: what the scripts of nn share.

One line holds one tensor: its name, its shape as [2,3], its values in row-major order with the 9 or 17 digits that give
back a float32 or float64; or one word that is not a number.
"""

import inspect

import torch
from torch import nn

out = []


def put(name, value):
    if isinstance(value, torch.Tensor):
        flat = value.detach().reshape(-1).tolist()
        shape = ",".join(str(size) for size in value.shape)
        digits = 17 if value.dtype == torch.float64 else 9
        out.append(f"{name} [{shape}] " + " ".join("%.*g" % (digits, number) for number in flat))
    elif isinstance(value, (bool, str)) or value is None:
        out.append(f"{name} {str(value).lower()}")
    else:
        out.append(f"{name} [] {value!r}")


def randn(seed, *shape):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


# Layers: output, the gradients of sum(output * upstream), and the buffers before and after.


def layer(name, module, x):
    x = x.clone().requires_grad_(True)
    for index, parameter in enumerate(module.parameters()):
        with torch.no_grad():
            parameter.copy_(randn(100 + index, *parameter.shape))
    for key, buffer in module.named_buffers():
        if key.endswith("running_mean"):
            buffer.copy_(randn(200, *buffer.shape))
        elif key.endswith("running_var"):
            buffer.copy_(randn(201, *buffer.shape).exp())
        elif key.endswith("num_batches_tracked"):
            buffer.fill_(3)
        put(f"layer/{name}/buffer/{key}", buffer)
    y = module(x)
    upstream = randn(7, *y.shape)
    y.backward(upstream)
    put(f"layer/{name}/input", x)
    put(f"layer/{name}/output", y)
    put(f"layer/{name}/upstream", upstream)
    put(f"layer/{name}/inputGrad", x.grad)
    for key, parameter in module.named_parameters():
        put(f"layer/{name}/parameter/{key}", parameter)
        put(f"layer/{name}/grad/{key}", parameter.grad)
    for key, buffer in module.named_buffers():
        put(f"layer/{name}/after/{key}", buffer)


# Modules of several inputs: outputs, and the gradients of the sum of all outputs times their upstreams.


def case(name, module, inputs, call):
    """Writes output and gradients of a call of a module, or of None; several outputs are named by their index."""
    inputs = [x.clone().requires_grad_(True) for x in inputs]
    if isinstance(module, nn.Module):
        for index, parameter in enumerate(module.parameters()):
            with torch.no_grad():
                parameter.copy_(randn(100 + index, *parameter.shape) * 0.4)
    outputs = call(module, *inputs)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    total = 0
    for i, y in enumerate(outputs):
        upstream = randn(7 + i, *y.shape)
        put(f"{name}/output/{i}", y)
        put(f"{name}/upstream/{i}", upstream)
        total = total + (y * upstream).sum()
    total.backward()
    for i, x in enumerate(inputs):
        put(f"{name}/input/{i}", x)
        put(f"{name}/inputGrad/{i}", x.grad)
    if isinstance(module, nn.Module):
        for key, parameter in module.named_parameters():
            put(f"{name}/parameter/{key}", parameter)
            put(f"{name}/grad/{key}", parameter.grad)


# Losses: value, and the gradients of sum(value * upstream).


def loss(name, make, prediction, target):
    put(f"loss/{name}/prediction", prediction)
    put(f"loss/{name}/target", target)
    for reduction in ("mean", "sum", "none"):
        x = prediction.clone().requires_grad_(True)
        value = make(reduction)(x, target)
        upstream = randn(7, *value.shape).to(value.dtype)
        value.backward(upstream)
        put(f"loss/{name}/{reduction}/value", value)
        put(f"loss/{name}/{reduction}/upstream", upstream)
        put(f"loss/{name}/{reduction}/grad", x.grad)


# Optimizers: 20 steps of a linear layer under MSE; the weights on the way and the state at the end. In float64, since
# moments that have decayed to almost nothing keep the rounding errors of what they were.

WEIGHT, BIAS, X, Y = (randn(30 + i, *size).double() for i, size in enumerate([(2, 3), (2,), (8, 3), (8, 2)]))
def trajectory(name, make):
    model = nn.Linear(3, 2).double()
    with torch.no_grad():
        model.weight.copy_(WEIGHT)
        model.bias.copy_(BIAS)
    optimizer = make(model)
    for step in range(1, 21):
        optimizer.zero_grad()
        nn.MSELoss()(model(X), Y).backward()
        optimizer.step()
        if step in (1, 2, 5, 20):
            put(f"optim/{name}/{step}/weight", model.weight)
            put(f"optim/{name}/{step}/bias", model.bias)
    for index, state in optimizer.state_dict()["state"].items():
        for key, value in state.items():
            if value is not None and key != "step":
                put(f"optim/{name}/state/state.{index}.{key}", value)


def same(kind, **options):
    return lambda model: kind(model.parameters(), **options)


# Defaults, from the signatures.


def defaults(name, function, *arguments):
    signature = inspect.signature(function)
    for argument in arguments:
        value = signature.parameters[argument].default
        if isinstance(value, tuple):
            for index, part in enumerate(value):
                put(f"default/{name}/{argument}{index + 1}", part)
        else:
            put(f"default/{name}/{argument}", value)


def finish():
    print("\n".join(out))
