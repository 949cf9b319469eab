"""The work of PyTorch: eager, or with everything of a step that can be compiled compiled."""

import os

import tasks
import torch
from worker import processors

# Placement.java reads the same.
DEVICE = os.environ.get("BENCHMARK_DEVICE", "cpu")

# CudaSettings.java reads the same. PyTorch lets convolutions use TF32 by itself.
TF32 = os.environ.get("JACOBIAN_CUDA_TF32", "false").lower() == "true"
torch.backends.cuda.matmul.allow_tf32 = TF32
torch.backends.cudnn.allow_tf32 = TF32


def about(contender):
    if contender.endswith("_ALL"):
        torch.set_num_threads(processors())
    if DEVICE.startswith("cuda"):
        if not torch.cuda.is_available():
            raise ImportError(f"PyTorch {torch.__version__} sees no GPU")
        products = "TF32" if TF32 else "float32"
        name = torch.cuda.get_device_name(DEVICE)
        return f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, {name}, products in {products}"
    return f"PyTorch {torch.__version__}, {torch.get_num_threads()} intra-op threads"


def program(contender, workload, file):
    if contender == "PYTORCH_GRAPHS":
        return Graphed(ungraphed(contender, workload, file))
    return ungraphed(contender, workload, file)


def ungraphed(contender, workload, file):
    compiled = "COMPILED" in contender
    if workload == "W3":
        return Epoch(contender == "PYTORCH_LOADER")
    if workload in tasks.VIEWS:
        return Polynomial(workload, compiled)
    if workload == "W9":
        return Images(compiled)
    if workload == "W10":
        return Gpt(compiled, contender == "PYTORCH_GRAPHS")
    if workload == "W17":
        return Residual(compiled)
    if workload == "W16":
        return Recurrent(compiled)
    if workload == "W11":
        return CrossEntropy(compiled)
    if workload == "W12":
        return Normalization(compiled)
    if workload in tasks.SIDES:
        return Product(workload, compiled)
    return Training(workload, compiled)


def linear(weights):
    layer = torch.nn.Linear(weights.shape[1], weights.shape[0])
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights))
        layer.bias.zero_()
    return layer


def function(call, compiled):
    return torch.compile(call) if compiled else call


class Work:
    """Something that runs on a device, which has to be waited for."""

    def finish(self):
        if DEVICE.startswith("cuda"):
            torch.cuda.synchronize()


class Graphed(Work):
    """A training step as one CUDA graph, captured after a few steps on a stream of their own, as PyTorch asks for."""

    WARM = 3

    def __init__(self, work):
        self.work = work
        self.graph = None
        self.calls = 0
        self.results = work.results

    def run(self):
        if self.calls < self.WARM:
            stream = torch.cuda.Stream()
            stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(stream):
                self.work.run()
            torch.cuda.current_stream().wait_stream(stream)
        else:
            if self.graph is None:
                self.graph = torch.cuda.CUDAGraph()
                with torch.cuda.graph(self.graph):
                    self.work.run()
            self.graph.replay()
        self.calls += 1


class Training(Work):
    """W1, W2 and W7."""

    def __init__(self, workload, compiled):
        x, y, weights = tasks.step(workload)
        layers = [linear(weights[0])]
        for layer in weights[1:]:
            layers += [torch.nn.ReLU(), linear(layer)]
        self.model = (layers[0] if len(layers) == 1 else torch.nn.Sequential(*layers)).to(DEVICE)
        self.x = torch.from_numpy(x).to(DEVICE)
        self.y = torch.from_numpy(y).to(DEVICE)
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


class Images(Training):
    """W9."""

    def __init__(self, compiled):
        x, labels, weights = tasks.images()
        convolutions = [torch.nn.Conv2d(w.shape[1], w.shape[0], w.shape[2]) for w in weights[:2]]
        for layer, weight in zip(convolutions, weights):
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(weight))
                layer.bias.zero_()
        relu = torch.nn.ReLU
        self.model = torch.nn.Sequential(
            convolutions[0],
            relu(),
            convolutions[1],
            relu(),
            torch.nn.MaxPool2d(2),
            torch.nn.Flatten(),
            linear(weights[2]),
            relu(),
            linear(weights[3]),
        ).to(DEVICE)
        self.x = torch.from_numpy(x).to(DEVICE)
        self.y = torch.from_numpy(labels).to(DEVICE)
        loss_fn = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=tasks.LEARNING_RATE)
        self.loss = function(lambda x, y: loss_fn(self.model(x), y), compiled)
        self.update = function(self.optimizer.step, compiled)


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


class Polynomial(Work):
    """W4 and its views."""

    def __init__(self, workload, compiled):
        x, call = tasks.polynomial(workload)
        self.x = torch.from_numpy(x).to(DEVICE)
        self.call = function(call, compiled)

    def run(self):
        self.made = self.call(self.x)

    def results(self):
        return tasks.summary(self.made.cpu())


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


