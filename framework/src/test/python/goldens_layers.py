"""Writes what PyTorch gives for the layers, losses and optimizers that goldens_nn.py does not have.

    python3 goldens_layers.py > ../resources/goldens/layers.txt

Made with PyTorch 2.13.
"""

import torch
from torch import nn
from torch.optim import (
    ASGD,
    LBFGS,
    SGD,
    Adadelta,
    Adafactor,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Muon,
    NAdam,
    RAdam,
    RMSprop,
    Rprop,
)
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, get_swa_multi_avg_fn

from golden_lines import BIAS, WEIGHT, X, Y, defaults, finish, layer, loss, put, randn, same, trajectory

# Normalisation.

layer("batchNorm1d", nn.BatchNorm1d(3), randn(1, 5, 3) * 2 + 1)
layer("batchNorm1dLength", nn.BatchNorm1d(3), randn(2, 4, 3, 5))
layer("batchNorm2d", nn.BatchNorm2d(3), randn(3, 2, 3, 4, 2) - 3)
layer("batchNorm2dMomentum", nn.BatchNorm2d(3, momentum=0.3, eps=1e-2), randn(4, 2, 3, 2, 2))
layer("batchNorm2dCumulative", nn.BatchNorm2d(3, momentum=None), randn(5, 2, 3, 2, 2))
layer("batchNorm2dPlain", nn.BatchNorm2d(3, affine=False), randn(6, 2, 3, 2, 2))
layer("batchNorm2dUntracked", nn.BatchNorm2d(3, track_running_stats=False).eval(), randn(27, 2, 3, 2, 2))
layer("batchNorm2dEval", nn.BatchNorm2d(3).eval(), randn(8, 2, 3, 2, 2))
layer("batchNorm3d", nn.BatchNorm3d(2), randn(9, 2, 2, 2, 3, 2))
layer("instanceNorm1d", nn.InstanceNorm1d(3), randn(10, 2, 3, 5))
layer("instanceNorm1dOne", nn.InstanceNorm1d(3, affine=True), randn(11, 3, 5))
layer("instanceNorm2d", nn.InstanceNorm2d(3, affine=True, track_running_stats=True), randn(12, 2, 3, 4, 2))
layer("instanceNorm2dEval", nn.InstanceNorm2d(3, track_running_stats=True).eval(), randn(13, 2, 3, 4, 2))
layer("instanceNorm3d", nn.InstanceNorm3d(2), randn(14, 2, 2, 2, 3, 2))
layer("groupNorm", nn.GroupNorm(2, 6), randn(15, 3, 6, 2, 2))
layer("groupNormOne", nn.GroupNorm(1, 4), randn(16, 3, 4))
layer("groupNormPlain", nn.GroupNorm(3, 6, eps=1e-2, affine=False), randn(17, 2, 6, 5))
layer("rmsNorm", nn.RMSNorm(6), randn(18, 4, 6))
layer("rmsNormTwoAxes", nn.RMSNorm((3, 4), eps=1e-2), randn(19, 2, 3, 4))
layer("rmsNormPlain", nn.RMSNorm(6, elementwise_affine=False), randn(20, 4, 6) * 1e-3)

# Activations.

EXTREMES = torch.tensor([0.0, -0.0, 1e-3, -1e-3, 0.5, -0.5, 3.0, -3.0, 6.0, 12.0, -12.0, 60.0, -60.0])

