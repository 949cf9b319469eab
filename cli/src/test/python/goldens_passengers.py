"""Writes a made table like the Titanic's passengers, and what scikit-learn's logistic regression makes of it.

Usage: python goldens_passengers.py ../resources/goldens/passengers
train.csv has the training rows with gaps, new.csv rows to predict (with a port that no training row has, and gaps), and
right.txt: the log loss and accuracy on the training rows, then the probability of yes of each new row.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def passengers(rng, rows):
    first = rng.choice(["Anna", "Olga", "Karl", "Otto", "Rosa", "Emil"], rows)
    table = pd.DataFrame({
        "id": np.arange(1, rows + 1),
        "name": [f"{name}, No. {i}" for i, name in enumerate(first)],
        "class": rng.choice([1, 2, 3], rows, p=[0.25, 0.2, 0.55]),
        "sex": rng.choice(["female", "male"], rows, p=[0.4, 0.6]),
        "age": rng.uniform(1, 70, rows).round(1),
        "fare": rng.lognormal(2.5, 0.8, rows).round(4),
        "alone": rng.choice(["True", "False"], rows),
        "port": rng.choice(["S", "C", "Q"], rows, p=[0.7, 0.2, 0.1]),
    })
    score = (1.2 - 0.7 * (table["class"] - 1) + 1.8 * (table["sex"] == "female") - 0.02 * table["age"]
             - 1.2 + 0.3 * (table["port"] == "C"))
    table["survived"] = np.where(rng.random(rows) < 1 / (1 + np.exp(-score)), "yes", "no")
    table.loc[rng.random(rows) < 0.2, "age"] = None
    table.loc[rng.random(rows) < 0.02, "port"] = None
    return table


def main():
    folder = Path(sys.argv[1])
    rng = np.random.default_rng(1912)
    train, new = passengers(rng, 500), passengers(rng, 60).drop(columns="survived")
    new.loc[[3, 17], "port"] = "X"
    train.to_csv(folder / "train.csv", index=False)
    new.to_csv(folder / "new.csv", index=False)
    truth = SimpleImputer(strategy="most_frequent")
    columns = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["age", "fare"]),
        ("categories", make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")),
         ["class", "sex", "port"]),
        ("truth", truth, ["alone"]),
    ])
    for table in (train, new):
        table["alone"] = (table["alone"] == "True").astype(float)
        # pandas has numbers with gaps as None here and there; scikit-learn wants NaN.
        table["port"] = table["port"].astype("object").where(table["port"].notna(), np.nan)
    model = make_pipeline(columns, LogisticRegression(penalty=None, tol=1e-12, max_iter=100_000)).fit(train, train["survived"])
    yes = list(model.classes_).index("yes")
    with open(folder / "right.txt", "w") as out:
        print(repr(float(log_loss(train["survived"], model.predict_proba(train)))), file=out)
        print(repr(float(model.score(train, train["survived"]))), file=out)
        for probability in model.predict_proba(new)[:, yes]:
            print(repr(float(probability)), file=out)


if __name__ == "__main__":
    main()
