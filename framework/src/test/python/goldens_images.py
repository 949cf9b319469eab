"""Writes what PIL and PyTorch make of small images, for ImageGoldensTest.

    python3 goldens_images.py > ../resources/goldens/images.txt

Made with Pillow 12.3 and PyTorch 2.13. A file is written in hexadecimal digits, beside the values in [0, 1] that it is decoded to.
"""

import colorsys
import io

import numpy
import torch
from PIL import Image
from torch.nn import functional

from golden_lines import finish, put

HEIGHT, WIDTH = 9, 13
bytes_of = numpy.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=numpy.uint8)
colours = Image.fromarray(bytes_of)
greys = Image.fromarray(bytes_of[:, :, 0])
y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
smooth = numpy.stack([y * 20 + 40, x * 15 + 20, 255 - x * 8 - y * 9], axis=2).astype(numpy.uint8)


def values(image):
    pixels = torch.tensor(numpy.asarray(image), dtype=torch.float32) / 255
    return pixels[None] if pixels.ndim == 2 else pixels.permute(2, 0, 1)


def file(name, image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    stream.seek(0)
    read = Image.open(stream)
    put(f"file/{name}/bytes", stream.getvalue().hex())
    put(f"file/{name}/values", values(read.convert("L" if read.mode in ("1", "L") else "RGB")))


file("png", colours, "png")
file("png_grey", greys, "png")
file("png_alpha", Image.merge("RGBA", (*colours.split(), greys)), "png")
file("png_palette", colours.quantize(16), "png")
file("png_bits", greys.convert("1"), "png")
file("bmp", colours, "bmp")
file("bmp_grey", greys, "bmp")
file("gif", colours.quantize(32), "gif")
file("jpeg", Image.fromarray(smooth), "jpeg", quality=95, subsampling=0)
file("jpeg_grey", Image.fromarray(smooth[:, :, 0]), "jpeg", quality=95)
put("luma", values(colours.convert("L")))

image = values(colours)
for size in ((5, 6), (20, 30), (9, 4), (1, 1)):
    put(
        f"resize/{size[0]}x{size[1]}",
        functional.interpolate(image[None], size, mode="bilinear", antialias=True, align_corners=False)[0],
    )

for degrees in (0, 30, -75, 90):
    # What torchvision's rotate does with tensors, in pixels instead of its [-1, 1].
    angle = torch.deg2rad(torch.tensor(float(degrees), dtype=torch.float64))
    across = torch.arange(WIDTH, dtype=torch.float64) - (WIDTH - 1) / 2
    down = torch.arange(HEIGHT, dtype=torch.float64)[:, None] - (HEIGHT - 1) / 2
    from_x = across * angle.cos() - down * angle.sin()
    from_y = across * angle.sin() + down * angle.cos()
    grid = torch.stack([from_x / (WIDTH / 2), from_y / (HEIGHT / 2)], dim=2)
    turned = functional.grid_sample(image.double()[None], grid[None], mode="bilinear", align_corners=False)
    put(f"rotate/{degrees}", turned[0].float())

for turn in (0.1, -0.3, 0.5):
    pixels = image.double().reshape(3, -1).T.tolist()
    changed = []
    for pixel in pixels:
        hue, saturation, value = colorsys.rgb_to_hsv(*pixel)
        changed.append(colorsys.hsv_to_rgb((hue + turn) % 1, saturation, value))
    put(f"hue/{turn}", torch.tensor(changed).T.reshape(image.shape))

# torchvision's adjust_brightness, adjust_contrast and adjust_saturation, which are blends.
luma = (torch.tensor([0.299, 0.587, 0.114])[:, None, None] * image).sum(0, keepdim=True)
for factor in (0.4, 1.7):
    put(f"brightness/{factor}", (factor * image).clamp(0, 1))
    put(f"contrast/{factor}", (factor * image + (1 - factor) * luma.mean()).clamp(0, 1))
    put(f"saturation/{factor}", (factor * image + (1 - factor) * luma).clamp(0, 1))
put("image", image)
finish()
