"""Reads a safetensors file with nothing but the format's description, and shows what is in it.

    python3 read_safetensors.py FILE

One line for each tensor, in the order of their bytes: the name as JSON, dtype, shape as [2,3], and the bytes in
hexadecimal. The last line is the metadata as JSON. It needs only Python itself, so that the tests have a reader that
shares no code with Jacobian's.
"""

import json
import struct
import sys


def read(path):
    """Returns the header without metadata, the bytes of each tensor by name, and the metadata."""
    content = open(path, "rb").read()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length].decode("utf-8"))
    data = content[8 + length :]
    metadata = header.pop("__metadata__", {})
    parts = {name: data[slice(*entry["data_offsets"])] for name, entry in header.items()}
    assert sum(len(part) for part in parts.values()) == len(data), "bytes belong to no tensor"
    return header, parts, metadata


if __name__ == "__main__":
    header, parts, metadata = read(sys.argv[1])
    for name in sorted(header, key=lambda name: header[name]["data_offsets"]):
        shape = ",".join(str(size) for size in header[name]["shape"])
        print(json.dumps(name), header[name]["dtype"], f"[{shape}]", parts[name].hex())
    print(json.dumps(metadata, sort_keys=True))
