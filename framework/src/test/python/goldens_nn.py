"""Writes what PyTorch gives for layers, losses, optimizers and initialisation, for the tests of nn and optim.

    python3 goldens_nn.py > ../resources/goldens/nn.txt

Made with PyTorch 1.13; goldens_layers.py has what came later.
"""

import torch
from torch import nn

from golden_lines import BIAS, WEIGHT, X, Y, defaults, finish, layer, loss, put, randn, same, trajectory

EXTREMES = torch.tensor([0.0, -0.0, 1e-3, -1e-3, 0.5, -0.5, 3.0, -3.0, 12.0, -12.0, 60.0, -60.0])

layer("linear", nn.Linear(6, 3), randn(1, 4, 6))
layer("linearVector", nn.Linear(6, 3), randn(2, 6))
layer("linearBatches", nn.Linear(6, 3), randn(3, 2, 3, 6))
layer("linearNoBias", nn.Linear(6, 3, bias=False), randn(4, 4, 6))
layer("relu", nn.ReLU(), EXTREMES)
layer("sigmoid", nn.Sigmoid(), EXTREMES)
layer("softsign", nn.Softsign(), EXTREMES)
layer("tanh", nn.Tanh(), EXTREMES)
layer("gelu", nn.GELU(), EXTREMES[:10])
layer("softmaxLast", nn.Softmax(-1), randn(5, 4, 6) * 3)
layer("softmaxMiddle", nn.Softmax(1), randn(6, 2, 3, 4))
layer("softmaxLarge", nn.Softmax(1), torch.tensor([[1000.0, 1001.0, 999.0], [-1000.0, 0.0, 1000.0]]))
layer("layerNorm", nn.LayerNorm(6), randn(8, 4, 6) * 2 + 1)
layer("layerNormTwoAxes", nn.LayerNorm((3, 4)), randn(9, 2, 3, 4))
layer("layerNormPlain", nn.LayerNorm(6, eps=1e-3, elementwise_affine=False), randn(10, 4, 6))
layer("flatten", nn.Flatten(), randn(11, 2, 3, 4))
layer("flattenMiddle", nn.Flatten(1, 2), randn(12, 2, 3, 2, 2))
layer("dropoutEval", nn.Dropout(0.5).eval(), randn(13, 3, 4))
layer(
    "mlp",
    nn.Sequential(nn.Flatten(), nn.Linear(6, 5), nn.Tanh(), nn.LayerNorm(5), nn.Linear(5, 4), nn.GELU(), nn.Linear(4, 2)),
    randn(14, 3, 2, 3),
)

prediction = torch.cat([randn(20, 4, 3) * 2, torch.tensor([[1.0, 2.0, -1.5]])])
target = torch.cat([randn(21, 4, 3) * 2, torch.tensor([[1.0, 1.0, -1.0]])])
loss("mse", lambda r: nn.MSELoss(reduction=r), prediction, target)
loss("l1", lambda r: nn.L1Loss(reduction=r), prediction, target)
loss("huber", lambda r: nn.HuberLoss(reduction=r), prediction, target)
loss("huberHalf", lambda r: nn.HuberLoss(reduction=r, delta=0.5), prediction, target)

logits = torch.cat([randn(22, 5, 4) * 2, torch.tensor([[0.0, 0.0, 0.0, 0.0], [200.0, -200.0, 0.0, 100.0]])])
labels = torch.tensor([3, 0, 1, 2, 3, 0, 1])
weights = torch.tensor([0.5, 2.0, 1.0, 3.0])
put("loss/crossEntropyWeights", weights)
loss("crossEntropy", lambda r: nn.CrossEntropyLoss(reduction=r), logits, labels)
loss("crossEntropyWeighted", lambda r: nn.CrossEntropyLoss(weight=weights, reduction=r), logits, labels)
loss("crossEntropySmooth", lambda r: nn.CrossEntropyLoss(label_smoothing=0.1, reduction=r), logits, labels)
loss(
    "crossEntropyWeightedSmooth",
    lambda r: nn.CrossEntropyLoss(weight=weights, label_smoothing=0.2, reduction=r),
    logits,
    labels,
)
loss(
    "crossEntropyWeightedSmooth64",
    lambda r: nn.CrossEntropyLoss(weight=weights.double(), label_smoothing=0.2, reduction=r),
    logits.double(),
    labels,
)

binary = torch.cat([randn(23, 4, 3) * 2, torch.tensor([[0.0, 80.0, -80.0], [0.0, -80.0, 80.0]])])
positives = torch.tensor(
    [[1.0, 0, 0], [0, 1, 1], [0.25, 0.5, 0.75], [1, 1, 0], [1, 0, 1], [0, 0, 1]]
)
pos_weight = torch.tensor([0.5, 1.0, 4.0])
put("loss/bcePosWeight", pos_weight)
loss("bce", lambda r: nn.BCEWithLogitsLoss(reduction=r), binary, positives)
loss("bceWeighted", lambda r: nn.BCEWithLogitsLoss(reduction=r, pos_weight=pos_weight), binary, positives)
loss(
    "bceWeighted64",
    lambda r: nn.BCEWithLogitsLoss(reduction=r, pos_weight=pos_weight.double()),
    binary.double(),
    positives.double(),
)

for name, value in (("weight", WEIGHT), ("bias", BIAS), ("x", X), ("y", Y)):
    put(f"optim/{name}", value)