layer("geluTanh", nn.GELU(approximate="tanh"), EXTREMES)
layer("relu6", nn.ReLU6(), EXTREMES)
layer("silu", nn.SiLU(), EXTREMES)
layer("leakyRelu", nn.LeakyReLU(), EXTREMES)
layer("leakyReluSteep", nn.LeakyReLU(-0.5), EXTREMES)
layer("elu", nn.ELU(), EXTREMES)
layer("eluSmall", nn.ELU(0.3), EXTREMES)
layer("softplus", nn.Softplus(), EXTREMES)
layer("softplusBeta", nn.Softplus(0.5, 2), EXTREMES)
layer("hardswish", nn.Hardswish(), EXTREMES)
layer("hardsigmoid", nn.Hardsigmoid(), EXTREMES)
layer("mish", nn.Mish(), EXTREMES)
layer("prelu", nn.PReLU(), EXTREMES)
layer("preluChannels", nn.PReLU(3), randn(30, 2, 3, 4))
layer("identity", nn.Identity(), EXTREMES)
layer("logSoftmax", nn.LogSoftmax(-1), randn(31, 4, 6) * 30)
layer("logSoftmaxMiddle", nn.LogSoftmax(1), randn(32, 2, 3, 4))
layer("celu", nn.CELU(), EXTREMES)
layer("celuSmall", nn.CELU(0.3), EXTREMES)
layer("selu", nn.SELU(), EXTREMES)
BOUNDS = torch.cat([EXTREMES, torch.tensor([1.0, -1.0, 2.0, -2.0])])
layer("hardtanh", nn.Hardtanh(), BOUNDS)
layer("hardtanhWide", nn.Hardtanh(-2, 0.5), BOUNDS)
layer("logSigmoid", nn.LogSigmoid(), EXTREMES)
layer("softmin", nn.Softmin(1), randn(33, 2, 3, 4) * 3)
layer("softshrink", nn.Softshrink(), BOUNDS)
layer("softshrinkWide", nn.Softshrink(2), BOUNDS)
layer("rreluEval", nn.RReLU().eval(), BOUNDS)
layer("rreluEvalOther", nn.RReLU(0.1, 0.4).eval(), BOUNDS)
layer("softmax2d", nn.Softmax2d(), randn(37, 2, 3, 2, 2))
layer("hardshrink", nn.Hardshrink(), BOUNDS)
layer("hardshrinkWide", nn.Hardshrink(2), BOUNDS)
layer("tanhshrink", nn.Tanhshrink(), EXTREMES[:10])
layer("threshold", nn.Threshold(0.5, -3), BOUNDS)
layer("glu", nn.GLU(), randn(34, 3, 4))
layer("gluMiddle", nn.GLU(1), randn(35, 2, 4, 3))
layer("alphaDropoutEval", nn.AlphaDropout(0.5).eval(), randn(36, 3, 4))
layer("featureAlphaDropoutEval", nn.FeatureAlphaDropout(0.5).eval(), randn(36, 3, 4))
layer("localResponseNorm", nn.LocalResponseNorm(2), randn(37, 2, 5, 3) * 3)
layer("localResponseNormWide", nn.LocalResponseNorm(3, alpha=0.5, beta=0.6, k=2), randn(38, 2, 5, 2, 3))

# Shapes and padding.

