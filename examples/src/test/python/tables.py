"""Makes examples/data/passengers.csv and prints what scikit-learn scores on the tables of docs/tables.md.

    python tables.py DATA_FOLDER          # prints; with --write it makes passengers.csv anew
"""
import csv
import json
import sys

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import RepeatedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

FOLDER = sys.argv[1]


def passengers():
    """Rows drawn at random: who travelled on a ship that sank, and whether they were saved."""
    random = np.random.default_rng(1912)
    rows = []
    for _ in range(400):
        place = random.choice(["first", "second", "third"], p=[0.25, 0.2, 0.55])
        sex = random.choice(["female", "male"], p=[0.36, 0.64])
        age = round(float(np.clip(random.normal({"first": 38, "second": 30, "third": 25}[place], 13), 1, 80)))
        fare = round(float({"first": 84, "second": 21, "third": 13}[place] * np.exp(random.normal(0, 0.4))), 2)
        port = random.choice(["Cherbourg", "Queenstown", "Southampton"], p=[0.2, 0.1, 0.7])
        score = 1.0 + 2.5 * (sex == "female") - {"first": 0.9, "second": 1.9, "third": 3.0}[place] - 0.03 * (age - 30)
        saved = random.random() < 1 / (1 + np.exp(-score))
        rows.append([place, sex, "" if random.random() < 0.15 else age, fare, port, "yes" if saved else "no"])
    return rows


HEADER = ["class", "sex", "age", "fare", "port", "saved"]
if "--write" in sys.argv:
    with open(FOLDER + "/passengers.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(passengers())


def table(name):
    with open(f"{FOLDER}/{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


def scores(model, x, y, names):
    folds = RepeatedKFold(n_splits=5, n_repeats=10, random_state=0)
    found = cross_validate(model, x, y, cv=folds, scoring=names)
    return {
        name: [round(abs(float(found["test_" + key].mean())), 4), round(float(found["test_" + key].std()), 4)]
        for name, key in names.items()
        for key in [name]
    }


cars = table("mtcars")
numbers = ["cyl", "disp", "hp", "drat", "wt", "qsec", "am"]
x = np.array([[float(row[name]) for name in numbers] for row in cars])
y = np.array([float(row["mpg"]) for row in cars])
result = {"mtcars": scores(make_pipeline(StandardScaler(), LinearRegression()), x, y, {"rmse": "neg_root_mean_squared_error"})}

people = table("passengers")
x = np.array(
    [[row["class"], row["sex"], row["port"], float(row["age"] or "nan"), float(row["fare"])] for row in people], dtype=object
)
y = np.array([row["saved"] for row in people])
encode = ColumnTransformer(
    [
        ("words", OneHotEncoder(), [0, 1, 2]),
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), [3, 4]),
    ]
)
model = make_pipeline(encode, LogisticRegression(penalty=None, max_iter=5000))
result["passengers"] = scores(model, x, y, {"accuracy": "accuracy", "auc": "roc_auc"})
print(json.dumps(result, indent=2))
