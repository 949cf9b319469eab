"""Writes what torchvision's residual networks give, for ResNetTest.

    python3 goldens_resnet.py > ../resources/goldens/resnet.txt
    python3 goldens_resnet.py open WEIGHTS.safetensors IMAGES.safetensors LOGITS.safetensors

The second form gives weights of a ResNet18 that were written elsewhere to torchvision's, and writes its logits of images.
Weights would be hundreds of megabytes: both sides make them from numbers that follow from name and place. Made with
torchvision 0.28 and PyTorch 2.13.
"""

import sys

import numpy as np
import torch
import torchvision
from safetensors.torch import load_file, save_file


def numbers(seed, *shape):
    """Numbers of [-1, 1) by SplitMix64, of which every bit is the same everywhere."""
    with np.errstate(over="ignore"):
        z = np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed << 32)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return torch.from_numpy(((z >> np.uint64(40)).astype(np.float64) / 2**23 - 1).astype(np.float32).reshape(shape))


def fill(model):
    for seed, (name, tensor) in enumerate(model.state_dict().items()):
        if name.endswith("num_batches_tracked"):
            continue
        values = numbers(seed, *tensor.shape)
        if tensor.ndim > 1:
            values = values * float(np.float32((2 / tensor[0].numel()) ** 0.5))
        elif name.endswith("running_var") or (name.endswith("weight")):
            values = values * 0.25 + 1
        else:
            values = values * 0.25
        with torch.no_grad():
            tensor.copy_(values)


def put(name, tensor, count=64):
    flat = tensor.detach().reshape(-1)[:count].tolist()
    print(name, " ".join("%.9g" % number for number in flat))


def write():
    for name in ("resnet18", "resnet34", "resnet50"):
        model = getattr(torchvision.models, name)(num_classes=5)
        fill(model)
        model.eval()
        with torch.no_grad():
            for size in (32, 64):
                put(f"{name}/{size}", model(numbers(1000 + size, 2, 3, size, size)))

    model = torchvision.models.resnet18(num_classes=5)
    fill(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    x = numbers(2000, 4, 3, 64, 64)
    loss = torch.nn.functional.cross_entropy(model(x), torch.tensor([0, 1, 2, 3]))
    loss.backward()
    optimizer.step()
    put("step/loss", loss)
    for name in (
        "bn1.running_mean", "bn1.running_var", "layer2.0.downsample.1.running_mean", "layer4.1.bn2.running_var",
        "conv1.weight", "layer3.0.conv2.weight", "layer4.1.bn2.weight", "fc.bias"):
        put(f"step/{name}", model.state_dict()[name])
    model.eval()
    with torch.no_grad():
        put("step/after", model(x))


def open_weights(weights, images, logits):
    state = load_file(weights)
    model = torchvision.models.resnet18(num_classes=state["fc.bias"].numel())
    model.load_state_dict(state, strict=True)
    with torch.no_grad():
        save_file({"logits": model.eval()(load_file(images)["images"])}, logits)


if len(sys.argv) == 1:
    write()
else:
    open_weights(*sys.argv[2:])
