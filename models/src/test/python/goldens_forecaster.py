"""Writes what a forecaster of PyTorch's layers gives, for LSTMForecasterTest.

    python3 goldens_forecaster.py > ../resources/goldens/forecaster.txt

A line is a name and numbers, row after row: the input "x", the weights by their names, the output "y", and the gradients
"d.NAME" of the sum of its squares. Made with PyTorch 2.13.
"""

import torch

torch.set_default_dtype(torch.float64)
WINDOW, COLUMNS, TARGETS, HORIZON, HIDDEN = 4, 3, 2, 3, 5


class Forecaster(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.LSTM(COLUMNS, HIDDEN, 2, batch_first=True)
        self.head = torch.nn.Linear(HIDDEN, HORIZON * TARGETS)

    def forward(self, x):
        x = x.view(-1, WINDOW, COLUMNS)
        last = x[:, -1:, :TARGETS]
        relative = torch.cat([x[..., :TARGETS] - last, x[..., TARGETS:]], 2)
        change = self.head(self.rnn(relative)[0][:, -1])
        return (change.view(-1, HORIZON, TARGETS) + last).flatten(1)


def line(name, tensor):
    print(name, " ".join("%.12g" % v for v in tensor.detach().flatten().tolist()))


torch.manual_seed(5)
model = Forecaster()
x = torch.randn(3, WINDOW * COLUMNS, requires_grad=True)
y = model(x)
y.square().sum().backward()
line("x", x)
for name, parameter in model.named_parameters():
    line(name, parameter)
line("y", y)
line("d.x", x.grad)
for name, parameter in model.named_parameters():
    line("d." + name, parameter.grad)
