"""Writes goldens/tables.txt: tables of mixed columns, and what pandas and scikit-learn make of them.

Usage: python goldens_tables.py > ../resources/goldens/tables.txt
A line is, separated by tabs: name; the CSV file in base64; the types of columns that are no numbers, as in URLs; how many of the
rows train; the names of the inputs, as in URLs; the inputs of all rows, float64, row-major.
Numbers and parts of dates are filled in with the mean and scaled, categories with the most frequent and one-hot, truth
values with the most frequent. A date is filled in before its parts are taken.
"""

import base64
import io
from urllib.parse import quote_plus, urlencode

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

PARTS = {"year": "year", "month": "month", "day": "day", "weekday": "dayofweek",
         "hour": "hour", "minute": "minute", "second": "second"}


def dates(table, column, train):
    """Returns the parts that vary in the training rows, those of the mean date where none is given."""
    moments = pd.to_datetime(table[column], format="ISO8601")
    filled = moments.fillna(moments[:train].mean())
    parts = pd.DataFrame({f"{column}.{name}": getattr(filled.dt, part) for name, part in PARTS.items()})
    varying = [name for name in parts if parts[name][:train][moments.notna()].nunique() > 1]
    return parts[varying]


def emit(name, text, types, train):
    table = pd.read_csv(io.StringIO(text), float_precision="round_trip",
                        dtype={c: "object" for c, t in types.items() if t in ("category", "boolean")})
    blocks, names = [], []
    for column in table:
        kind = types.get(column, "number")
        if kind == "date":
            block = dates(table, column, train).astype("float64")
            encoder = StandardScaler()
            names += list(block.columns)
        elif kind == "category":
            block = table[[column]]
            encoder = make_pipeline(SimpleImputer(strategy="most_frequent"),
                                    OneHotEncoder(sparse_output=False, handle_unknown="ignore"))
        elif kind == "boolean":
            truth = {"true": 1.0, "yes": 1.0, "t": 1.0, "1": 1.0, "false": 0.0, "no": 0.0, "f": 0.0, "0": 0.0}
            block = table[[column]].map(lambda v: v if pd.isna(v) else truth[str(v).lower()]).astype("float64")
            encoder = SimpleImputer(strategy="most_frequent")
            names.append(column)
        else:
            block = table[[column]].astype("float64")
            encoder = make_pipeline(SimpleImputer(), StandardScaler())
            names.append(column)
        transformer = ColumnTransformer([("all", encoder, list(block.columns))])
        blocks.append(transformer.fit(block[:train]).transform(block))
        if kind == "category":
            names += [f"{column}={c}" for c in transformer.named_transformers_["all"][-1].categories_[0]]
    inputs = np.hstack(blocks)
    print("\t".join([name, base64.b64encode(text.encode()).decode(), urlencode(types), str(train),
                     "&".join(map(quote_plus, names)), " ".join(repr(float(v)) for v in inputs.ravel())]))


def csv(table, **options):
    return table.to_csv(index=False, **options)


def mixed(rng, rows, hole):
    """Returns a table with every type, of whose cells a share is missing."""
    start = pd.Timestamp("2021-11-03T05:00:00")
    table = pd.DataFrame({
        "age": rng.normal(30, 12, rows).round(1),
        "sex": rng.choice(["male", "female"], rows, p=[0.6, 0.4]),
        "port": rng.choice(["S", "C", "Q", "Ångström", 'with "quotes", and comma'], rows),
        "alone": rng.choice(["True", "False"], rows),
        "opted": rng.choice(["yes", "no"], rows),
        "sold": [(start + pd.Timedelta(minutes=int(m))).isoformat(sep=str(rng.choice(["T", " "])))
                 for m in rng.integers(0, 900_000, rows)],
        "fare": rng.lognormal(2, 1, rows).round(4),
    })
    for column in table:
        table.loc[rng.random(rows) < hole, column] = None
    return table


def main():
    rng = np.random.default_rng(15)
    types = {"sex": "category", "port": "category", "alone": "boolean", "opted": "boolean", "sold": "date"}
    # Every category occurs in the training rows: those of the file are the categories.
    emit("mixed", csv(mixed(rng, 60, 0)), types, 60)
    emit("missing", csv(mixed(rng, 200, 0.15)), types, 150)
    emit("marked", csv(mixed(rng, 120, 0.1), na_rep="NA"), types, 100)
    days = pd.DataFrame({"day": pd.date_range("2024-02-25", periods=10).strftime("%Y-%m-%d"), "x": range(10)})
    emit("days", csv(days), {"day": "date"}, 10)
    emit("one month", csv(days[:4]), {"day": "date"}, 4)
    old = pd.DataFrame({"day": ["1899-12-31", "1900-03-01", "2000-02-29", "1969-12-31T23:59:59", "2100-03-01T00:00:01"]})
    emit("old", csv(old), {"day": "date"}, 5)
    emit("fractions", "at,x\n2024-01-01T00:00:00.25,1\n2024-01-01 00:00:59.75,2\n1969-12-31T23:59:59.999,3\n", {"at": "date"}, 3)
    emit("truths", "a,b,c\nTRUE,t,1\nfalse,f,0\n,,\nTrue,t,1\n", {"a": "boolean", "b": "boolean", "c": "boolean"}, 4)
    cars = pd.DataFrame({"am": ["manual", "automatic"] * 8, "mpg": rng.normal(20, 5, 16).round(1)})
    emit("case of two", csv(cars), {"am": "category"}, 16)


if __name__ == "__main__":
    main()
