"""Prints the bits of floats that are nearest to a multiple of pi/2, for FloatAnglesTest; needs mpmath.

For each exponent e the best m below 2^24 is a denominator of a convergent of 2^e / (pi/2). Run:

    python framework/src/test/python/float_angles.py
"""

import struct
from fractions import Fraction

from mpmath import mp, mpf, pi

mp.prec = 700
HALF_PI = Fraction(int(pi / 2 * mpf(2) ** 650), 2**650)


def nearest(e):
    """Returns the smallest rest of a float m 2^e, and m, or None."""
    ratio = Fraction(2) ** e / HALF_PI
    best = None
    before, m, x = 0, 1, ratio
    while m < 2**24:
        grown = m
        while grown < 2**23:
            grown *= 2
        turns = grown * ratio
        rest = abs(turns - round(turns))
        if round(turns) and (best is None or rest < best[0]):
            best = (rest, grown)
        x = 1 / (x - x // 1)
        before, m = m, x // 1 * m + before
    return best


found = []
for e in range(-24, 104):
    best = nearest(e)
    if best:
        found.append((*best, e))
found.sort()
for rest, m, e in found[:21]:
    bits = struct.unpack("<i", struct.pack("<f", float(m * 2.0**e)))[0]
    print(bits, float(rest))
