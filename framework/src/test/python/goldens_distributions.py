"""Writes densities, entropies, moments and divergences of distributions as PyTorch computes them, for DistributionGoldensTest.

    python3 goldens_distributions.py > ../resources/goldens/distributions.txt
"""

import torch
from torch import distributions as D

from golden_cases import Numbers, case

n = Numbers("distributions")


def positive(*shape):
    return n(*shape, low=0.25)


def part(*shape):
    return n(*shape, low=0.0625, high=0.9375)


def tril(*shape):
    return torch.tril(n(*shape), -1) + torch.diag_embed(positive(*shape[:-1]))


def moments(name, make, *parameters):
    case(name + ".mean#all", lambda *p: make(*p).mean, *(p.clone() for p in parameters))
    case(name + ".variance#all", lambda *p: make(*p).variance, *(p.clone() for p in parameters))
    case(name + ".stddev#all", lambda *p: make(*p).stddev, *(p.clone() for p in parameters))


def density(name, make, parameters, values, fixed=()):
    if not name.startswith(("Poisson", "Mixture")):
        case(name + ".entropy#all", lambda *p: make(*p).entropy(), *(p.clone() for p in parameters))
    for variant, value in values.items():
        case(name + ".logProb#" + variant, lambda v, *p: make(*p).log_prob(v), value, *(p.clone() for p in parameters), fixed=fixed)


def divergence(name, make, p, q, variant="all"):
    half = len(p)
    case(name + ".klDivergence#" + variant, lambda *x: D.kl_divergence(make(*x[:half]), make(*x[half:])), *(x.clone() for x in p), *(x.clone() for x in q))


loose = {"validate_args": False}
FAMILIES = {
    "Normal": (lambda *p: D.Normal(*p, **loose), lambda: (n(2, 3), positive(3)), n(2, 3)),
    "LogNormal": (lambda *p: D.LogNormal(*p, **loose), lambda: (n(3), part(2, 3)), positive(2, 3)),
    "Uniform": (lambda low, width: D.Uniform(low, low + width, **loose), lambda: (n(2, 3), positive(3)), n(2, 3)),
    "Exponential": (lambda p: D.Exponential(p, **loose), lambda: (positive(2, 3),), positive(4, 2, 3)),
    "Laplace": (lambda *p: D.Laplace(*p, **loose), lambda: (n(2, 3), positive(3)), n(2, 3)),
    "Bernoulli": (lambda p: D.Bernoulli(logits=p, **loose), lambda: (n(2, 3),), torch.tensor([[0.0, 1, 1], [1, 0, 0]])),
    "Bernoulli.probs": (lambda p: D.Bernoulli(p, **loose), lambda: (part(2, 3),), torch.tensor([[0.0, 1, 1], [1, 0, 0]])),
    "MultivariateNormal": (lambda loc, t: D.MultivariateNormal(loc, scale_tril=t, **loose), lambda: (n(2, 3), tril(3, 3)), n(4, 2, 3)),
    "MultivariateNormal.batch": (lambda loc, t: D.MultivariateNormal(loc, scale_tril=t, **loose), lambda: (n(3), tril(2, 3, 3)), n(2, 3)),
    "Independent": (lambda *p: D.Independent(D.Normal(*p, **loose), 1, **loose), lambda: (n(2, 3), positive(2, 3)), n(4, 2, 3)),
    "Gamma": (lambda *p: D.Gamma(*p, **loose), lambda: (positive(2, 3), positive(3)), positive(4, 2, 3)),
    "Beta": (lambda *p: D.Beta(*p, **loose), lambda: (positive(2, 3), positive(3)), part(2, 3)),
    "Dirichlet": (lambda p: D.Dirichlet(p, **loose), lambda: (positive(2, 3),), torch.softmax(n(4, 2, 3), -1)),
    "StudentT": (lambda *p: D.StudentT(*p, **loose), lambda: (n(2, 3, low=2.25, high=9), n(3), positive(3)), n(2, 3)),
    "Geometric": (lambda p: D.Geometric(logits=p, **loose), lambda: (n(2, 3),), torch.tensor([[0.0, 1, 5], [2, 0, 1]])),
    "Geometric.probs": (lambda p: D.Geometric(p, **loose), lambda: (part(2, 3),), torch.tensor([[0.0, 1, 5], [2, 0, 1]])),
    "Poisson": (lambda p: D.Poisson(p, **loose), lambda: (positive(2, 3),), torch.tensor([[0.0, 1, 5], [2, 0, 1]])),
    "MixtureSameFamily": (
        lambda *p: D.MixtureSameFamily(D.Categorical(logits=p[0], **loose), D.Normal(*p[1:], **loose), **loose),
        lambda: (n(2, 3), n(2, 3), positive(2, 3)),
        n(4, 2),
    ),
    "MixtureSameFamily.vectors": (
        lambda *p: D.MixtureSameFamily(D.Categorical(logits=p[0], **loose), D.Independent(D.Normal(*p[1:], **loose), 1), **loose),
        lambda: (n(3), n(2, 3, 2), positive(2, 3, 2)),
        n(4, 2, 2),
    ),
}
for name, (make, parameters, value) in FAMILIES.items():
    p = parameters()
    moments(name, make, *p)
    # The density is flat, and a value of 0 or 1 has no slope.
    fixed = (0,) if name.startswith(("Uniform", "Bernoulli", "Geometric", "Poisson")) else ()
    density(name, make, p, {"values": p[0] + p[1] / 2 if name == "Uniform" else value}, fixed)
    if not name.startswith(("StudentT", "Mixture")):
        divergence(name, make, p, parameters())
