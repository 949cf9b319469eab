"""The work of PyTorch: eager, or with everything of a step that can be compiled compiled."""

import tasks
import torch
from worker import processors


def about(contender):
    if contender.endswith("_ALL"):
        torch.set_num_threads(processors())
    return f"PyTorch {torch.__version__}, {torch.get_num_threads()} intra-op threads"


def program(contender, workload, file):
    compiled = "COMPILED" in contender
    if workload == "W3":
        return Epoch(contender == "PYTORCH_LOADER")
    if workload in tasks.VIEWS:
        return Polynomial(workload, compiled)
    if workload == "W11":
        return CrossEntropy(compiled)
    if workload == "W12":
        return Normalization(compiled)
    if workload == "W5":
        return Product(compiled)
    return Training(workload, compiled)


def linear(weights):
    layer = torch.nn.Linear(weights.shape[1], weights.shape[0])
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights))
        layer.bias.zero_()
    return layer


def function(call, compiled):
    return torch.compile(call) if compiled else call


class Training:
    """W1, W2 and W7."""

    def __init__(self, workload, compiled):
        x, y, weights = tasks.step(workload)
        layers = [linear(weights[0])]
        for layer in weights[1:]:
            layers += [torch.nn.ReLU(), linear(layer)]
        self.model = layers[0] if len(layers) == 1 else torch.nn.Sequential(*layers)
        self.x = torch.from_numpy(x)
        self.y = torch.from_numpy(y)
        loss_fn = torch.nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=tasks.LEARNING_RATE)
        self.loss = function(lambda x, y: loss_fn(self.model(x), y), compiled)
        self.update = function(self.optimizer.step, compiled)

    def run(self):
        loss = self.loss(self.x, self.y)
        self.optimizer.zero_grad()
        loss.backward()
        self.update()

    def results(self):
        return [self.loss(self.x, self.y).item()]


class Epoch:
    """W3, with the data loader or with slices of a permutation."""

    def __init__(self, loads):
        x, y, weights = tasks.epoch()
        self.x = torch.from_numpy(x)
        self.y = torch.from_numpy(y)
        self.model = linear(weights)
        self.loss = torch.nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=tasks.LEARNING_RATE)
        self.loader = None
        if loads:
            dataset = torch.utils.data.TensorDataset(self.x, self.y)
            self.loader = torch.utils.data.DataLoader(
                dataset, batch_size=tasks.EPOCH_BATCH, shuffle=True
            )

    def slices(self):
        order = torch.randperm(tasks.EPOCH_ROWS)
        for first in range(0, tasks.EPOCH_ROWS, tasks.EPOCH_BATCH):
            rows = order[first : first + tasks.EPOCH_BATCH]
            yield self.x[rows], self.y[rows]

    def run(self):
        for x, y in self.loader or self.slices():
            loss = self.loss(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    def results(self):
        judged = slice(tasks.EPOCH_JUDGED)
        return [self.loss(self.model(self.x[judged]), self.y[judged]).item()]


class Polynomial:
    """W4 and its views."""

    def __init__(self, workload, compiled):
        x, call = tasks.polynomial(workload)
        self.x = torch.from_numpy(x)
        self.call = function(call, compiled)

    def run(self):
        self.made = self.call(self.x)

    def results(self):
        return tasks.summary(self.made)


class CrossEntropy:
    """W11."""

    def __init__(self, compiled):
        logits, labels = tasks.logits()
        self.logits = torch.from_numpy(logits).requires_grad_()
        self.labels = torch.from_numpy(labels)
        self.loss = function(torch.nn.CrossEntropyLoss(), compiled)

    def run(self):
        loss = self.loss(self.logits, self.labels)
        self.made = [loss.detach(), *torch.autograd.grad(loss, self.logits)]

    def results(self):
        return [tasks.squares(value) for value in self.made]


class Normalization:
    """W12."""

    def __init__(self, compiled):
        x, weight, bias, gradient = (torch.from_numpy(value) for value in tasks.normalized())
        self.inputs = [value.requires_grad_() for value in (x, weight, bias)]
        self.gradient = gradient
        self.call = function(
            lambda x, weight, bias: torch.nn.functional.layer_norm(x, (tasks.WIDTH,), weight, bias),
            compiled,
        )

    def run(self):
        y = self.call(*self.inputs)
        self.made = [y.detach(), *torch.autograd.grad(y, self.inputs, self.gradient)]

    def results(self):
        return [tasks.squares(value) for value in self.made]


class Product:
    """W5."""

    def __init__(self, compiled):
        self.x = torch.from_numpy(tasks.array().reshape(1000, 1000))
        self.call = function(lambda x: x @ x.t(), compiled)

    def run(self):
        self.made = self.call(self.x)

    def results(self):
        return tasks.summary(self.made)
