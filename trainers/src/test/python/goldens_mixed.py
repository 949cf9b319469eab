"""Writes a table of mixed columns, and what scikit-learn's least squares makes of it.

Usage: python goldens_mixed.py ../resources/goldens/mixed
mixed.csv has the training rows, new.csv rows to predict, and mixed.txt: the coefficients of the first target as the report
names them, then its R2, then the predictions of both targets for the new rows, row-major.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import OneHotEncoder


def table(rng, rows):
    days = pd.Timestamp("2024-03-01") + pd.to_timedelta(rng.integers(0, 300, rows), unit="D")
    return pd.DataFrame({
        "weight": rng.normal(3, 0.8, rows).round(3),
        "gearbox": rng.choice(["manual", "automatic"], rows),
        "cylinders": rng.choice([4, 6, 8], rows),
        "turbo": rng.choice(["yes", "no"], rows),
        "sold": days.strftime("%Y-%m-%d"),
    })


def inputs(frame):
    sold = pd.to_datetime(frame["sold"])
    encoded = pd.DataFrame({"weight": frame["weight"]})
    for name, column, first in [("gearbox", frame["gearbox"], "automatic"), ("cylinders", frame["cylinders"], 4)]:
        for category in sorted(column.unique()):
            if category != first:
                encoded[f"{name}={category} vs {first}"] = (column == category).astype(float)
    encoded["turbo"] = (frame["turbo"] == "yes").astype(float)
    for part, attribute in [("month", "month"), ("day", "day"), ("weekday", "dayofweek")]:
        encoded[f"sold.{part}"] = getattr(sold.dt, attribute)
    return encoded


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(23)
    train, new = table(rng, 120), table(rng, 40)
    signal = (30 - 3 * train["weight"] + 2 * (train["gearbox"] == "manual") - 0.5 * train["cylinders"]
              + 1.5 * (train["turbo"] == "yes"))
    targets = pd.DataFrame({"mpg": (signal + rng.normal(0, 1, 120)).round(4),
                            "price": (20_000 + 900 * train["cylinders"] + rng.normal(0, 500, 120)).round(2)})
    pd.concat([train, targets], axis=1).to_csv(folder / "mixed.csv", index=False)
    new.to_csv(folder / "new.csv", index=False)
    x = inputs(train)
    model = LinearRegression().fit(x, targets)
    # The same model by scikit-learn's own encoder: what is dropped does not change what is predicted.
    onehot = ColumnTransformer([("c", OneHotEncoder(), ["gearbox", "cylinders"])], sparse_threshold=0)
    rest = ["weight", "turbo", "sold.month", "sold.day", "sold.weekday"]
    full = LinearRegression().fit(np.hstack([onehot.fit_transform(train), x[rest]]), targets)
    predicted = model.predict(inputs(new))
    np.testing.assert_allclose(full.predict(np.hstack([onehot.transform(new), inputs(new)[rest]])), predicted, rtol=1e-9)
    with open(folder / "mixed.txt", "w") as out:
        for name, value in zip(["intercept", *x.columns], [model.intercept_[0], *model.coef_[0]]):
            print(name, repr(float(value)), sep="\t", file=out)
        r2 = LinearRegression().fit(x, targets["mpg"]).score(x, targets["mpg"])
        print("r2", repr(float(r2)), sep="\t", file=out)
        print("predictions", " ".join(repr(float(v)) for v in predicted.ravel()), sep="\t", file=out)


if __name__ == "__main__":
    main()
