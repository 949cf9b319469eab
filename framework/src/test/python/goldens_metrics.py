"""Writes what scikit-learn's metrics give, for MetricGoldensTest.

    python3 goldens_metrics.py > ../resources/goldens/metrics.txt

A case is its name, logits with their shape, labels, and the value of each metric; one of numbers has predictions and
targets. Logits are exact in float32. Made with scikit-learn 1.9.1 and NumPy 2.
"""

import warnings

import numpy as np
from sklearn import metrics as sk

warnings.simplefilter("ignore")
RNG = np.random.default_rng(7)


def text(values):
    return " ".join("%.17g" % v for v in np.asarray(values, dtype=float).reshape(-1))


def write(name, first, second, values):
    print("case", name)
    print("shape", " ".join(map(str, first.shape)))
    print("prediction", text(first))
    print("target", text(second))
    for key, value in values.items():
        print("value", key, "%.17g" % value)
    print("end")


def averages(labels, decided):
    values = {}
    binary = len(np.unique(np.concatenate([labels, decided]))) <= 2 and max(labels.max(), decided.max()) <= 1
    for key, score in [("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score)]:
        for average in ["macro", "weighted"]:
            values[key + "_" + average] = score(labels, decided, average=average, zero_division=0)
        values[key] = (
            score(labels, decided, average="binary", zero_division=0) if binary else values[key + "_macro"]
        )
    return values


def binary(name, logits, labels):
    logits = np.asarray(logits, dtype=np.float32).astype(float)
    labels = np.asarray(labels)
    decided = (logits > 0).astype(int)
    p = 1 / (1 + np.exp(-logits))
    values = averages(labels, decided)
    values["auc"] = sk.roc_auc_score(labels, logits)
    values["average_precision"] = sk.average_precision_score(labels, logits)
    values["log_loss"] = sk.log_loss(labels, np.stack([1 - p, p], 1), labels=[0, 1])
    values["top_1"] = sk.accuracy_score(labels, decided)
    values["accuracy"] = sk.accuracy_score(labels, decided)
    write(name, logits, labels, values)
    # The same as two logits, of which only the difference counts.
    base = np.round(RNG.normal(size=len(logits)) * 8) / 8
    both = np.stack([base, base + logits], 1)
    exact = both[:, 1] - both[:, 0] == logits
    if exact.all():
        del values["top_1"]
        write(name + "_of_two", both, labels, values)


def classes(name, logits, labels):
    logits = np.asarray(logits, dtype=np.float32).astype(float)
    labels = np.asarray(labels)
    c = logits.shape[1]
    decided = logits.argmax(1)
    e = np.exp(logits - logits.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    values = averages(labels, decided) if c > 2 else {}
    if c > 2:
        values["auc"] = sk.roc_auc_score(np.eye(c)[labels], p, average="macro")
        values["average_precision"] = sk.average_precision_score(np.eye(c)[labels], p, average="macro")
        for k in range(1, c):
            values["top_%d" % k] = sk.top_k_accuracy_score(labels, logits, k=k, labels=np.arange(c))
    values["log_loss"] = sk.log_loss(labels, p, labels=np.arange(c))
    values["accuracy"] = sk.accuracy_score(labels, decided)
    write(name, logits, labels, values)


def numbers(name, prediction, target):
    prediction, target = np.asarray(prediction, dtype=float), np.asarray(target, dtype=float)
    write(
        name,
        prediction,
        target,
        {
            "mape": sk.mean_absolute_percentage_error(target, prediction),
            "mae": sk.mean_absolute_error(target, prediction),
            "mse": sk.mean_squared_error(target, prediction),
            "rmse": np.mean(sk.root_mean_squared_error(target, prediction)),
            "r2": sk.r2_score(target, prediction),
        },
    )


y = RNG.integers(0, 2, 60)
binary("binary", RNG.normal(size=60) + y - 0.5, y)
binary("binary_ties", np.round(2 * (RNG.normal(size=60) + y)) / 2, y)
binary("binary_all_tied", np.full(10, 0.25), [0, 1] * 5)
binary("binary_perfect", [-2, -1, 1, 3], [0, 0, 1, 1])
binary("binary_reversed", [2, 1, -1, -3], [0, 0, 1, 1])
binary("binary_no_positive_prediction", [-2, -1, -0.5, -3], [0, 1, 1, 0])
binary("binary_no_positive_target", [-2, 1, -0.5, 3], [0, 0, 0, 0])
binary("binary_only_positive_targets", [-2, 1, -0.5, 3], [1, 1, 1, 1])
binary("binary_large", [-800, 40, -40, 800, 36.5], [1, 0, 1, 1, 1])
binary("binary_signed_zeros", [0.0, -0.0, 0.0, -0.0, 1], [1, 0, 0, 1, 0])
binary("binary_rare", np.concatenate([RNG.normal(size=197), [1, 2, 0.5]]), [0] * 197 + [1] * 3)
binary("binary_one_row", [0.5], [1])

y = RNG.integers(0, 4, 80)
classes("classes", RNG.normal(size=(80, 4)) + 1.5 * np.eye(4)[y], y)
classes("classes_ties", np.round(RNG.normal(size=(80, 4)) + np.eye(4)[y]), y)
y = np.where(y == 2, 1, y)
classes("classes_one_absent", RNG.normal(size=(80, 4)) + np.eye(4)[y], y)
logits = RNG.normal(size=(80, 4)) + np.eye(4)[y]
logits[:, 2] = -9
classes("classes_one_absent_everywhere", logits, y)
classes("classes_one_never_predicted", logits, np.concatenate([y[:-5], [2] * 5]))
classes("classes_large", [[800, -800, 0], [0, 0, 0], [-800, 1, 800]], [0, 1, 2])
classes("classes_wrong", [[800, -800, 0], [0, 0, 0], [-800, 1, 800]], [1, 1, 0])

numbers("numbers", RNG.normal(size=30), RNG.normal(size=30))
numbers("numbers_two_targets", RNG.normal(size=(30, 2)), RNG.normal(size=(30, 2)) + 5)
numbers("numbers_zeros", [1, 0, 3], [0, 0, 4])
numbers("numbers_small", [1, 2, 3], [1e-17, 2, -3])