class Product(Work):
    """W5, at both sizes."""

    def __init__(self, workload, compiled):
        side = tasks.SIDES[workload]
        self.x = torch.from_numpy(tasks.uniform(1, side * side).reshape(side, side)).to(DEVICE)
        self.call = function(lambda x: x @ x.t(), compiled)

    def run(self):
        self.made = self.call(self.x)

    def results(self):
        return tasks.summary(self.made.cpu())


def gpt(p, x):
    """W10's logits: blocks with norms first, the head is the table of tokens."""
    F = torch.nn.functional
    x = F.embedding(x, p["tokens"]) + p["places"]
    n, t, e = x.shape
    for i in range(tasks.BLOCKS):
        y = F.layer_norm(x, (e,), p[f"{i}.norm1"], p[f"{i}.norm1.bias"])
        y = F.linear(y, p[f"{i}.in"], p[f"{i}.in.bias"])
        q, k, v = (z.view(n, t, tasks.HEADS, -1).transpose(1, 2) for z in y.split(e, dim=2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + F.linear(y.transpose(1, 2).reshape(n, t, e), p[f"{i}.out"], p[f"{i}.out.bias"])
        y = F.layer_norm(x, (e,), p[f"{i}.norm2"], p[f"{i}.norm2.bias"])
        y = F.gelu(F.linear(y, p[f"{i}.up"], p[f"{i}.up.bias"]))
        x = x + F.linear(y, p[f"{i}.down"], p[f"{i}.down.bias"])
    return F.linear(F.layer_norm(x, (e,), p["norm"], p["norm.bias"]), p["tokens"])


class Gpt(Work):
    """W10."""

    def __init__(self, compiled, capturable):
        self.parameters = {
            name: torch.nn.Parameter(torch.from_numpy(value).to(DEVICE)) for name, value in tasks.gpt().items()
        }
        self.x, self.y = (torch.from_numpy(tasks.tokens(seed)).to(DEVICE) for seed in (1, 2))
        self.optimizer = torch.optim.AdamW(
            self.parameters.values(), lr=tasks.GPT_RATE, capturable=capturable
        )
        call = lambda x, y: torch.nn.functional.cross_entropy(
            gpt(self.parameters, x).flatten(0, 1), y.flatten()
        )
        self.loss = function(call, compiled)
        self.update = function(self.optimizer.step, compiled)

    run = Training.run
    results = Training.results


class Recurrent(Work):
    """W16."""

    def __init__(self, compiled):
        width = tasks.LSTM_WIDTH
        self.model = torch.nn.LSTM(width, width, tasks.LSTM_LAYERS)
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter.zero_()
            for layer, pair in enumerate(tasks.lstm()):
                for kind, values in zip(("ih", "hh"), pair):
                    getattr(self.model, f"weight_{kind}_l{layer}").copy_(torch.from_numpy(values))
        self.x, self.y = (torch.from_numpy(tasks.sequences(seed)) for seed in (1, 2))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=tasks.LSTM_RATE)
        loss_fn = torch.nn.MSELoss()
        self.loss = function(lambda x, y: loss_fn(self.model(x)[0], y), compiled)
        self.update = function(self.optimizer.step, compiled)

    run = Training.run
    results = Training.results


def fill(model, seed):
    """Weights of the parameters' names in order, biases of 0; those of norms stay 1."""
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if parameter.ndim > 1:
                out = parameter.shape[0]
                values = tasks.weights(seed, out, parameter.numel() // out)
                parameter.copy_(torch.from_numpy(values.reshape(tuple(parameter.shape))))
                seed += 1
            elif name.endswith("bias"):
                parameter.zero_()


class Block(torch.nn.Module):
    """A block of torchvision's ResNet18."""

    def __init__(self, width, out, stride):
        super().__init__()
        nn = torch.nn
        self.conv1 = nn.Conv2d(width, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.downsample = None
        if stride != 1:
            self.downsample = nn.Sequential(
                nn.Conv2d(width, out, 1, stride, bias=False), nn.BatchNorm2d(out)
            )

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(torch.nn.Module):
    """torchvision's, with its names."""

    def __init__(self, classes):
        super().__init__()
        nn = torch.nn
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(3, 2, 1)
        width = 64
        for number, out in enumerate((64, 128, 256, 512), 1):
            blocks = [Block(width, out, 1 if out == 64 else 2), Block(out, out, 1)]
            setattr(self, f"layer{number}", nn.Sequential(*blocks))
            width = out
        self.fc = nn.Linear(512, classes)

    def forward(self, x):
        x = self.pool(torch.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


class Residual(Training):
    """W17."""

    def __init__(self, compiled):
        x, labels = tasks.residual()
        self.model = ResNet18(tasks.RESIDUAL_CLASSES)
        fill(self.model, tasks.RESIDUAL_WEIGHT)
        self.x = torch.from_numpy(x)
        self.y = torch.from_numpy(labels)
        loss_fn = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=tasks.LEARNING_RATE)
        self.loss = function(lambda x, y: loss_fn(self.model(x), y), compiled)
        self.update = function(self.optimizer.step, compiled)
