"""Writes files with the reference implementation of safetensors, for the tests of io.

    python3 goldens_safetensors.py ../resources/goldens

Made with safetensors 0.8.0 and NumPy 2.4.6. The tests read these files and write the same bytes.
"""

import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

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
