"""Exchanges weights with PyTorch, for TorchExchangeTest.

    python3 goldens_torch.py goldens ../resources/goldens/torch
    python3 goldens_torch.py forward MODEL DTYPE WEIGHTS INPUT

The first writes, for each model and dtype, the state dict of a PyTorch module as MODEL_DTYPE.safetensors, and an input
with PyTorch's output as MODEL_DTYPE_forward.safetensors. The second loads WEIGHTS into the PyTorch module, strictly, and
prints in hexadecimal the bytes of what it gives for the tensor "input" in the file INPUT.

Made with PyTorch 1.13. The package safetensors was not there, so this writes the format itself: 8 bytes with the
header's length, the header as JSON, and the tensors' bytes one after another.
"""

import json
import struct
import sys
from pathlib import Path

import torch
from read_safetensors import read
from torch import nn

CODES = {torch.float32: "F32", torch.float64: "F64"}
DTYPES = {"f32": torch.float32, "f64": torch.float64}
MODELS = {
    "linear": lambda: nn.Linear(5, 3),
    "mlp": lambda: nn.Sequential(
        nn.Linear(5, 8),
        nn.LayerNorm(8),
        nn.GELU(),
        nn.Linear(8, 6, bias=False),
        nn.ReLU(),
        nn.Linear(6, 3),
        nn.Tanh(),
    ),
}


def save(path, tensors):
    header = {"__metadata__": {"format": "pt"}}
    data = b""
    for name, tensor in tensors.items():
        part = tensor.detach().contiguous().numpy().tobytes()
        offsets = [len(data), len(data) + len(part)]
        header[name] = {"dtype": CODES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": offsets}
        data += part
    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def load(path):
    header, parts, _ = read(path)
    codes = {code: dtype for dtype, code in CODES.items()}
    return {
        name: torch.frombuffer(bytearray(parts[name]), dtype=codes[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
    }


def goldens(folder):
    for name, make in MODELS.items():
        for code, dtype in DTYPES.items():
            torch.manual_seed(11)
            model = make().to(dtype)
            for parameter in model.parameters():
                # The initial weights of LayerNorm are ones and zeros, which would hide a mistake.
                nn.init.uniform_(parameter, -1, 1)
            values = torch.randn(7, 5, dtype=dtype)
            save(folder / f"{name}_{code}.safetensors", model.state_dict())
            save(folder / f"{name}_{code}_forward.safetensors", {"input": values, "output": model(values)})


def forward(name, code, weights, values):
    model = MODELS[name]().to(DTYPES[code])
    model.load_state_dict(load(weights), strict=True)
    print(model(load(values)["input"]).detach().numpy().tobytes().hex())


if sys.argv[1] == "goldens":
    goldens(Path(sys.argv[2]))
else:
    forward(*sys.argv[2:])
