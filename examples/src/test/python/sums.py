"""Writes examples/data/sums.txt: 2,000 sums of two numbers below 100, drawn with a fixed seed, a line for each."""

import pathlib
import random

draw = random.Random(1)
lines = []
for _ in range(2000):
    a, b = draw.randrange(100), draw.randrange(100)
    lines.append(f"{a:02d}+{b:02d}={a + b:03d}\n")
(pathlib.Path(__file__).parents[3] / "data" / "sums.txt").write_text("".join(lines), newline="\n")
