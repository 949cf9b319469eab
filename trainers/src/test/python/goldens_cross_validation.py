"""Writes a table and the scores of scikit-learn's models on folds of it, for CrossValidationTest.

    python3 goldens_cross_validation.py ../resources/goldens FOLDS

FOLDS has the fold of each row as Jacobian draws it, which the test prints when it is another, a line for each kind of
split. The models are trained to the end, as the test's are. Made with scikit-learn 1.9.1.
"""

import sys

import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import PredefinedSplit, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

folder = sys.argv[1]
rng = np.random.default_rng(3)
n = 90
x = rng.normal(size=(n, 3)) * [1, 10, 0.1] + [0, 50, 3]
noise = rng.normal(size=n)
y = 2 + x @ [1.5, -0.2, 8] + noise
kind = np.where(x @ [1, -0.05, 4] + 1.3 * noise > np.median(x @ [1, -0.05, 4]), "yes", "no")
site = rng.integers(0, 11, n)
with open(folder + "/cross_validation.csv", "w") as out:
    out.write("a,b,c,site,y,kind\n")
    for i in range(n):
        out.write(",".join("%.6f" % v for v in x[i]) + ",s%d,%.6f,%s\n" % (site[i], y[i], kind[i]))
x, y = np.round(x, 6), np.round(y, 6)
if len(sys.argv) < 3:
    sys.exit()

with open(folder + "/cross_validation.txt", "w") as out:
    for line in open(sys.argv[2]):
        name, *folds = line.split()
        split = PredefinedSplit([int(f) for f in folds])
        out.write("folds %s %s\n" % (name, " ".join(folds)))
        if name == "stratified":
            model, target = make_pipeline(StandardScaler(), LogisticRegression(C=np.inf, tol=1e-10, max_iter=10000)), kind
            scorings = {"accuracy": 1, "log_loss": ("neg_log_loss", -1), "auc": ("roc_auc", 1), "f1": ("f1", 1)}
            target = (target == "yes").astype(int)
        else:
            model, target = LinearRegression(), y
            scorings = {"r2": 1, "rmse": ("neg_root_mean_squared_error", -1), "mae": ("neg_mean_absolute_error", -1)}
        for metric, how in scorings.items():
            scoring, sign = how if isinstance(how, tuple) else (metric, how)
            scores = sign * cross_val_score(model, x, target, cv=split, scoring=scoring)
            out.write("%s %s mean %.12g std %.12g\n" % (metric, " ".join("%.12g" % s for s in scores), scores.mean(), scores.std()))
