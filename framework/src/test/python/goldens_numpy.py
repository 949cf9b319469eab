"""Writes the small files of goldens/numpy: every form of .npy that NumPy writes and Jacobian reads.

Run in framework/src/test: python3 python/goldens_numpy.py resources/goldens/numpy
Written with NumPy 2.4.6.
"""

import gzip
import pathlib
import struct
import sys
import zipfile

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

# Types that become wider: what they hold is beside them in wider.txt, as NumPy converts it.
wider = {
    "f2": np.array([1.5, -0.0, 65504, 6e-08, -6.1e-05, np.inf, -np.inf, np.nan, 0.1], "<f2"),
    "big_f2": np.array([1.5, -0.0, 65504, 6e-08, -6.1e-05, np.inf, -np.inf, np.nan, 0.1], ">f2"),
    "u4": np.array([0, 1, 2**31, 2**32 - 1], "<u4"),
    "big_u4": np.array([0, 1, 2**31, 2**32 - 1], ">u4"),
    "u8": np.array([0, 1, 2**53 + 1, 2**63 - 1], "<u8"),
    "big_u8": np.array([0, 1, 2**53 + 1, 2**63 - 1], ">u8"),
    "big_u2": np.array([0, 1, 256, 2**16 - 1], ">u2"),
}
with open(folder / "wider.txt", "w") as out:
    for name, array in wider.items():
        np.save(folder / f"{name}.npy", array)
        wide = array.astype("f4" if array.dtype.kind == "f" else "i8")
        out.write(f"{name}\t{' '.join(str(value) for value in wide)}\n")
np.save(folder / "u8_too_large.npy", np.array([7, 2**63], "<u8"))


def header(name, text, data, version=b"\x01\x00", encoding="latin-1"):
    """Writes a file whose header is not NumPy's own, and makes sure that NumPy reads it."""
    start = text.encode(encoding)
    with open(folder / f"{name}.npy", "wb") as out:
        out.write(b"\x93NUMPY" + version)
        out.write(struct.pack("<H" if version[0] == 1 else "<I", len(start)))
        out.write(start + data)
    return np.load(folder / f"{name}.npy")


plain = np.arange(36, dtype="f8").reshape(12, 3)
spelled = "{'descr': '%s', 'fortran_order': False, 'shape': (12, 3), }\n"
for name, descr in [("native", "=f8"), ("no_order", "|f8"), ("no_sign", "f8")]:
    assert (header(name, spelled % descr, plain.tobytes()) == plain).all()
for name in [("python2", (1, 0)), ("python2_version2", (2, 0))]:
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (12L, 3L), }\n"
    assert (header(name[0], text, plain.tobytes(), bytes(name[1])) == plain).all()
assert header("one_axis_python2", "{'descr': '|b1', 'fortran_order': False, 'shape': (2L,)}",
              b"\x01\x00").tolist() == [True, False]

with open(folder / "cube.npy.gz", "wb") as out:
    out.write(gzip.compress((folder / "fortran.npy").read_bytes(), mtime=0))
np.savez(folder / "single.npz", cube)
np.savez_compressed(folder / "odd_names.npz", **{"a.npy": np.arange(2), "b/c": np.arange(3), "": np.arange(4)})
with zipfile.ZipFile(folder / "other_members.npz", "w") as archive:
    archive.writestr("readme.txt", "not an array")
    archive.write(folder / "vector.npy", "x.npy")
zipfile.ZIP64_LIMIT = 16  # so that sizes and positions are written as numbers of 64 bits
with zipfile.ZipFile(folder / "zip64.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.write(folder / "version1.npy", "x.npy")
    archive.write(folder / "vector.npy", "labels.npy")

for name, array in {
    "text": np.array(["a", "bc"]),
    "bytes": np.array([b"a", b"bc"]),
    "times": np.array(["2024-01-02"], "datetime64[D]"),
    "durations": np.array([5], "timedelta64[s]"),
    "long_double": np.array([1.5], np.longdouble),
    "complex16": np.zeros(2, "c16"),
    "raw": np.zeros(2, "V3"),
}.items():
    np.save(folder / f"{name}.npy", array)

# IDX: two zero bytes, the type, the number of axes, their sizes, the values, all big-endian.
for code, name in [(8, ">u1"), (9, ">i1"), (11, ">i2"), (12, ">i4"), (13, ">f4"), (14, ">f8")]:
    values = (rows + 3.5 - (0 if name == ">u1" else 6)).astype(name)
    data = struct.pack(">BBBBII", 0, 0, code, 2, 2, 3) + values.tobytes()
    (folder / f"{name[1:]}.idx").write_bytes(data)
