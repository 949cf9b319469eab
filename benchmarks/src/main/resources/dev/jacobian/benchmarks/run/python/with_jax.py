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
    if workload in tasks.VIEWS:
        x, call = tasks.polynomial(workload)
        return Function(call, x)
    if workload == "W11":
        return Rows(jax.value_and_grad(cross_entropy), *tasks.logits())
    if workload == "W12":
        return Rows(normalization, *tasks.normalized())
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


def cross_entropy(logits, labels):
    rows = jnp.arange(tasks.ROWS)
    return -jnp.mean(jax.nn.log_softmax(logits)[rows, labels])


def layer_norm(x, weight, bias):
    mean = jnp.mean(x, axis=1, keepdims=True)
    variance = jnp.mean((x - mean) ** 2, axis=1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * weight + bias


def normalization(x, weight, bias, gradient):
    y, backward = jax.vjp(layer_norm, x, weight, bias)
    return y, *backward(gradient)


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


class Rows:
    """W11 and W12."""

    def __init__(self, call, *arguments):
        self.arguments = [jnp.asarray(argument) for argument in arguments]
        self.call = jax.jit(call)

    def run(self):
        self.made = self.call(*self.arguments)

    def finish(self):
        jax.block_until_ready(self.made)

    def results(self):
        return [tasks.squares(value) for value in self.made]
