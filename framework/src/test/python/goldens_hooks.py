"""Writes what PyTorch's hooks of tensors and of backward see and leave, for TensorHookTest and BackwardHookTest.

    python3 goldens_hooks.py > ../resources/goldens/hooks.txt

Made with PyTorch 2.13.
"""

import torch
from torch import nn

from golden_lines import finish, put, randn


def leaf(seed, *shape):
    return randn(seed, *shape).double().requires_grad_(True)


# Hooks of a leaf, of an inner tensor, of a view and of the root.
x = leaf(1, 2, 3)
w = leaf(2, 3)
put("tensor/x", x)
put("tensor/w", w)
y = x * w
z = y[:, 1:]
loss = (y.tanh().sum() + z.exp().sum()) * 0.5
loss.register_hook(lambda g: g * 3)
y.register_hook(lambda g: put("tensor/seen/y", g))
y.register_hook(lambda g: g * 2 + 1)
y.retain_grad()
y.register_hook(lambda g: g.clamp(-4, 4))
z.register_hook(lambda g: -g)
w.register_hook(lambda g: g / g.norm())
loss.backward()
put("tensor/grad/x", x.grad)
put("tensor/grad/w", w.grad)
put("tensor/grad/y", y.grad)

# A change in place: the hook before sees the gradient of the old values.
x = leaf(3, 4)
put("changed/x", x)
y = x * 2
y.register_hook(lambda g: put("changed/before", g))
y.retain_grad()
y.mul_(x.exp())
y.register_hook(lambda g: put("changed/after", g))
y.square().sum().backward()
put("changed/grad/x", x.grad)
put("changed/grad/y", y.grad)

# The gradient of a gradient through hooks.
x = leaf(4, 3)
put("twice/x", x)
y = x ** 3
y.register_hook(lambda g: g * y)
x.register_hook(lambda g: g.square())
(first,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)
put("twice/first", first)
(second,) = torch.autograd.grad(first.sum(), x)
put("twice/second", second)


# Backward hooks of a module with two inputs and two outputs, in a network.
class Mix(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(3, 3).double()

    def forward(self, a, b):
        mixed = self.inner(a * b)
        return mixed.tanh(), a + b.square()


mix = Mix()
with torch.no_grad():
    for index, parameter in enumerate(mix.parameters()):
        parameter.copy_(randn(10 + index, *parameter.shape))
for key, value in mix.named_parameters():
    put(f"module/{key}", value)


def see(name):
    def hook(module, *gradients):
        for kind, group in zip(("input", "output"), gradients):
            for i, gradient in enumerate(group):
                put(f"module/{name}/{kind}/{i}", gradient)

    return hook


mix.register_full_backward_pre_hook(lambda module, outputs: (outputs[0] * 2, outputs[1]))
mix.register_full_backward_hook(see("seen"))
mix.register_full_backward_hook(lambda module, inputs, outputs: (inputs[0] * outputs[1], inputs[1] + 1))
mix.inner.register_full_backward_hook(see("inner"))
a = leaf(20, 2, 3)
b = leaf(21, 2, 3)
put("module/a", a)
put("module/b", b)
first, second = mix(a.exp(), b)
(first.square().sum() + (first * second).sum()).backward()
put("module/grad/a", a.grad)
put("module/grad/b", b.grad)
for key, value in mix.named_parameters():
    put(f"module/grad/{key}", value.grad)
finish()
