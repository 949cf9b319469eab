"""Writes tables whose numbers are large beside what tells them apart, and their exact statistics.

Usage: python goldens_precision.py ../resources/goldens/precision
Each NAME.csv is a table with the target y last. statistics.txt has a line for each: name; means and
population deviations of the features, then of y; slopes and intercept of least squares; its R².
They are computed in fractions, since float64 loses digits here, and compared with scikit-learn's
(StandardScaler, LinearRegression, r2_score).

missing.txt has, for each table, the means and population deviations of its features where the cells
with (3 * row + column) % 5 == 0 are missing and filled with the means (SimpleImputer, StandardScaler).
"""

import sys
from fractions import Fraction
from math import isqrt
from pathlib import Path

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.preprocessing import StandardScaler

ROWS = 48


def tables():
    rng = np.random.default_rng(14)
    i = np.arange(ROWS, dtype=np.float64)
    noise = rng.normal(size=ROWS).round(3)
    yield "seconds", [1700000000 + i], 0.5 * i
    yield "milliseconds", [1.7e12 + 250 * i], 3 * i + noise
    yield "microseconds", [1.7e15 + 40 * i], -2 * i + noise
    yield "ids", [2.0**40 + rng.permutation(ROWS)], noise + 1
    yield "account_balances", [1e9 + (rng.integers(0, 100, ROWS) / 100)], 7 * i + noise
    yield "cents_as_target", [i], 1e9 + 0.25 * i + noise / 100
    yield "small_variance", [1e12 + rng.integers(0, 3, ROWS)], noise
    yield "negative_offset", [-5e10 + i * i], 0.1 * i * i + noise
    yield "two_clocks", [1.7e9 + i, 1.7e12 + 17 * rng.integers(0, 500, ROWS)], i + noise
    yield "clock_and_share", [1.7e9 + 60 * i, rng.random(ROWS).round(6)], 0.01 * i + noise
    yield "tiny_beside_one", [1 + 1e-12 * i], 4 * i + noise
    yield "float32_steps", [16777216.0 + 2 * i], 5 * i + noise
    yield "julian_days", [2460000 + i / 1440], noise - 0.2 * i
    yield "large_both", [3e14 + 8 * i], -3e12 + 16 * i + noise


def solve(matrix, right):
    """Solves a small system exactly."""
    rows = [[*row, value] for row, value in zip(matrix, right)]
    n = len(rows)
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(n):
            if i != k:
                rows[i] = [a - rows[i][k] * b for a, b in zip(rows[i], rows[k])]
    return [row[-1] for row in rows]


def root(square):
    """Returns the float64 next to the root of a fraction."""
    scale = Fraction(2) ** 200
    return float(Fraction(isqrt(int(square * scale * scale)), 1) / scale)


def exact(x, target):
    columns = [[Fraction(float(v)) for v in column] for column in [*x.T, target]]
    means = [sum(column) / ROWS for column in columns]
    centred = [[v - mean for v in column] for column, mean in zip(columns, means)]

    def product(a, b):
        return sum(p * q for p, q in zip(a, b))

    features, y = centred[:-1], centred[-1]
    slopes = solve([[product(a, b) for b in features] for a in features], [product(a, y) for a in features])
    errors = [v - sum(s * f[i] for s, f in zip(slopes, features)) for i, v in enumerate(y)]
    intercept = means[-1] - sum(s * m for s, m in zip(slopes, means))
    r2 = 1 - product(errors, errors) / product(y, y)
    stds = [root(product(column, column) / ROWS) for column in centred]
    return [float(m) for m in means], stds, [float(s) for s in slopes], float(intercept), float(r2)


def filled(x):
    """Returns the exact means of what is there, and the deviations of the columns filled with them."""
    means, stds = [], []
    gaps = x.copy()
    for j, column in enumerate(x.T):
        there = [Fraction(float(v)) for i, v in enumerate(column) if (3 * i + j) % 5 != 0]
        gaps[[i for i in range(ROWS) if (3 * i + j) % 5 == 0], j] = np.nan
        mean = sum(there) / len(there)
        means.append(float(mean))
        stds.append(root(sum((v - mean) ** 2 for v in there) / ROWS))
    imputer = SimpleImputer().fit(gaps)
    np.testing.assert_allclose(imputer.statistics_, means, rtol=1e-14)
    np.testing.assert_allclose(StandardScaler().fit(imputer.transform(gaps)).scale_, stds, rtol=1e-8)
    return means, stds


def main(folder):
    lines = []
    gaps = []
    for name, features, target in tables():
        x = np.stack(features, axis=1)
        header = [f"x{j}" for j in range(x.shape[1])] + ["y"]
        rows = [",".join(repr(float(v)) for v in [*row, t]) for row, t in zip(x, target)]
        (folder / f"{name}.csv").write_text("\n".join([",".join(header), *rows]) + "\n")
        means, stds, slopes, intercept, r2 = exact(x, target)
        both = StandardScaler().fit(np.column_stack([x, target]))
        line = LinearRegression().fit(x, target)
        np.testing.assert_allclose(both.mean_, means, rtol=1e-14)
        np.testing.assert_allclose(both.scale_, stds, rtol=1e-8)
        np.testing.assert_allclose(line.coef_, slopes, rtol=1e-6)
        np.testing.assert_allclose(r2_score(target, line.predict(x)), r2, atol=1e-4)
        cells = [" ".join(map(repr, part)) for part in (means, stds, slopes, [intercept])]
        lines.append(";".join([name, *cells, repr(r2)]))
        gaps.append(";".join([name, *(" ".join(map(repr, part)) for part in filled(x))]))
    (folder / "missing.txt").write_text("\n".join(gaps) + "\n")
    (folder / "statistics.txt").write_text("\n".join(lines) + "\n")


main(Path(sys.argv[1]))
