"""The work of JAX on the CPU, each program one `jit`."""

import jax
import jax.numpy as jnp
import numpy as np
import tasks
from worker import processors


def about(contender):
    return f"JAX {jax.__version__} on {jax.devices()[0].platform}, {processors()} processors"


def program(contender, workload, file):
    if workload == "W3":
        return Epoch()
    if workload == "W4":
        return Function(lambda x: x * x + 2 * x + 1, tasks.array())
    if workload == "W5":
        return Function(lambda x: x @ x.T, tasks.array().reshape(1000, 1000))
    return Training(workload)


def loss(layers, x, y):
    for index, (weight, bias) in enumerate(layers):
        x = (jax.nn.relu(x) if index > 0 else x) @ weight.T + bias
    return jnp.mean((x - y) ** 2)


def step(layers, x, y):
    value, gradients = jax.value_and_grad(loss)(layers, x, y)
    update = lambda old, gradient: old - tasks.LEARNING_RATE * gradient
    return jax.tree.map(update, layers, gradients), value


def parameters(weights):
    return [(jnp.asarray(weight), jnp.zeros(weight.shape[0])) for weight in weights]


class Training:
    """W1, W2 and W7. The old parameters' memory is given to the new ones."""

    def __init__(self, workload):
        x, y, weights = tasks.step(workload)
        self.x = jnp.asarray(x)
        self.y = jnp.asarray(y)
        self.layers = parameters(weights)
        self.step = jax.jit(step, donate_argnums=0)

    def run(self):
        self.layers, self.value = self.step(self.layers, self.x, self.y)

    def finish(self):
        jax.block_until_ready((self.layers, self.value))

    def results(self):
        return [loss(self.layers, self.x, self.y).item()]


class Epoch:
    """W3, with slices of a permutation."""

    def __init__(self):
        self.x, self.y, weights = tasks.epoch()
        self.layers = parameters([weights])
        self.step = jax.jit(step, donate_argnums=0)
        self.order = np.random.default_rng(7)

    def run(self):
        order = self.order.permutation(tasks.EPOCH_ROWS)
        for first in range(0, tasks.EPOCH_ROWS, tasks.EPOCH_BATCH):
            rows = order[first : first + tasks.EPOCH_BATCH]
            self.layers, _ = self.step(self.layers, self.x[rows], self.y[rows])

    def finish(self):
        jax.block_until_ready(self.layers)

    def results(self):
        judged = slice(tasks.EPOCH_JUDGED)
        return [loss(self.layers, self.x[judged], self.y[judged]).item()]


class Function:
    """W4 and W5."""

    def __init__(self, call, x):
        self.x = jnp.asarray(x)
        self.call = jax.jit(call)

    def run(self):
        self.made = self.call(self.x)

    def finish(self):
        self.made.block_until_ready()

    def results(self):
        return tasks.summary(self.made)