layer("channelShuffle", nn.ChannelShuffle(2), randn(60, 2, 6, 2, 3))
layer("pixelUnshuffle", nn.PixelUnshuffle(2), randn(61, 2, 3, 4, 6))
layer("pixelUnshuffleOne", nn.PixelUnshuffle(3), randn(62, 2, 3, 6))
layer("unflatten", nn.Unflatten(1, (2, 3)), randn(63, 2, 6, 3))
layer("unflattenRest", nn.Unflatten(-1, (2, -1)), randn(64, 2, 6))
weight_norm, spectral_norm = nn.utils.parametrizations.weight_norm, nn.utils.parametrizations.spectral_norm
torch.manual_seed(0)  # of the first singular vectors
layer("weightNorm", weight_norm(nn.Linear(3, 4)), randn(74, 5, 3))
layer("weightNormOther", weight_norm(nn.Linear(3, 4), dim=1), randn(75, 5, 3))
layer("weightNormConv", weight_norm(nn.Conv1d(2, 3, 2)), randn(76, 2, 2, 5))
layer("spectralNorm", spectral_norm(nn.Linear(3, 4)), randn(77, 5, 3))
layer("spectralNormConv", spectral_norm(nn.Conv1d(2, 3, 2)), randn(78, 2, 2, 5))
layer("spectralNormTransposed", spectral_norm(nn.ConvTranspose1d(2, 3, 2)), randn(79, 2, 2, 5))
layer("spectralNormEval", spectral_norm(nn.Linear(3, 4)).eval(), randn(86, 5, 3))
layer("unfold", nn.Unfold(2), randn(65, 2, 3, 4, 5))
layer("unfoldAll", nn.Unfold((2, 3), dilation=2, padding=1, stride=2), randn(66, 2, 2, 6, 7))
layer("unfoldOne", nn.Unfold((3, 1)), randn(67, 2, 4, 3))
layer("fold", nn.Fold((4, 5), 2), randn(68, 2, 12, 12))
layer("foldAll", nn.Fold((6, 7), (2, 3), dilation=2, padding=1, stride=2), randn(69, 2, 12, 9))
layer("foldOne", nn.Fold((4, 3), (3, 1)), randn(70, 6, 6))
UNEVEN = {"dilation": (1, 2), "padding": (2, 0), "stride": (1, 3)}
layer("unfoldUneven", nn.Unfold((3, 2), **UNEVEN), randn(167, 2, 2, 4, 9))
layer("foldUneven", nn.Fold((4, 9), (3, 2), **UNEVEN), randn(168, 2, 12, 18))
for axes, shape in ((1, (2, 3, 5)), (2, (2, 3, 4, 5)), (3, (2, 2, 3, 4, 5))):
    every = tuple(range(2 * axes)) if axes > 1 else (2, 1)
    near = tuple(min(n, 2) for n in every)
    for kind, arguments, most in (
        ("Zero", (), every),
        ("Constant", (3.5,), every),
        ("Reflection", (), near),
        ("Replication", (), every),
        ("Circular", (), near),
    ):
        make = getattr(nn, f"{kind}Pad{axes}d")
        layer(f"{kind.lower()}Pad{axes}d", make(2, *arguments), randn(71, *shape))
        layer(f"{kind.lower()}Pad{axes}dEach", make(most, *arguments), randn(72, *shape))
layer("reflectionPad2dOne", nn.ReflectionPad2d(1), randn(73, 2, 3, 3))

# Losses.

logits = torch.cat([randn(40, 5, 4) * 2, torch.tensor([[0.0, 0.0, 0.0, 0.0], [200.0, -200.0, 0.0, 100.0]])])
labels = torch.tensor([3, 0, 1, 2, 3, 0, 1])
some = torch.tensor([3, -100, 1, 2, -100, 0, 1])
weights = torch.tensor([0.5, 2.0, 1.0, 3.0])
images, pixels = randn(41, 2, 4, 2, 3), torch.tensor([[[0, 1, 2], [3, -100, 1]], [[2, 2, -100], [0, 3, 1]]])
soft = randn(42, 7, 4).softmax(1)
put("loss/labelWeights", weights)
loss("nll", lambda r: nn.NLLLoss(reduction=r), logits.log_softmax(1), labels)
loss("nllWeighted", lambda r: nn.NLLLoss(weight=weights, reduction=r), logits.log_softmax(1), some)
loss("nllImages", lambda r: nn.NLLLoss(reduction=r), images.log_softmax(1), pixels)
loss("crossEntropyIgnore", lambda r: nn.CrossEntropyLoss(reduction=r), logits, some)
loss("crossEntropyIgnoreOther", lambda r: nn.CrossEntropyLoss(ignore_index=3, reduction=r), logits, labels)
loss(
    "crossEntropyIgnoreWeightedSmooth",
    lambda r: nn.CrossEntropyLoss(weight=weights, label_smoothing=0.2, reduction=r),
    logits,
    some,
)
loss("crossEntropyImages", lambda r: nn.CrossEntropyLoss(reduction=r), images, pixels)
loss(
    "crossEntropyImagesWeighted",
    lambda r: nn.CrossEntropyLoss(weight=weights, label_smoothing=0.1, reduction=r),
    images,
    pixels.clamp(min=0),
)
loss("crossEntropyOne", lambda r: nn.CrossEntropyLoss(reduction=r), logits[0], labels[0])
loss("crossEntropySoft", lambda r: nn.CrossEntropyLoss(reduction=r), logits[:5], soft[:5])
loss(
    "crossEntropySoftWeighted",
    lambda r: nn.CrossEntropyLoss(weight=weights, label_smoothing=0.2, reduction=r),
    logits[:5],
    soft[:5],
)
loss(
    "crossEntropySoftImages",
    lambda r: nn.CrossEntropyLoss(weight=weights, reduction=r),
    images,
    randn(43, 2, 4, 2, 3).softmax(1),
)

