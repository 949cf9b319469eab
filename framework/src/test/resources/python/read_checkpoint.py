"""Reads a checkpoint with nothing of ours and nothing that has to be installed.

    python3 read_checkpoint.py FILE

Prints each tensor (floats as their bits), each text, and whether the digest is right.
"""

import hashlib
import json
import struct
import sys

with open(sys.argv[1], "rb") as file:
    content = file.read()

(length,) = struct.unpack_from("<Q", content)
header = json.loads(content[8 : 8 + length].decode("utf-8"))
data = content[8 + length :]
texts = header.pop("__metadata__")
digest = texts.pop("sha256")


def show(*parts):
    print(*(part.replace("\n", "\\n").replace("\u2028", "\\u2028") for part in parts))


formats = {"F32": "I", "F64": "Q", "I32": "i", "I64": "q", "BOOL": "?"}
used = 0
for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
    begin, end = entry["data_offsets"]
    assert begin == used, name
    used = end
    count = 1
    for size in entry["shape"]:
        count *= size
    values = struct.unpack("<%d%s" % (count, formats[entry["dtype"]]), data[begin:end])
    show("tensor", name, entry["dtype"], str(entry["shape"]), "[" + ", ".join(map(str, values)) + "]")
assert used == len(data)
for name, text in texts.items():
    show("text", name, text)
blank = content.replace(digest.encode(), b"0" * 64, 1)
show("digest is", "right" if hashlib.sha256(blank).hexdigest() == digest else "wrong")
