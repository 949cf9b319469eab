"""One table as CSV, Parquet and Arrow, with missing values in every column but the targets; and a long one, of numbers that
repeat, which is small in a file and takes 120 MB as rows.

    python goldens_sources.py      (pandas 3, pyarrow 25)

writes ../resources/goldens/sources.
"""

import pathlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).parent / "../resources/goldens/sources"
ROWS = 500


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(15)

    def holes(values, every):
        return [None if i % every == 5 else v for i, v in enumerate(values)]

    doubles = random.standard_normal(ROWS) * 10.0 ** random.integers(-30, 30, ROWS)
    seconds = random.integers(-2 * 10**9, 2 * 10**9, ROWS)
    micros = [pd.Timestamp("1970-01-01") + pd.Timedelta(seconds=int(s), microseconds=int(s) % 1000 * 1000) for s in seconds]
    colours = np.array(["red", "green", "Größe 4", "a, b", "violet"])[random.integers(0, 5, ROWS)]
    table = pd.DataFrame({
        "id": np.arange(ROWS),
        "whole": pd.array(holes([int(v) for v in random.integers(-10**15, 10**15, ROWS)], 11), dtype="Int64"),
        "real": holes([float(v) for v in doubles], 13),
        "flag": pd.array(holes([bool(v) for v in random.integers(0, 2, ROWS)], 17), dtype="boolean"),
        "day": pd.array(holes([m.date() for m in micros], 19), dtype=pd.ArrowDtype(pa.date32())),
        "time": pd.Series(holes(micros, 23)),
        "colour": pd.array(holes(colours.tolist(), 29), dtype="string"),
        "target": random.standard_normal(ROWS),
        "kind": np.array(["cat", "dog", "emu"])[random.integers(0, 3, ROWS)],
    })
    table.to_csv(FOLDER / "mixed.csv", index=False)
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(arrow, FOLDER / "mixed.parquet", row_group_size=200, data_page_size=1000, compression="zstd")
    feather.write_feather(arrow, FOLDER / "mixed.arrow", compression="lz4", chunksize=150)

    rows = np.arange(3_000_000)
    long = pa.table({
        "a": pa.array((rows % 1000) * 0.5),
        "b": pa.array((rows // 1000).astype("i4")),
        "c": pa.array(np.array(["x", "y", "z"])[rows % 3]).dictionary_encode(),
        "d": pa.array(rows % 7 == 0, mask=rows % 11 == 0),
        "y": pa.array(rows),
    })
    pq.write_table(long, FOLDER / "long.parquet", compression="zstd", column_encoding={"y": "DELTA_BINARY_PACKED"}, use_dictionary=["a", "b", "c"])
    # A schema and a batch; a test repeats the batch.
    batch = long.slice(0, 10_000).combine_chunks()
    batch = batch.set_column(2, "c", batch["c"].cast(pa.string()))
    with pa.ipc.new_stream(FOLDER / "batch.arrows", batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as out:
        out.write_table(batch)


if __name__ == "__main__":
    main()
