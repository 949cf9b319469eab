"""Does the work of PyTorch and pandas when told to. The protocol is that of Protocol.java, the
numbers are those of Numbers.java, the tasks those of package `work`.

    pytorch_worker.py WORKLOAD FILE CONTENDER     serves
    pytorch_worker.py first CONTENDER             makes the model and trains one step
"""

import os
import sys
import time

MARK = "#bench "


def answer(text):
    print(MARK + text, flush=True)


def uniform(seed, count):
    import numpy as np

    start = (seed * 0x9E3779B9) & 0xFFFFFFFF
    z = np.arange(count, dtype=np.uint32) + np.uint32(start)
    z = (z ^ (z >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    z = (z ^ (z >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    z = z ^ (z >> np.uint32(16))
    return (z >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def weights(seed, rows, columns):
    import numpy as np

    return uniform(seed, rows * columns).reshape(rows, columns) * np.float32(columns**-0.5)


def linear(seed, features, targets):
    import torch

    layer = torch.nn.Linear(features, targets)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights(seed, targets, features)))
        layer.bias.zero_()
    return layer


class Training:
    """W1, W2 and W7."""

    def __init__(self, batch, widths, learning_rate):
        import torch

        layers = []
        for layer in range(len(widths) - 1):
            if layer > 0:
                layers.append(torch.nn.ReLU())
            layers.append(linear(10 + layer, widths[layer], widths[layer + 1]))
        self.model = layers[0] if len(layers) == 1 else torch.nn.Sequential(*layers)
        self.x = torch.from_numpy(uniform(1, batch * widths[0]).reshape(batch, widths[0]))
        self.y = torch.from_numpy(uniform(2, batch * widths[-1]).reshape(batch, widths[-1]))
        self.loss = torch.nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def run(self):
        prediction = self.model(self.x)
        loss = self.loss(prediction, self.y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def results(self):
        return [self.loss(self.model(self.x), self.y).item()]


class Epoch:
    """W3, with the data loader or with slices of a permutation."""

    ROWS, FEATURES, BATCH, JUDGED = 1_000_000, 20, 256, 10_000

    def __init__(self, loads):
        import numpy as np
        import torch

        x = uniform(1, self.ROWS * self.FEATURES).reshape(self.ROWS, self.FEATURES)
        y = x @ uniform(3, self.FEATURES) + np.float32(0.1) * uniform(4, self.ROWS)
        self.x = torch.from_numpy(x)
        self.y = torch.from_numpy(y.reshape(self.ROWS, 1))
        self.model = linear(10, self.FEATURES, 1)
        self.loss = torch.nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)
        self.loader = None
        if loads:
            dataset = torch.utils.data.TensorDataset(self.x, self.y)
            self.loader = torch.utils.data.DataLoader(dataset, batch_size=self.BATCH, shuffle=True)

    def slices(self):
        import torch

        order = torch.randperm(self.ROWS)
        for first in range(0, self.ROWS, self.BATCH):
            rows = order[first : first + self.BATCH]
            yield self.x[rows], self.y[rows]

    def run(self):
        for x, y in self.loader or self.slices():
            loss = self.loss(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    def results(self):
        judged = self.loss(self.model(self.x[: self.JUDGED]), self.y[: self.JUDGED])
        return [judged.item()]


def summary(made):
    values = made.double()
    return [values.mean().item(), (values * values).mean().item()]


class Polynomial:
    """W4."""

    def __init__(self):
        import torch

        self.x = torch.from_numpy(uniform(1, 1_000_000))

    def run(self):
        self.made = self.x * self.x + 2 * self.x + 1

    def results(self):
        return summary(self.made)


class Product:
    """W5."""

    def __init__(self):
        import torch

        self.x = torch.from_numpy(uniform(1, 1_000_000).reshape(1000, 1000))

    def run(self):
        self.made = self.x @ self.x.t()

    def results(self):
        return summary(self.made)


class Reading:
    """W6: the columns as two arrays of float32."""

    def __init__(self, file, engine):
        self.file = file
        self.engine = engine

    def run(self):
        import pandas

        frame = pandas.read_csv(self.file, engine=self.engine)
        self.y = frame.pop("y").to_numpy(dtype="float32")
        self.x = frame.to_numpy(dtype="float32")

    def results(self):
        judged = 1000
        return [len(self.y), self.x[:judged].sum(dtype="float64"), self.y[:judged].sum(dtype="float64")]


def program(contender, workload, file):
    if contender in ("PANDAS", "PANDAS_ARROW"):
        return Reading(file, "pyarrow" if contender == "PANDAS_ARROW" else "c")
    if workload == "W3":
        return Epoch(contender == "PYTORCH_LOADER")
    if workload == "W4":
        return Polynomial()
    if workload == "W5":
        return Product()
    if workload == "W2":
        return Training(128, [784, 512, 256, 10], 0.01)
    return Training(64, [10, 1], 0.01)


def processors():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def about(contender):
    import numpy

    python = f"NumPy {numpy.__version__}, Python {sys.version.split()[0]}"
    if contender in ("PANDAS", "PANDAS_ARROW"):
        import pandas

        text = "pandas " + pandas.__version__
        if contender == "PANDAS_ARROW":
            import pyarrow

            text += ", pyarrow " + pyarrow.__version__
        return text + ", " + python
    import torch

    if contender == "PYTORCH_ALL":
        torch.set_num_threads(processors())
    threads = torch.get_num_threads()
    return f"PyTorch {torch.__version__}, {threads} intra-op threads, {python}"


def warm(work, seconds):
    start = time.perf_counter()
    calls = 1
    while True:
        took = run(work, calls)
        if time.perf_counter() - start >= seconds:
            return calls, took
        if took < seconds / 10:
            calls *= 2


def run(work, calls):
    start = time.perf_counter()
    for _ in range(calls):
        work.run()
    return time.perf_counter() - start


CHECKPOINTS = {"W1": (0, 20), "W2": (0, 20), "W3": (0, 1)}


def check(work, workload):
    numbers = []
    calls = 0
    for checkpoint in CHECKPOINTS.get(workload, (1,)):
        run(work, checkpoint - calls)
        calls = checkpoint
        numbers += work.results()
    return " ".join(repr(float(number)) for number in numbers)


def serve(workload, file, contender):
    try:
        answer("about " + about(contender))
    except ImportError as missing:
        answer("absent " + str(missing))
        return
    work = program(contender, workload, file)
    answer("check " + check(work, workload))
    for line in sys.stdin:
        command, _, amount = line.split()
        if command == "warm":
            calls, took = warm(work, float(amount))
        else:
            calls = int(amount)
            took = run(work, calls)
        answer(f"took {calls} {took!r}")


def first(contender):
    try:
        work = program(contender, "W1", "")
    except ImportError as missing:
        answer("absent " + str(missing))
        return
    work.run()
    answer("done")


def main(arguments):
    if arguments[0] == "first":
        first(arguments[1])
    else:
        serve(*arguments)


main(sys.argv[1:])
