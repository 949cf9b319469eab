"""Writes how scikit-learn divides rows, for SplitGoldensTest.

    python3 goldens_splits.py > ../resources/goldens/splits.txt

Without shuffling the fold of each row; with it, since the numbers are drawn by another generator, how many rows (or
groups) each part has of each class. Made with scikit-learn 1.9.1.
"""

import warnings

import numpy as np
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, StratifiedShuffleSplit

warnings.simplefilter("ignore")
RNG = np.random.default_rng(11)


def line(*words):
    print(" ".join(str(w) for w in words))


def ints(values):
    return " ".join(str(int(v)) for v in values)


def fold_of(splitter, n, y=None, groups=None):
    of = np.zeros(n, int)
    for fold, (_, test) in enumerate(splitter.split(np.zeros((n, 1)), y, groups)):
        of[test] = fold
    return ints(of)


for n, k in [(10, 2), (10, 3), (11, 4), (7, 7), (100, 9)]:
    line("kfold", k, "|", "|", fold_of(KFold(k), n), "|")

LABELS = {
    "even": [0, 1] * 10,
    "sorted": [0] * 9 + [1] * 5 + [2] * 4,
    "reversed": [2] * 4 + [1] * 5 + [0] * 9,
    "rare": [0] * 17 + [1] * 3,
    "gap": [3, 1, 3, 3, 1, 0, 0, 3, 1, 0, 3],
    "random": RNG.integers(0, 5, 83),
}
for labels in LABELS.values():
    for k in [2, 3, 5]:
        if np.bincount(labels).max() >= k:
            line("stratified", k, "|", ints(labels), "|", fold_of(StratifiedKFold(k), len(labels), labels), "|")

# Groups of different sizes: scikit-learn's order among equals is not defined.
for sizes, k in [([5, 1, 3, 2], 2), ([5, 1, 3, 2, 9, 4], 3), ([10, 1, 2, 3, 4], 2), ([7, 6, 5, 4, 3, 2, 1], 7)]:
    groups = np.repeat(np.arange(len(sizes)) * 10 - 7, sizes)
    groups = RNG.permutation(groups)
    line("groups", k, "|", ints(groups), "|", fold_of(GroupKFold(k), len(groups), groups=groups), "|")

for name, labels in LABELS.items():
    labels = np.asarray(labels)
    counts = np.bincount(labels)
    if min(c for c in counts if c) < 2:
        continue
    for test in [0.2, 0.25, 0.33, 0.5]:
        n_train = int(np.floor(len(labels) * (1 - test) + 1e-6))
        if len(labels) - n_train - 1 < 0:
            continue
        # Jacobian's sizes: what is left over goes to the first part.
        n_test = int(np.floor(len(labels) * test + 1e-6))
        n_train = len(labels) - n_test
        if min(n_train, n_test) < len(set(labels)):
            continue
        split = StratifiedShuffleSplit(1, train_size=n_train, test_size=n_test, random_state=0)
        train, held = next(split.split(np.zeros((len(labels), 1)), labels))
        continuous = counts / counts.sum() * n_train
        rest = np.sort((continuous - np.floor(continuous))[counts > 0])
        need = n_train - int(np.floor(continuous).sum())
        edge = rest[::-1][need - 1 : need + 1] if need else []
        if len(edge) == 2 and abs(edge[0] - edge[1]) < 1e-9:
            continue  # scikit-learn draws among equals.
        line(
            "shuffle", test, "|", ints(labels), "|",
            ints(np.bincount(labels[train], minlength=len(counts))), "|",
            ints(np.bincount(labels[held], minlength=len(counts))),
        )