case("StudentT.mean#few", lambda *p: D.StudentT(*p).mean, torch.tensor([0.5, 1, 1.5, 2, 3]), torch.tensor(2.0), torch.tensor(3.0), grad=False)
case("StudentT.variance#few", lambda *p: D.StudentT(*p).variance, torch.tensor([0.5, 1, 1.5, 2, 3]), torch.tensor(2.0), torch.tensor(3.0), grad=False)
case("Gamma.logProb#bounds", lambda v, *p: D.Gamma(*p, **loose).log_prob(v), torch.tensor([0.0, 0, 0]), torch.tensor([1.0, 2, 0.5]), torch.tensor(2.0), grad=False)
case("Beta.logProb#bounds", lambda v, *p: D.Beta(*p, **loose).log_prob(v), torch.tensor([0.0, 1, 0, 1]), torch.tensor([1.0, 2, 2, 1]), torch.tensor([2.0, 1, 1, 1]), grad=False)


def kinds(p, q):
    """A divergence between two kinds, whose parameters follow each other."""
    (pMake, pParameters, _), (qMake, qParameters, _) = FAMILIES[p], FAMILIES[q]
    a, b = pParameters(), qParameters()
    if p == "Uniform" and q == "Beta":
        a = (part(2, 3) / 4, part(3) / 2)
    elif p == "Uniform" and q != "Normal":
        a = (positive(2, 3), positive(3))
    if q == "Uniform":
        b = (-positive(2, 3), positive(3) + 6)
    half = len(a)
    case(p + "." + q + "#all", lambda *x: D.kl_divergence(pMake(*x[:half]), qMake(*x[half:])), *(x.clone() for x in (*a, *b)))


T = D.transforms
for name, transforms, value in (
    ("Tanh", [T.TanhTransform()], part(2, 3)),
    ("Sigmoid", [T.SigmoidTransform()], part(2, 3)),
    ("ExpOfAffine", [T.AffineTransform(0.5, -2.0), T.ExpTransform()], positive(2, 3)),
):
    make = lambda *p: D.TransformedDistribution(D.Normal(*p, **loose), transforms, **loose)
    p = (n(2, 3), positive(3))
    case(name + ".logProb#values", lambda v, *p: make(*p).log_prob(v), value, *(x.clone() for x in p))
    case(name + ".klDivergence#all", lambda *x: D.kl_divergence(make(*x[:2]), make(*x[2:])), *(x.clone() for x in p), n(2, 3), positive(3))
