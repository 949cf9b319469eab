"""Writes classification reports and permutation importances of scikit-learn, for OutcomeGoldensTest.

    python3 goldens_importance.py ../resources/goldens/cross_validation.csv > ../resources/goldens/importance.txt

The importances are of a least-squares model on the table, by 2,000 orders of each column. Made with scikit-learn 1.9.1.
"""

import csv
import sys

import numpy as np
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression
from sklearn.metrics import classification_report

REPORTS = {
    "usual": [[10, 0, 0], [0, 9, 1], [2, 3, 10]],
    "never_predicted": [[5, 0, 1], [2, 0, 3], [0, 0, 4]],
    "no_rows": [[5, 1, 1], [0, 0, 0], [1, 0, 4]],
    "neither": [[5, 0, 1], [0, 0, 0], [1, 0, 4]],
    "binary": [[50, 3], [8, 2]],
}
for name, counts in REPORTS.items():
    actual = [i for i, row in enumerate(counts) for count in row for _ in range(count)]
    predicted = [j for row in counts for j, count in enumerate(row) for _ in range(count)]
    report = classification_report(actual, predicted, output_dict=True, zero_division=0)
    print("report", name, " ".join(",".join(map(str, row)) for row in counts))
    for label in list(map(str, range(len(counts)))) + ["macro avg", "weighted avg"]:
        line = report.get(label, {"precision": 0, "recall": 0, "f1-score": 0, "support": 0})
        print("line", label.replace(" ", "_"), *("%.15g" % line[k] for k in ["precision", "recall", "f1-score", "support"]))

rows = list(csv.DictReader(open(sys.argv[1])))
x = np.array([[float(row[c]) for c in "abc"] for row in rows])
y = np.array([float(row["y"]) for row in rows])
model = LinearRegression().fit(x, y)
print("weights", *("%.17g" % w for w in [*model.coef_, model.intercept_]))
for scoring in ["r2", "neg_root_mean_squared_error"]:
    found = permutation_importance(model, x, y, scoring=scoring, n_repeats=2000, random_state=0)
    for i, column in enumerate("abc"):
        print("importance", scoring, column, "%.15g %.15g" % (found.importances_mean[i], found.importances_std[i]))
