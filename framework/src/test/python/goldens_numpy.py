"""Writes the small files of goldens/numpy: every form of .npy that NumPy writes and Jacobian reads.

Run in framework/src/test: python3 python/goldens_numpy.py resources/goldens/numpy
Written with NumPy 2.4.6.
"""

import pathlib
import sys

import numpy as np
from numpy.lib import format as npy

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)

# Element (i, j) of a [2, 3] array is 10 i + j - 3.5, without the half for integers.
rows = np.array([[10.0 * i + j - 3.5 for j in range(3)] for i in range(2)])
for name in ["f4", "f8", ">f4", ">f8"]:
    np.save(folder / f"{name.replace('>', 'big_')}.npy", rows.astype(name))
for name in ["i4", "i8", ">i4", ">i8", "i1", "i2", ">i2"]:
    np.save(folder / f"{name.replace('>', 'big_')}.npy", (rows + 0.5).astype(name))
np.save(folder / "u1.npy", (rows + 203.5).astype("u1"))
np.save(folder / "u2.npy", (rows + 60003.5).astype("u2"))
np.save(folder / "b1.npy", rows > 0)
np.save(folder / "scalar.npy", np.float64(2.5))
np.save(folder / "vector.npy", np.arange(4, dtype="i8"))
np.save(folder / "empty.npy", np.zeros((0, 3), "f4"))
cube = np.arange(24, dtype="f4").reshape(2, 3, 4)
np.save(folder / "fortran.npy", np.asfortranarray(cube))
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(folder / f"version{version[0]}.npy", "wb") as out:
        npy.write_array(out, cube, version=version)
np.savez(folder / "stored.npz", x=cube, labels=np.arange(2))
np.savez_compressed(folder / "compressed.npz", x=np.asfortranarray(cube), labels=np.arange(2))
np.save(folder / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
np.save(folder / "records.npy", np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))
np.save(folder / "complex.npy", np.zeros(2, dtype="c8"))
