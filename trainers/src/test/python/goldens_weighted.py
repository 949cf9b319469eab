"""Writes what PyTorch gives for weighted losses over all rows at once.

Usage: python goldens_weighted.py > ../resources/goldens/weighted.txt
A line is: name; the loss of the configuration's YAML; class of each row; x of each row; W and b of a
linear model with an output for each class (one for the binary loss); PyTorch's loss over all rows,
float64; the gradient of W of that loss.
Weights "balanced" are scikit-learn's compute_class_weight.
"""

import numpy as np
import torch
from sklearn.utils.class_weight import compute_class_weight


def rows(rng, counts, order):
    labels = np.concatenate([np.full(n, k) for k, n in enumerate(counts)])
    if order == "shuffled":
        labels = rng.permutation(labels)
    elif order == "rare first":
        labels = labels[::-1]
    return labels, (labels + rng.normal(size=len(labels))).round(4)


def cells(values):
    return " ".join(repr(float(v)) for v in np.ravel(values))


def emit(name, yaml, labels, x, weight, bias, loss_of):
    w = torch.tensor(weight, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(bias, dtype=torch.float64)
    logits = torch.tensor(x, dtype=torch.float64)[:, None] @ w.T + b
    loss = loss_of(logits, torch.tensor(labels.copy()))
    loss.backward()
    labels = " ".join(map(str, labels))
    parts = [name, yaml, labels, cells(x), cells(weight), cells(bias), repr(loss.item()), cells(w.grad)]
    print(";".join(parts))


def main():
    rng = np.random.default_rng(5)
    cases = [
        ("rare at the end", [1080, 20], "sorted", "balanced", 0),
        ("rare first", [300, 7], "rare first", "balanced", 0),
        ("shuffled", [290, 10], "shuffled", "balanced", 0),
        ("one row of a class", [64, 1], "sorted", "balanced", 0),
        ("three classes", [50, 7, 3], "sorted", "balanced", 0),
        ("three classes shuffled", [50, 7, 3], "shuffled", "balanced", 0),
        ("numbers", [40, 40, 5], "sorted", [0.5, 2.0, 7.0], 0),
        ("a weight of zero", [20, 60], "sorted", [0.0, 1.5], 0),
        ("a zero behind", [60, 20], "sorted", [1.5, 0.0], 0),
        ("smoothed", [30, 6, 4], "shuffled", [1.0, 4.0, 9.0], 0.2),
        ("equal weights", [31, 14], "sorted", [3.0, 3.0], 0),
        ("very unequal", [70, 3], "sorted", [0.001, 1000.0], 0),
    ]
    for name, counts, order, weights, smoothing in cases:
        labels, x = rows(rng, counts, order)
        k = len(counts)
        numbers = weights
        if weights == "balanced":
            numbers = compute_class_weight("balanced", classes=np.arange(k), y=labels)
        text = weights if weights == "balanced" else "[" + ", ".join(map(str, weights)) + "]"
        yaml = f"{{type: cross_entropy, classWeights: {text}"
        yaml += f", labelSmoothing: {smoothing}}}" if smoothing else "}"
        criterion = torch.nn.CrossEntropyLoss(weight=torch.tensor(np.array(numbers)), label_smoothing=smoothing)
        emit(name, yaml, labels, x, rng.normal(size=(k, 1)).round(3), rng.normal(size=k).round(3), criterion)
    for name, counts, order, pos in [
        ("binary", [180, 20], "sorted", 9.0),
        ("binary shuffled", [180, 20], "shuffled", 0.25),
        ("binary balanced", [50, 3], "rare first", "balanced"),
    ]:
        labels, x = rows(rng, counts, order)
        number = counts[0] / counts[1] if pos == "balanced" else pos
        criterion = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor([number], dtype=torch.float64))
        emit(
            name,
            f"{{type: bce_with_logits, posWeight: {pos}}}",
            labels,
            x,
            rng.normal(size=(1, 1)).round(3),
            rng.normal(size=1).round(3),
            lambda logits, y: criterion(logits[:, 0], y.double()),
        )


main()