vectors = lambda loc, t: D.TransformedDistribution(D.MultivariateNormal(loc, scale_tril=t, **loose), [T.TanhTransform()], **loose)
case("TanhOfVectors.logProb#values", lambda v, *p: vectors(*p).log_prob(v), part(4, 2, 3), n(2, 3), tril(3, 3))

PAIRS = [("Normal", "Laplace"), ("Laplace", "Normal"), ("Bernoulli", "Poisson"), ("Uniform", "Beta"), ("Beta", "Uniform")]
PAIRS += [(p, "Normal") for p in ("Beta", "Exponential", "Gamma", "Uniform")]
PAIRS += [(p, "Exponential") for p in ("Beta", "Gamma", "Uniform")]
PAIRS += [(p, "Gamma") for p in ("Beta", "Exponential", "Uniform")]
for p, q in PAIRS:
    kinds(p, q)
case("Normal.cdf#values", lambda v, *p: D.Normal(*p).cdf(v), n(2, 3), n(3), positive(3))
outside = torch.tensor([-0.5, 0, 0.5, 1])
case("Uniform.logProb#outside", lambda v, *p: FAMILIES["Uniform"][0](*p).log_prob(v), outside, torch.tensor(0.0), torch.tensor(1.0), grad=False)
case("MultivariateNormal.covariance#all", lambda loc, t: D.MultivariateNormal(loc, scale_tril=t).covariance_matrix, n(3), tril(2, 3, 3))

for name, make, parameters in (
    ("Categorical", lambda p: D.Categorical(logits=p, **loose), lambda: n(2, 4)),
    ("Categorical.probs", lambda p: D.Categorical(p, **loose), lambda: positive(2, 4)),
):
    p = parameters()
    density(name, make, (p,), {"row": torch.tensor([3, 0]), "several": torch.tensor([[1, 2], [0, 0], [3, 3]])})
    divergence(name, make, (p,), (parameters(),))
    case(name + ".entropy#impossible", lambda x: make(x).entropy(), torch.tensor([1.0, 0, 3]) if "probs" in name else torch.tensor([1.0, -torch.inf, 3]), grad=False)

ones = torch.eye(4)[[1, 3, 0, 1, 2, 3]].reshape(3, 2, 4)
counts = torch.tensor([[0.0, 1, 5], [2, 7, 1]])
trials = torch.tensor([7.0, 9, 8])
MORE = {
    "Cauchy": (lambda *p: D.Cauchy(*p, **loose), lambda: (n(2, 3), positive(3)), n(2, 3)),
    "Gumbel": (lambda *p: D.Gumbel(*p, **loose), lambda: (n(2, 3), positive(3)), n(2, 3)),
    "HalfNormal": (lambda p: D.HalfNormal(p, **loose), lambda: (positive(2, 3),), positive(4, 2, 3)),
    "HalfCauchy": (lambda p: D.HalfCauchy(p, **loose), lambda: (positive(2, 3),), positive(4, 2, 3)),
    "Pareto": (lambda *p: D.Pareto(*p, **loose), lambda: (part(3), n(2, 3, low=2.25)), n(2, 3, low=1, high=4)),
    "Weibull": (lambda *p: D.Weibull(*p, **loose), lambda: (positive(3), positive(2, 3)), positive(2, 3)),
    "Chi2": (lambda p: D.Chi2(p, **loose), lambda: (positive(2, 3),), positive(4, 2, 3)),
    "Binomial": (lambda p: D.Binomial(trials, logits=p, **loose), lambda: (n(2, 3),), counts),
    "Binomial.probs": (lambda p: D.Binomial(trials, p, **loose), lambda: (part(2, 3),), counts),
    "NegativeBinomial": (lambda *p: D.NegativeBinomial(p[0], logits=p[1], **loose), lambda: (positive(3), n(2, 3)), counts),
    "NegativeBinomial.probs": (lambda *p: D.NegativeBinomial(*p, **loose), lambda: (positive(2, 3), part(3)), counts),
    "OneHotCategorical": (lambda p: D.OneHotCategorical(logits=p, **loose), lambda: (n(2, 4),), ones),
    "OneHotCategorical.probs": (lambda p: D.OneHotCategorical(p, **loose), lambda: (positive(2, 4),), ones),
    "RelaxedBernoulli": (lambda *p: D.RelaxedBernoulli(p[0], logits=p[1], **loose), lambda: (positive(3), n(2, 3)), part(2, 3)),
    "RelaxedOneHotCategorical": (
        lambda *p: D.RelaxedOneHotCategorical(p[0], logits=p[1], **loose),
        lambda: (positive(), n(2, 3)),
        torch.softmax(n(4, 2, 3), -1),
    ),
}
for name, (make, parameters, value) in MORE.items():
    p = parameters()
    isCounted = name.startswith(("Binomial", "NegativeBinomial", "OneHot"))
    isRelaxed = name.startswith("Relaxed")
    if not isRelaxed:
        moments(name, make, *p)
    if not isRelaxed and not name.startswith(("Binomial", "NegativeBinomial")):
        case(name + ".entropy#all", lambda *p: make(*p).entropy(), *(x.clone() for x in p))
    case(name + ".logProb#values", lambda v, *p: make(*p).log_prob(v), value, *(x.clone() for x in p), fixed=(0,) if isCounted else ())
    if not isRelaxed and not name.startswith(("NegativeBinomial", "Weibull", "HalfCauchy")):
        divergence(name, make, p, parameters())
