"""Writes how gamma and beta draws follow their concentrations, as PyTorch approximates it and to 12 digits.

    python3 goldens_pathwise.py > ../resources/goldens/pathwise.txt

The exact numbers are central differences of the inverse of the distribution function, by Newton's method at 60 digits.
"""

import mpmath as mp
import numpy as np
import torch

mp.mp.dps = 60
H = mp.mpf(10) ** -18


def put(name, values):
    print(f"{name} [{len(values)}] " + " ".join("%.17g" % float(value) for value in values))


def slope(cdf, density, x, a):
    """d x / d a where cdf(x, a) stays, by two inverses beside it."""
    part = cdf(x, a)

    def inverse(a):
        y = x
        for _ in range(4):
            y -= (cdf(y, a) - part) / density(y, a)
        return y

    return (inverse(a + H) - inverse(a - H)) / (2 * H)


def gamma():
    cdf = lambda x, a: mp.gammainc(a, 0, x, regularized=True)
    density = lambda x, a: mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
    rows = []
    for a in (0.05, 0.3, 0.9, 1.0, 1.7, 4.0, 9.0, 60.0, 1000.0):
        for spread in (-3, -1, -0.2, 0.2, 1, 3):
            x = float(min(a * np.exp(spread / max(np.sqrt(a), 0.4)), 12 + 1.2 * a))
            torched = torch._standard_gamma_grad(torch.tensor(a, dtype=torch.float64), torch.tensor(x, dtype=torch.float64))
            rows.append((a, x, torched.item(), slope(cdf, density, mp.mpf(x), mp.mpf(a))))
    for name, column in zip(("a", "x", "torch", "exact"), zip(*rows)):
        put("gamma/" + name, column)


def beta():
    rows = []
    for a in (0.05, 0.4, 1.0, 2.5, 20.0, 300.0):
        for b in (0.05, 0.4, 1.0, 2.5, 20.0, 300.0):
            cdf = lambda x, a: mp.betainc(a, b, 0, x, regularized=True)
            density = lambda x, a: mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x)) / mp.beta(a, b)
            mean, width = a / (a + b), np.sqrt(a * b / (a + b + 1)) / (a + b)
            for spread in (-1.5, -0.3, 0.3, 1.5):
                x = float(min(max(mean + spread * width, mean / 8), 1 - (1 - mean) / 8))
                torched = torch._dirichlet_grad(*(torch.tensor(v, dtype=torch.float64) for v in (x, a, a + b)))
                exact = slope(cdf, density, mp.mpf(x), mp.mpf(a)) / (1 - mp.mpf(x))
                rows.append((a, b, x, torched.item(), exact))
    for name, column in zip(("a", "b", "x", "torch", "exact"), zip(*rows)):
        put("beta/" + name, column)


gamma()
beta()
