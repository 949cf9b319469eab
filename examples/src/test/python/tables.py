"""Makes examples/data/passengers.csv and wines.csv and prints what scikit-learn scores on the tables of docs/tables.md.

    python tables.py DATA_FOLDER          # prints; with --write it makes both anew
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


def wines():
    """Rows drawn at random: what a laboratory measured of wines of three vineyards, which differ a little in each."""
    random = np.random.default_rng(1976)
    center = {"north": [13.7, 2.0, 2.4, 17.0, 106, 2.8, 5.5, 1120], "slope": [12.3, 1.9, 2.2, 20.2, 94, 2.3, 3.1, 620], "valley": [13.1, 3.3, 2.4, 21.4, 99, 1.7, 7.4, 730]}
    spread = [0.6, 0.9, 0.25, 3.2, 13, 0.6, 1.7, 220]
    digits = [2, 2, 2, 1, 0, 2, 2, 0]
    rows = []
    for _ in range(180):
        vineyard = random.choice(["north", "slope", "valley"], p=[0.33, 0.4, 0.27])
        values = random.normal(center[vineyard], spread)
        rows.append([f"{abs(v):.{d}f}".replace(".", ",") for v, d in zip(values, digits)] + [vineyard])
    return rows


HEADER = ["class", "sex", "age", "fare", "port", "saved"]
if "--write" in sys.argv:
    with open(FOLDER + "/passengers.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(passengers())
    with open(FOLDER + "/wines.csv", "w", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["alcohol", "malic acid", "ash", "alkalinity", "magnesium", "phenols", "colour", "proline", "vineyard"])
        writer.writerows(wines())


def table(name, delimiter=","):
    with open(f"{FOLDER}/{name}.csv", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


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

bottles = table("wines", ";")
y = np.array([row.pop("vineyard") for row in bottles])
x = np.array([[float(value.replace(",", ".")) for value in row.values()] for row in bottles])
model = make_pipeline(StandardScaler(), LogisticRegression(penalty=None, max_iter=5000))
result["wines"] = scores(model, x, y, {"accuracy": "accuracy", "f1_macro": "f1_macro"})
print(json.dumps(result, indent=2))
