"""Writes what PyTorch's learning-rate schedulers give, for the tests of optim.schedule.

    python3 goldens_schedules.py > ../resources/goldens/schedules.txt

One line holds one tensor: its name, its shape as [60,2], its values in row-major order with the 17 digits that give back
a float64; or one word that is not a number. The rates are those of two parameter groups, one line for each position from
0. Made with PyTorch 2.13.
"""

import inspect
import math

import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import (
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)

BASES = (0.1, 0.025)
POSITIONS = 60


def number(value):
    return "NaN" if math.isnan(value) else "%.17g" % value


def put(name, rows):
    shape = ",".join(str(size) for size in (len(rows), *([len(rows[0])] if isinstance(rows[0], list) else [])))
    flat = [value for row in rows for value in (row if isinstance(row, list) else [row])]
    print(f"{name} [{shape}] " + " ".join(map(number, flat)))


def optimizer():
    return SGD([{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": base} for base in BASES], lr=1, momentum=0.5)


def rates(of):
    return [group["lr"] for group in of.param_groups]


def schedule(name, make, positions=POSITIONS):
    trained = optimizer()
    scheduler = make(trained)
    rows = [rates(trained)]
    momentums = [trained.param_groups[0]["momentum"]]
    for _ in range(positions - 1):
        trained.step()
        scheduler.step()
        rows.append(rates(trained))
        momentums.append(trained.param_groups[0]["momentum"])
    put(f"schedule/{name}", rows)
    put(f"momentum/{name}", momentums)


schedule("step", lambda o: StepLR(o, 7))
schedule("stepGamma", lambda o: StepLR(o, 1, gamma=1.05))
schedule("multiStep", lambda o: MultiStepLR(o, [3, 4, 30]))
schedule("multiStepGamma", lambda o: MultiStepLR(o, [1, 59, 100], gamma=0.3))
schedule("exponential", lambda o: ExponentialLR(o, 0.9))
schedule("cosine", lambda o: CosineAnnealingLR(o, 20))
schedule("cosineMinimum", lambda o: CosineAnnealingLR(o, 13, eta_min=0.01))
schedule("linear", LinearLR)
schedule("linearUp", lambda o: LinearLR(o, start_factor=0.01, total_iters=17))
schedule("linearDown", lambda o: LinearLR(o, start_factor=1, end_factor=0.2, total_iters=50))
schedule("polynomial", PolynomialLR)
schedule("polynomialPower", lambda o: PolynomialLR(o, total_iters=40, power=2.5))
for name, options in {
    "oneCycle": {},
    "oneCycleLinear": {"anneal_strategy": "linear", "pct_start": 0.21},
    "oneCycleThreePhase": {"three_phase": True},
    "oneCycleThreePhaseLinear": {"three_phase": True, "anneal_strategy": "linear", "pct_start": 0.5},
    "oneCycleDivisors": {"div_factor": 4, "final_div_factor": 100},
    "oneCycleOnlyDown": {"pct_start": 0.0},
    "oneCycleOnlyUp": {"pct_start": 1.0},
    "oneCycleMomentum": {"base_momentum": 0.2, "max_momentum": 0.7},
    "oneCycleKept": {"cycle_momentum": False},
}.items():
    schedule(name, lambda o: OneCycleLR(o, 0.5, total_steps=POSITIONS, **options))
schedule("oneCycleShort", lambda o: OneCycleLR(o, [0.5, 0.2], total_steps=11), positions=11)
schedule(
    "warmUp",
    lambda o: SequentialLR(o, [LinearLR(o, start_factor=0.1, total_iters=6), CosineAnnealingLR(o, 54)], [6]),
)
schedule(
    "sequence",
    lambda o: SequentialLR(
        o, [LinearLR(o, total_iters=20), ExponentialLR(o, 0.95), StepLR(o, 4, gamma=0.5)], [10, 31]
    ),
)

schedule("constant", ConstantLR)
schedule("constantHalf", lambda o: ConstantLR(o, factor=0.5, total_iters=20))
schedule("lambda", lambda o: LambdaLR(o, lambda position: 1 / (1 + 0.1 * position)))
schedule("multiplicative", lambda o: MultiplicativeLR(o, lambda position: 0.5 if position % 7 == 0 else 0.99))
schedule("restarts", lambda o: CosineAnnealingWarmRestarts(o, 9))
schedule("restartsGrowing", lambda o: CosineAnnealingWarmRestarts(o, 9, T_mult=2, eta_min=0.01))


def cyclic(name, **options):
    schedule(name, lambda o: CyclicLR(o, 0.01, 0.3, **options))


cyclic("cyclic", step_size_up=8)
cyclic("cyclicHalf", step_size_up=5, step_size_down=9, mode="triangular2")
cyclic("cyclicExp", step_size_up=8, mode="exp_range", gamma=0.97)
cyclic("cyclicMomentum", step_size_up=8, base_momentum=0.1, max_momentum=0.95)
cyclic("cyclicKept", step_size_up=8, cycle_momentum=False)


def cycled(name, make):
    """Twenty steps towards a minimum, with a learning rate and a momentum that change at each."""
    weight = torch.nn.Parameter(torch.tensor([0.3, -0.2, 0.5], dtype=torch.float64))
    to = torch.tensor([1.0, 0.25, -0.5], dtype=torch.float64)
    scale = torch.tensor([1.0, 0.5, 2.0], dtype=torch.float64)
    trained = make([weight])
    scheduler = OneCycleLR(trained, 0.05, total_steps=20, base_momentum=0.6, max_momentum=0.9)
    for _ in range(19):
        trained.zero_grad()
        ((weight - to) ** 2 * scale).sum().backward()
        trained.step()
        scheduler.step()
    put(f"cycled/{name}", weight.tolist())


torch.set_default_dtype(torch.float64)  # NAdam keeps a product in it
cycled("SGD", lambda p: SGD(p, 1, momentum=0.5))
cycled("SGDNesterov", lambda p: SGD(p, 1, momentum=0.5, nesterov=True))
cycled("RMSprop", lambda p: torch.optim.RMSprop(p, 1, momentum=0.5))
cycled("Adam", lambda p: torch.optim.Adam(p, 1))
cycled("AdamW", lambda p: torch.optim.AdamW(p, 1, amsgrad=True))
cycled("NAdam", lambda p: torch.optim.NAdam(p, 1))
cycled("RAdam", lambda p: torch.optim.RAdam(p, 1))
cycled("Adamax", lambda p: torch.optim.Adamax(p, 1))
torch.set_default_dtype(torch.float32)


def chained(name, *makes):
    schedule(name, lambda o: ChainedScheduler([make(o) for make in makes]))


chained("chained", lambda o: ConstantLR(o, factor=0.1, total_iters=20), lambda o: ExponentialLR(o, 0.9))
chained(
    "chainedCosine", lambda o: LinearLR(o, total_iters=6), lambda o: CosineAnnealingLR(o, 70), lambda o: StepLR(o, 11)
)


def plateau(name, scores, **options):
    trained = optimizer()
    scheduler = ReduceLROnPlateau(trained, **options)
    rows = []
    for score in scores:
        scheduler.step(score)
        rows.append(rates(trained))
    put(f"plateau/{name}/scores", list(scores))
    put(f"plateau/{name}/rates", rows)


noise = torch.rand(POSITIONS, generator=torch.Generator().manual_seed(1), dtype=torch.float64).tolist()
falling = [1 / (1 + i) + 0.3 * noise[i] for i in range(POSITIONS)]
flat = [1 - 2e-4 * i for i in range(POSITIONS)]
holes = [math.nan if i in (0, 1, 7, 8, 9, 30) else value for i, value in enumerate(falling)]
nothing = [math.nan] * POSITIONS
plateau("default", noise)
plateau("patience", falling, patience=2, factor=0.5)
plateau("impatient", falling, patience=0, factor=0.9)
plateau("higher", [-value for value in falling], mode="max", patience=3, factor=0.5, threshold_mode="abs")
plateau("higherRelative", [2 - value for value in falling], mode="max", patience=3, factor=0.5, threshold=0.02)
plateau("relative", flat, patience=2, factor=0.5, threshold=1e-3)
plateau("absolute", flat, patience=2, factor=0.5, threshold=7e-4, threshold_mode="abs")
plateau("cooldown", falling, patience=1, cooldown=4, factor=0.5)
plateau("minimum", falling, patience=1, factor=0.5, min_lr=0.004)
plateau("epsilon", falling, patience=1, factor=0.5, eps=0.004)
plateau("holes", holes, patience=2, factor=0.5, cooldown=1)
plateau("nothing", nothing, patience=4, factor=0.5)


def defaults(function, *arguments):
    for argument in arguments:
        value = inspect.signature(function).parameters[argument].default
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        text = f"[] {value!r}" if is_number else str(value).lower()
        print(f"default/{function.__name__}/{argument} {text}")


defaults(StepLR, "gamma")
defaults(MultiStepLR, "gamma")
defaults(CosineAnnealingLR, "eta_min")
defaults(LinearLR, "start_factor", "end_factor", "total_iters")
defaults(PolynomialLR, "total_iters", "power")
defaults(OneCycleLR, "pct_start", "anneal_strategy", "div_factor", "final_div_factor", "three_phase")
defaults(OneCycleLR, "cycle_momentum", "base_momentum", "max_momentum")
defaults(ConstantLR, "factor", "total_iters")
defaults(CosineAnnealingWarmRestarts, "T_mult", "eta_min")
defaults(CyclicLR, "step_size_up", "step_size_down", "mode", "gamma")
defaults(CyclicLR, "cycle_momentum", "base_momentum", "max_momentum")
defaults(
    ReduceLROnPlateau, "mode", "factor", "patience", "threshold", "threshold_mode", "cooldown", "min_lr", "eps"
)
