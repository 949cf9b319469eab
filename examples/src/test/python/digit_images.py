"""Writes examples/data/digits.zip: the first 500 digits of digits.csv as PNG images of 8 x 8, a folder for each digit.

Needs Pillow. Values from 0 to 16 become 0 to 255; the zip has no times, so that it is always the same.
"""

import csv
import io
import pathlib
import zipfile

from PIL import Image

DATA = pathlib.Path(__file__).parents[3] / "data"
COUNT = 500

with open(DATA / "digits.csv", newline="") as table, zipfile.ZipFile(
    DATA / "digits.zip", "w", zipfile.ZIP_STORED
) as archive:
    rows = csv.reader(table)
    next(rows)
    for number, row in zip(range(COUNT), rows):
        pixels = bytes((int(value) * 255 + 8) // 16 for value in row[:64])
        image = io.BytesIO()
        Image.frombytes("L", (8, 8), pixels).save(image, "PNG", optimize=True)
        archive.writestr(zipfile.ZipInfo(f"{row[64]}/{number:04d}.png"), image.getvalue())
