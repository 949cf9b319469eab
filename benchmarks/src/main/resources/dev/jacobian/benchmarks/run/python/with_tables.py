"""W6: a file of numbers as two arrays of float32, features and target, as fast as each library's own
ways go: columns are read as float32 where that can be asked for."""

import importlib

import numpy as np
import tasks
from worker import processors

LIBRARIES = {
    "PANDAS": ("pandas",),
    "PANDAS_ARROW": ("pandas", "pyarrow"),
    "ARROW": ("pyarrow",),
    "POLARS": ("polars",),
}


def about(contender):
    names = LIBRARIES[contender]
    text = ", ".join(f"{name} {importlib.import_module(name).__version__}" for name in names)
    if contender == "PANDAS":
        return text + ", 1 thread"
    if contender == "POLARS":
        import polars

        return f"{text}, {polars.thread_pool_size()} threads"
    import pyarrow

    pyarrow.set_cpu_count(processors())
    return f"{text}, {pyarrow.cpu_count()} threads"


def program(contender, workload, file):
    read = {
        "PANDAS": pandas_("c"),
        "PANDAS_ARROW": pandas_("pyarrow"),
        "ARROW": arrow,
        "POLARS": polars_,
    }
    return Reading(file, read[contender])


def pandas_(engine):
    def read(file):
        import pandas

        frame = pandas.read_csv(file, engine=engine)
        y = frame.pop(tasks.CSV_TARGET).to_numpy(dtype="float32")
        return frame.to_numpy(dtype="float32"), y

    return read


def arrow(file):
    import pyarrow
    from pyarrow import csv

    columns = tasks.CSV_FEATURES + [tasks.CSV_TARGET]
    types = {name: pyarrow.float32() for name in columns}
    table = csv.read_csv(file, convert_options=csv.ConvertOptions(column_types=types))
    x = np.empty((table.num_rows, len(tasks.CSV_FEATURES)), "float32")
    for index, name in enumerate(tasks.CSV_FEATURES):
        x[:, index] = table.column(name).to_numpy()
    return x, table.column(tasks.CSV_TARGET).to_numpy()


def polars_(file):
    import polars

    columns = tasks.CSV_FEATURES + [tasks.CSV_TARGET]
    frame = polars.read_csv(file, schema_overrides={name: polars.Float32 for name in columns})
    return frame.select(tasks.CSV_FEATURES).to_numpy(), frame[tasks.CSV_TARGET].to_numpy()


class Reading:
    def __init__(self, file, read):
        self.file = file
        self.read = read

    def run(self):
        self.x, self.y = self.read(self.file)

    def results(self):
        judged = slice(tasks.CSV_JUDGED)
        return [len(self.y), self.x[judged].sum(dtype="float64"), self.y[judged].sum(dtype="float64")]