FAMILIES.update(MORE)

for name in ("Normal", "Uniform", "Exponential", "Laplace", "LogNormal", "Cauchy", "Gumbel", "HalfNormal", "HalfCauchy", "Pareto", "Weibull"):
    make, parameters, _ = FAMILIES[name]
    p = parameters()
    # Within what is drawn, and for the bounded ones at numbers that are not as well.
    inside = make(*p).icdf(part(*torch.broadcast_shapes(*(x.shape for x in p)))).detach().float().double()
    case(name + ".cdf#inside", lambda v, *p: make(*p).cdf(v), inside, *(x.clone() for x in p))
    case(name + ".icdf#all", lambda v, *p: make(*p).icdf(v), part(2, 3), *(x.clone() for x in p))
case("MixtureSameFamily.cdf#values", lambda v, *p: FAMILIES["MixtureSameFamily"][0](*p).cdf(v), n(4, 2), n(2, 3), n(2, 3), positive(2, 3))
squashed = lambda *p: D.TransformedDistribution(D.Laplace(*p, **loose), [T.AffineTransform(0.5, -2.0), T.ExpTransform()], **loose)
case("FallingExp.cdf#values", lambda v, *p: squashed(*p).cdf(v), positive(2, 3), n(2, 3), positive(3))
case("FallingExp.icdf#values", lambda v, *p: squashed(*p).icdf(v), part(2, 3), n(2, 3), part(3))
case("Pareto.klDivergence#outside", lambda *x: D.kl_divergence(D.Pareto(*x[:2]), D.Pareto(*x[2:])), torch.tensor([1.0, 3]), torch.tensor(2.0), torch.tensor(2.0), torch.tensor(3.0), grad=False)
for q in ("Gumbel",):
    for p in ("Exponential", "Gamma", "Normal", "Uniform"):
        kinds(p, q)
for p, q in (("Gumbel", "Normal"), ("Pareto", "Exponential"), ("Pareto", "Gamma"), ("Pareto", "Normal"), ("Uniform", "Pareto")):
    kinds(p, q)
case("Gamma.cdf#values", lambda v, a, r: D.Gamma(a, r, **loose).cdf(v), torch.tensor([[0.25, 1, 2], [4, 0.0, 9]]), positive(2, 3), positive(3), fixed=(1,))
case("Chi2.cdf#values", lambda v, df: D.Chi2(df, **loose).cdf(v), torch.tensor([[0.25, 1, 2], [4, 7, 9]]), positive(3), fixed=(1,))
# PyTorch has none: the sum of the probabilities up to each number.
known = lambda v, r: sum(D.Poisson(r, **loose).log_prob(torch.tensor(float(k))).exp() * (v >= k) for k in range(30))
case("Poisson.cdf#values", known, torch.tensor([[0.0, 1, 2.5], [4, -1, 9]]), positive(3), fixed=(0,))
