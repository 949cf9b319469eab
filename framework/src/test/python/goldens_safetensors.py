"""Writes files with the reference implementation of safetensors, for the tests of io.

    python3 goldens_safetensors.py ../resources/goldens

Made with safetensors 0.8.0, NumPy 2.4.6 and PyTorch 2.13. The tests read these files and write the
same bytes. small_floats.txt has a digest of all numbers of each small type, as PyTorch makes float32
of them: the SHA-256 of their bits, in the order of the numbers' own, each NaN as 7fc00000.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch

folder = Path(sys.argv[1])

save_file(
    {
        "weight": np.array([[1.5, -2.0, 3.25], [0.0, np.inf, -1e-40]], dtype=np.float32),
        "bias": np.array([0.1, -0.2], dtype=np.float64),
        "steps": np.array(12345678901234, dtype=np.int64),
        "labels": np.array([[-1], [2147483647]], dtype=np.int32),
        "mask": np.array([True, False, True], dtype=np.bool_),
        "empty": np.zeros((0, 4), dtype=np.float32),
        "größe \"1\" \U0001f600\n": np.array([7], dtype=np.int32),
    },
    folder / "mixed.safetensors",
    metadata={"format": "numpy ä"},
)
save_file({}, folder / "nothing.safetensors")
save_file({"half": np.array([1, 2], dtype=np.float16)}, folder / "half.safetensors")

nan, inf = float("nan"), float("inf")
numbers = [0.0, -0.0, 1.0, -1.5, 0.1, 448.0, 57344.0, 6e-8, -3e-5, 1e-40, nan, inf, -inf]
types = {
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F8_E4M3": torch.float8_e4m3fn,
    "F8_E5M2": torch.float8_e5m2,
}
stored = {name: torch.tensor(numbers).to(dtype) for name, dtype in types.items()}
stored["U8"] = torch.tensor([0, 127, 128, 255], dtype=torch.uint8)
stored["I8"] = torch.tensor([0, 127, -128, -1], dtype=torch.int8)
stored["I16"] = torch.tensor([0, 32767, -32768, -1], dtype=torch.int16)
stored["U16"] = torch.tensor([0, 1, 32768, 65535], dtype=torch.uint16)
stored["U32"] = torch.tensor([0, 1, 2**31, 2**32 - 1], dtype=torch.uint32)
stored["U64"] = torch.tensor([0, 1, 2**53 + 1, 2**63 - 1], dtype=torch.uint64)
stored["F32"] = torch.tensor([[1.5], [2.5]])
save_torch(stored, folder / "small_types.safetensors")
with open(folder / "small_types.txt", "w") as out:
    for name, tensor in stored.items():
        wide = tensor.to(torch.float32) if tensor.is_floating_point() else tensor.to(torch.int64)
        values = wide.flatten().numpy()
        out.write(f"{name}\t{' '.join(str(value) for value in values)}\n")
save_torch(
    {"complex": torch.zeros(2, dtype=torch.complex64), "plain": torch.tensor([1.0, 2.0])},
    folder / "complex.safetensors",
)
with open(folder / "small_floats.txt", "w") as out:
    for name, dtype in types.items():
        bits = torch.arange(65536).to(torch.uint16) if dtype.itemsize == 2 else torch.arange(256).to(torch.uint8)
        wide = bits.view(dtype).to(torch.float32).numpy()
        assert not np.isnan(wide).all()
        wide = np.where(np.isnan(wide), np.float32(np.nan), wide).astype("<f4")
        assert (wide[np.isnan(wide)].view("<u4") == 0x7FC00000).all()
        out.write(f"{name}\t{hashlib.sha256(wide.tobytes()).hexdigest()}\n")