errors = torch.cat([randn(44, 4, 3) * 2, torch.tensor([[1.0, 2.0, -1.5]])])
around = torch.cat([randn(45, 4, 3) * 2, torch.tensor([[1.0, 1.0, -1.0]])])
loss("smoothL1", lambda r: nn.SmoothL1Loss(reduction=r), errors, around)
loss("smoothL1Small", lambda r: nn.SmoothL1Loss(reduction=r, beta=0.3), errors, around)
loss("smoothL1Zero", lambda r: nn.SmoothL1Loss(reduction=r, beta=0.0), errors, around)
divergent = torch.cat([soft, torch.tensor([[0.0, 1.0, 0.0, 0.0]])])
near = randn(46, 8, 4).log_softmax(1)
loss("klDiv", lambda r: nn.KLDivLoss(reduction=r), near, divergent)
loss("klDivByRows", lambda r: nn.KLDivLoss(reduction="batchmean" if r == "mean" else r), near, divergent)
loss("klDivLog", lambda r: nn.KLDivLoss(reduction=r, log_target=True), near[:7], soft.log())
loss(
    "probabilities",
    lambda r: nn.BCELoss(reduction=r),
    torch.cat([randn(47, 3, 3).sigmoid(), torch.tensor([[0.0, 1.0, 1.0], [0.5, 1.0, 0.0]])]),
    torch.tensor([[1.0, 0, 0], [0, 1, 1], [0.25, 0.5, 0.75], [0, 1, 0], [0.5, 1, 1]]),
)

signed = torch.tensor([[1.0, -1, 1], [-1, 1, -1], [1, 1, -1], [-1, -1, 1], [1, -1, -1]])
distances = torch.cat([randn(80, 4, 3).abs() * 2, torch.tensor([[1.0, 1.0, 0.0]])])
loss("hinge", lambda r: nn.HingeEmbeddingLoss(reduction=r), distances, signed)
loss("hingeMargin", lambda r: nn.HingeEmbeddingLoss(margin=2.5, reduction=r), distances, signed * torch.tensor([1.0, 1, 0.5]))
loss("softMargin", lambda r: nn.SoftMarginLoss(reduction=r), randn(81, 5, 3) * 4, signed)
classes = torch.cat([randn(82, 5, 4) * 2, torch.tensor([[0.0, 0.0, 0.0, 0.0], [2.0, 1.0, 0.0, 3.0]])])
loss("multiMargin", lambda r: nn.MultiMarginLoss(reduction=r), classes, labels)
loss("multiMarginSquare", lambda r: nn.MultiMarginLoss(p=2, margin=0.4, reduction=r), classes, labels)
loss("multiMarginWeighted", lambda r: nn.MultiMarginLoss(weight=weights, reduction=r), classes, labels)
loss("multiMarginOne", lambda r: nn.MultiMarginLoss(reduction=r), classes[0], labels[0])
several_labels = torch.tensor(
    [[3, 0, -1, 1], [-1, 0, 1, 2], [0, 1, 2, 3], [2, -1, -1, -1], [1, 1, -1, 0], [0, 2, 3, -1], [3, -1, 2, -1]]
)
loss("multiLabelMargin", lambda r: nn.MultiLabelMarginLoss(reduction=r), classes, several_labels)
loss("multiLabelMarginOne", lambda r: nn.MultiLabelMarginLoss(reduction=r), classes[0], several_labels[0])
which = (randn(83, 7, 4) > 0).float()
loss("multiLabelSoftMargin", lambda r: nn.MultiLabelSoftMarginLoss(reduction=r), classes * 20, which)
loss("multiLabelSoftMarginWeighted", lambda r: nn.MultiLabelSoftMarginLoss(weight=weights, reduction=r), classes, which)
loss("multiLabelSoftMarginAxes", lambda r: nn.MultiLabelSoftMarginLoss(reduction=r), randn(84, 2, 3, 4), which[:6].reshape(2, 3, 4))
counts = torch.tensor([[0.0, 1, 2], [3, 10, 1], [0, 2, 7], [1, 1, 4], [100, 0, 5]])
loss("poisson", lambda r: nn.PoissonNLLLoss(reduction=r), randn(85, 5, 3), counts)
loss("poissonFull", lambda r: nn.PoissonNLLLoss(full=True, reduction=r), randn(85, 5, 3), counts)
loss("poissonMeans", lambda r: nn.PoissonNLLLoss(log_input=False, full=True, eps=1e-3, reduction=r), distances, counts)


