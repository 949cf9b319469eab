"""Writes what PyTorch gives for the layers, losses and optimizers that goldens_nn.py does not have.

    python3 goldens_layers.py > ../resources/goldens/layers.txt

Made with PyTorch 2.13.
"""

import torch
from torch import nn

from golden_lines import defaults, finish, layer, randn

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

# Defaults.

defaults("LeakyReLU", nn.LeakyReLU, "negative_slope")
defaults("ELU", nn.ELU, "alpha")
defaults("Softplus", nn.Softplus, "beta", "threshold")
defaults("PReLU", nn.PReLU, "num_parameters", "init")

defaults("BatchNorm", nn.BatchNorm2d, "eps", "momentum", "affine", "track_running_stats")
defaults("InstanceNorm", nn.InstanceNorm2d, "eps", "momentum", "affine", "track_running_stats")
defaults("GroupNorm", nn.GroupNorm, "eps", "affine")
defaults("RMSNorm", nn.RMSNorm, "eps", "elementwise_affine")

finish()