SGD, Adam, AdamW = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
trajectory("sgd", same(SGD, lr=0.1))
trajectory("sgdDecay", same(SGD, lr=0.1, weight_decay=0.05))
trajectory("sgdMomentum", same(SGD, lr=0.1, momentum=0.9))
trajectory("sgdDampening", same(SGD, lr=0.1, momentum=0.9, dampening=0.3))
trajectory("sgdNesterov", same(SGD, lr=0.1, momentum=0.9, nesterov=True))
trajectory("sgdNesterovDecay", same(SGD, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.1))
trajectory("adam", same(Adam))
trajectory("adamBetas", same(Adam, lr=0.05, betas=(0.7, 0.95)))
trajectory("adamEpsilon", same(Adam, lr=0.05, eps=0.01))
trajectory("adamDecay", same(Adam, lr=0.05, weight_decay=0.1))
trajectory("adamW", same(AdamW, lr=0.05))
trajectory("adamWDecay", same(AdamW, lr=0.05, weight_decay=0.3))
trajectory("adamWNoDecay", same(AdamW, lr=0.05, weight_decay=0))
trajectory(
    "groups",
    lambda model: SGD(
        [{"params": [model.weight], "lr": 0.02, "momentum": 0.5}, {"params": [model.bias], "weight_decay": 0.2}], lr=0.1
    ),
)


# Clipping.


def clip(name, apply):
    parameters = [nn.Parameter(torch.zeros(2, 3)), nn.Parameter(torch.zeros(4))]
    for index, parameter in enumerate(parameters):
        parameter.grad = randn(40 + index, *parameter.shape) * 3
        put(f"clip/{name}/{index}/before", parameter.grad)
    norm = apply(parameters)
    if norm is not None:
        put(f"clip/{name}/norm", norm)
    for index, parameter in enumerate(parameters):
        put(f"clip/{name}/{index}/after", parameter.grad)


clip("norm", lambda parameters: nn.utils.clip_grad_norm_(parameters, 2.5))
clip("smallNorm", lambda parameters: nn.utils.clip_grad_norm_(parameters, 1000.0))
clip("value", lambda parameters: nn.utils.clip_grad_value_(parameters, 1.5))

# The training loop of the README, at a small and at a useful learning rate: PyTorch's data, weights and losses.

x, y, start = randn(50, 64, 10), randn(51, 64, 1), nn.Linear(10, 1)
with torch.no_grad():
    start.weight.copy_(randn(52, 1, 10) * 0.1)
    start.bias.copy_(randn(53, 1) * 0.1)
put("loop/x", x)
put("loop/y", y)
put("loop/weight", start.weight)
put("loop/bias", start.bias)
for name, rate in (("small", 1e-4), ("useful", 1e-2)):
    model = nn.Linear(10, 1)
    model.load_state_dict(start.state_dict())
    optimizer = SGD(model.parameters(), lr=rate)
    losses = []
    for _ in range(1000):
        value = nn.MSELoss()(model(x), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(value.item())
    put(f"loop/{name}/losses", torch.tensor(losses))
    put(f"loop/{name}/weight", model.weight)
    put(f"loop/{name}/bias", model.bias)

# Initialisation: the arguments that PyTorch's functions hand to the generators.

drawn = []
uniform, normal = torch.Tensor.uniform_, torch.Tensor.normal_
torch.Tensor.uniform_ = lambda self, a, b, **more: drawn.append((a, b)) or uniform(self, a, b, **more)
torch.Tensor.normal_ = lambda self, a, b, **more: drawn.append((a, b)) or normal(self, a, b, **more)


def init(name, apply):
    drawn.clear()
    apply()
    for index, arguments in enumerate(drawn):
        put(f"init/{name}/{index}", torch.tensor(arguments, dtype=torch.float64))


SHAPE, DEEP = torch.empty(30, 50), torch.empty(8, 6, 3, 2)
init("linear", lambda: nn.Linear(50, 30))
init("xavierUniform", lambda: nn.init.xavier_uniform_(SHAPE))
init("xavierUniformGain", lambda: nn.init.xavier_uniform_(SHAPE, gain=2.5))
init("xavierNormal", lambda: nn.init.xavier_normal_(SHAPE))
init("kaimingUniform", lambda: nn.init.kaiming_uniform_(SHAPE))
init("kaimingNormal", lambda: nn.init.kaiming_normal_(SHAPE))
init("kaimingUniformOut", lambda: nn.init.kaiming_uniform_(SHAPE, a=0.2, mode="fan_out"))
init("kaimingNormalDeep", lambda: nn.init.kaiming_normal_(DEEP, a=1, mode="fan_in"))
init("xavierUniformDeep", lambda: nn.init.xavier_uniform_(DEEP))
torch.Tensor.uniform_, torch.Tensor.normal_ = uniform, normal

defaults("SGD", SGD, "momentum", "dampening", "weight_decay", "nesterov")
defaults("Adam", Adam, "lr", "betas", "eps", "weight_decay")
defaults("AdamW", AdamW, "lr", "betas", "eps", "weight_decay")
defaults("Linear", nn.Linear, "bias")
defaults("LayerNorm", nn.LayerNorm, "eps", "elementwise_affine")
defaults("Dropout", nn.Dropout, "p")
defaults("Flatten", nn.Flatten, "start_dim", "end_dim")
defaults("GELU", nn.GELU, "approximate")
defaults("MSELoss", nn.MSELoss, "reduction")
defaults("L1Loss", nn.L1Loss, "reduction")
defaults("HuberLoss", nn.HuberLoss, "reduction", "delta")
defaults("CrossEntropyLoss", nn.CrossEntropyLoss, "weight", "reduction", "label_smoothing")
defaults("BCEWithLogitsLoss", nn.BCEWithLogitsLoss, "reduction", "pos_weight")
defaults("kaiming", nn.init.kaiming_uniform_, "a", "mode")
defaults("xavier", nn.init.xavier_uniform_, "gain")

finish()