def several(name, make, predictions, targets):
    """A loss of several outputs or targets, with the gradient of each output."""
    for kind, tensors in (("prediction", predictions), ("target", targets)):
        for index, tensor in enumerate(tensors):
            put(f"several/{name}/{kind}/{index}", tensor)
    for reduction in ("mean", "sum", "none"):
        inputs = [x.clone().requires_grad_(True) for x in predictions]
        value = make(reduction)(*inputs, *targets)
        upstream = randn(7, *value.shape)
        value.backward(upstream)
        put(f"several/{name}/{reduction}/value", value)
        put(f"several/{name}/{reduction}/upstream", upstream)
        for index, x in enumerate(inputs):
            put(f"several/{name}/{reduction}/grad/{index}", x.grad)


first, second, third = (randn(50 + i, 6, 5) for i in range(3))
signs = torch.tensor([1, -1, 1, -1, 1, -1])
several("cosine", lambda r: nn.CosineEmbeddingLoss(reduction=r), [first, second], [signs])
several("cosineMargin", lambda r: nn.CosineEmbeddingLoss(margin=-0.2, reduction=r), [first, second], [signs])
several("triplet", lambda r: nn.TripletMarginLoss(reduction=r), [first, second, third], [])
several("tripletSwap", lambda r: nn.TripletMarginLoss(0.5, 3, swap=True, reduction=r), [first, second, third], [])
cosine = lambda a, b: 1 - torch.cosine_similarity(a, b)
several("tripletDistance", lambda r: nn.TripletMarginWithDistanceLoss(distance_function=cosine, margin=0.4, swap=True, reduction=r), [first, second, third], [])
several("ranking", lambda r: nn.MarginRankingLoss(reduction=r), [first[:, 0], torch.cat([second[:5, 0], first[5:, 0]])], [signs])
several("rankingMargin", lambda r: nn.MarginRankingLoss(margin=0.7, reduction=r), [first, second], [signs.sign().unsqueeze(1).expand(6, 5)])


def gaussian(**options):
    return lambda r: lambda mean, variance, target: nn.GaussianNLLLoss(reduction=r, **options)(mean, target, variance)


several("gaussian", gaussian(), [first, second.square()], [third])
several("gaussianFull", gaussian(full=True, eps=0.5), [first, second.square()], [third])
several("gaussianRows", gaussian(), [first, second[:, :1].square()], [third])
several("gaussianVector", gaussian(), [first, second[:, 0].square()], [third])
steps, symbols = randn(53, 7, 4, 5), torch.tensor([[1, 2, 2], [3, 3, 3], [4, 1, 1], [2, 4, 1]])
lengths = [torch.tensor([7, 6, 5, 7]), torch.tensor([3, 3, 1, 0])]


def ctc(**options):
    return lambda r: lambda x, *targets: nn.CTCLoss(reduction=r, **options)(x.log_softmax(2), *targets)


several("ctc", ctc(), [steps], [symbols, *lengths])
several("ctcBlank", ctc(blank=4), [steps], [symbols.clamp(max=3), *lengths])
# Three equal labels do not go into four steps.
several("ctcZero", ctc(zero_infinity=True), [steps], [symbols, torch.tensor([7, 4, 5, 7]), lengths[1]])

# Optimizers.


class Lion(torch.optim.Optimizer):
    """Algorithm 2 of Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023."""

    def __init__(self, parameters, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(parameters, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for parameter in group["params"]:
                state = self.state[parameter]
                mean = state.setdefault("exp_avg", torch.zeros_like(parameter))
                direction = (beta1 * mean + (1 - beta1) * parameter.grad).sign()
                parameter -= group["lr"] * (direction + group["weight_decay"] * parameter)
                mean.copy_(beta2 * mean + (1 - beta2) * parameter.grad)


trajectory("sgdMaximize", same(SGD, lr=0.01, momentum=0.9, maximize=True))
trajectory("adamAmsgrad", same(Adam, lr=0.05, amsgrad=True, betas=(0.5, 0.6)))
trajectory("adamMaximize", same(Adam, lr=0.05, weight_decay=0.1, maximize=True))
trajectory("adamDecoupled", same(Adam, lr=0.05, weight_decay=0.3, decoupled_weight_decay=True))
trajectory("adamWAmsgrad", same(AdamW, lr=0.05, amsgrad=True, maximize=True))
trajectory("rmsprop", same(RMSprop))
trajectory("rmspropAll", same(RMSprop, lr=0.02, alpha=0.9, eps=1e-3, weight_decay=0.1, momentum=0.8, centered=True))
trajectory("adagrad", same(Adagrad))
trajectory("adagradAll", same(Adagrad, lr=0.2, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.3))
trajectory("nadam", same(NAdam))
trajectory("nadamAll", same(NAdam, lr=0.05, betas=(0.8, 0.95), weight_decay=0.1, momentum_decay=0.05))
trajectory("nadamDecoupled", same(NAdam, lr=0.05, weight_decay=0.1, decoupled_weight_decay=True))
trajectory("radam", same(RAdam))
trajectory("radamAll", same(RAdam, lr=0.05, betas=(0.8, 0.9), weight_decay=0.1, eps=1e-4))
trajectory("radamDecoupled", same(RAdam, lr=0.05, weight_decay=0.1, decoupled_weight_decay=True, maximize=True))
trajectory("lion", same(Lion))
trajectory("lionAll", same(Lion, lr=0.01, betas=(0.8, 0.95), weight_decay=0.3))
trajectory("adafactor", same(Adafactor))
trajectory("adafactorAll", same(Adafactor, lr=0.1, beta2_decay=-0.5, eps=(None, 0.5), d=1.2, weight_decay=0.1))
trajectory("adadelta", same(Adadelta))
trajectory("adadeltaAll", same(Adadelta, lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1))
trajectory("adamax", same(Adamax))
trajectory("adamaxAll", same(Adamax, lr=0.05, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1, maximize=True))
trajectory("asgd", same(ASGD))
trajectory("asgdAll", same(ASGD, lr=0.1, lambd=0.02, alpha=0.6, t0=4, weight_decay=0.1))
trajectory("rprop", same(Rprop))
trajectory("rpropAll", same(Rprop, lr=0.1, etas=(0.4, 1.5), step_sizes=(0.01, 0.15)))


def muon(name, columns, **options):
    """Of a matrix alone, and in float64: PyTorch's iteration rounds to bfloat16, which is taken away here."""
    model = nn.Linear(*columns, bias=False).double()
    with torch.no_grad():
        model.weight.copy_(randn(90, *model.weight.shape))
    x, y = randn(91, 8, columns[0]).double(), randn(92, 8, columns[1]).double()
    for key, value in (("start", model.weight), ("x", x), ("y", y)):
        put(f"muon/{name}/{key}", value)
    optimizer = Muon(model.parameters(), **options)
    for step in range(1, 21):
        optimizer.zero_grad()
        nn.MSELoss()(model(x), y).backward()
        optimizer.step()
        if step in (1, 2, 5, 20):
            put(f"muon/{name}/{step}", model.weight)
    put(f"muon/{name}/momentum_buffer", optimizer.state[model.weight]["momentum_buffer"])


rounding, torch.Tensor.bfloat16 = torch.Tensor.bfloat16, lambda self: self.clone()
muon("wide", (5, 3))
muon("tall", (3, 6), lr=0.05)
muon(
    "all", (4, 4), lr=0.05, weight_decay=0.02, momentum=0.8, nesterov=False, eps=1e-3, ns_steps=3,
    adjust_lr_fn="match_rms_adamw",
)
torch.Tensor.bfloat16 = rounding


def lbfgs(name, **options):
    model = nn.Linear(3, 2).double()
    with torch.no_grad():
        model.weight.copy_(WEIGHT)
        model.bias.copy_(BIAS)
    optimizer = LBFGS(model.parameters(), **options)

    def closure():
        optimizer.zero_grad()
        error = model(X) - Y
        value = (error**2 + error**4).mean()
        value.backward()
        return value

    for step in range(1, 6):
        put(f"lbfgs/{name}/{step}/loss", optimizer.step(closure))
        put(f"lbfgs/{name}/{step}/weight", model.weight)
        put(f"lbfgs/{name}/{step}/bias", model.bias)
    for key in ("n_iter", "func_evals"):
        put(f"lbfgs/{name}/{key}", optimizer.state[model.weight][key])


lbfgs("fixed", lr=0.3, max_iter=3)
lbfgs("short", lr=0.5, max_iter=4, max_eval=3, history_size=2)
lbfgs("search", max_iter=3, line_search_fn="strong_wolfe")
lbfgs("searchShort", max_iter=6, max_eval=30, history_size=3, line_search_fn="strong_wolfe")

# Averages of weights on the way.


def averaged(name, function):
    model = nn.Linear(3, 2).double()
    with torch.no_grad():
        model.weight.copy_(WEIGHT)
        model.bias.copy_(BIAS)
    average = AveragedModel(model, multi_avg_fn=function)
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(6):
        optimizer.zero_grad()
        nn.MSELoss()(model(X), Y).backward()
        optimizer.step()
        average.update_parameters(model)
    for key, value in average.state_dict().items():
        put(f"averaged/{name}/{key}", value)


averaged("ema", get_ema_multi_avg_fn(0.7))
averaged("swa", get_swa_multi_avg_fn())

# Initialisation.

for function in ("linear", "sigmoid", "tanh", "relu", "selu"):
    put(f"gain/{function}", float(nn.init.calculate_gain(function)))
for name, shape in (("square", (3, 3)), ("wide", (2, 4)), ("tall", (4, 2))):
    put(f"identity/eye/{name}", nn.init.eye_(torch.empty(shape)))
for name, shape, groups in (
    ("line", (3, 2, 3), 1),
    ("image", (2, 3, 3, 3), 1),
    ("even", (2, 2, 2, 4), 1),
    ("volume", (2, 2, 1, 3, 3), 1),
    ("groups", (6, 2, 3, 3), 3),
):
    put(f"identity/dirac/{name}", nn.init.dirac_(torch.empty(shape), groups))

# Defaults.

defaults("RMSprop", RMSprop, "lr", "alpha", "eps", "weight_decay", "momentum", "centered", "maximize")
defaults("Adagrad", Adagrad, "lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps", "maximize")
defaults("NAdam", NAdam, "lr", "betas", "eps", "weight_decay", "momentum_decay", "decoupled_weight_decay", "maximize")
defaults("RAdam", RAdam, "lr", "betas", "eps", "weight_decay", "decoupled_weight_decay", "maximize")
defaults("Lion", Lion, "lr", "betas", "weight_decay")
defaults("Adafactor", Adafactor, "lr", "beta2_decay", "d", "weight_decay", "maximize")
defaults("LBFGS", LBFGS, "lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size")
defaults("Adadelta", Adadelta, "lr", "rho", "eps", "weight_decay", "maximize")
defaults("Adamax", Adamax, "lr", "betas", "eps", "weight_decay", "maximize")
defaults("ASGD", ASGD, "lr", "lambd", "alpha", "t0", "weight_decay", "maximize")
defaults("Rprop", Rprop, "lr", "etas", "step_sizes", "maximize")
defaults("Muon", Muon, "lr", "weight_decay", "momentum", "nesterov", "eps", "ns_steps")
defaults("SGD", SGD, "maximize")
defaults("Adam", Adam, "amsgrad", "decoupled_weight_decay", "maximize")
defaults("AdamW", AdamW, "amsgrad", "maximize")

defaults("NLLLoss", nn.NLLLoss, "weight", "reduction")
defaults("KLDivLoss", nn.KLDivLoss, "reduction", "log_target")
defaults("SmoothL1Loss", nn.SmoothL1Loss, "reduction", "beta")
defaults("BCELoss", nn.BCELoss, "reduction")
defaults("CosineEmbeddingLoss", nn.CosineEmbeddingLoss, "margin", "reduction")
defaults("TripletMarginLoss", nn.TripletMarginLoss, "margin", "p", "eps", "swap", "reduction")
defaults("CTCLoss", nn.CTCLoss, "blank", "reduction", "zero_infinity")
defaults("MarginRankingLoss", nn.MarginRankingLoss, "margin", "reduction")
defaults("HingeEmbeddingLoss", nn.HingeEmbeddingLoss, "margin", "reduction")
defaults("SoftMarginLoss", nn.SoftMarginLoss, "reduction")
defaults("MultiMarginLoss", nn.MultiMarginLoss, "p", "margin", "weight", "reduction")
defaults("MultiLabelMarginLoss", nn.MultiLabelMarginLoss, "reduction")
defaults("MultiLabelSoftMarginLoss", nn.MultiLabelSoftMarginLoss, "weight", "reduction")
defaults("PoissonNLLLoss", nn.PoissonNLLLoss, "log_input", "full", "eps", "reduction")
defaults("GaussianNLLLoss", nn.GaussianNLLLoss, "full", "eps", "reduction")

defaults("LeakyReLU", nn.LeakyReLU, "negative_slope")
defaults("ELU", nn.ELU, "alpha")
defaults("Softplus", nn.Softplus, "beta", "threshold")
defaults("PReLU", nn.PReLU, "num_parameters", "init")
defaults("CELU", nn.CELU, "alpha")
defaults("Hardtanh", nn.Hardtanh, "min_val", "max_val")
defaults("Softshrink", nn.Softshrink, "lambd")
defaults("Hardshrink", nn.Hardshrink, "lambd")
defaults("RReLU", nn.RReLU, "lower", "upper")
defaults("GLU", nn.GLU, "dim")
defaults("AlphaDropout", nn.AlphaDropout, "p")
defaults("FeatureAlphaDropout", nn.FeatureAlphaDropout, "p")
defaults("LocalResponseNorm", nn.LocalResponseNorm, "alpha", "beta", "k")
defaults("CosineSimilarity", nn.CosineSimilarity, "dim", "eps")
defaults("PairwiseDistance", nn.PairwiseDistance, "p", "eps", "keepdim")
defaults("Unfold", nn.Unfold, "dilation", "padding", "stride")
defaults("Fold", nn.Fold, "dilation", "padding", "stride")
defaults("EmbeddingBag", nn.EmbeddingBag, "mode", "padding_idx")
defaults("Bilinear", nn.Bilinear, "bias")
defaults("Transformer", nn.Transformer, "d_model", "nhead", "num_encoder_layers", "num_decoder_layers")

defaults("BatchNorm", nn.BatchNorm2d, "eps", "momentum", "affine", "track_running_stats")
defaults("InstanceNorm", nn.InstanceNorm2d, "eps", "momentum", "affine", "track_running_stats")
defaults("GroupNorm", nn.GroupNorm, "eps", "affine")
defaults("RMSNorm", nn.RMSNorm, "eps", "elementwise_affine")

finish()
