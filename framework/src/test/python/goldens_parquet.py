"""Parquet files of pyarrow in every type, encoding, compression and kind of page, and their values.

    python goldens_parquet.py      (pyarrow 25)

writes ../resources/goldens/parquet, all from one table. values.txt has for each column its name, the kind that a reader
should give it, and its values: hexadecimal numbers, text as = and its UTF-8 bytes in hexadecimal digits, - for a missing
one.
"""

import datetime as dt
import decimal
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).parent / "../resources/goldens/parquet"
ROWS = 200
random = np.random.default_rng(15)
EPOCH = dt.datetime(1970, 1, 1)


def holes(values, every=7):
    return [None if i % every == 3 else v for i, v in enumerate(values)]


def integers(dtype):
    info = np.iinfo(dtype)
    values = random.integers(info.min, info.max, ROWS, dtype=dtype, endpoint=True)
    values[:4] = [info.min, info.max, 0, 1]
    return [int(v) for v in values]


def seconds(value):
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - EPOCH).total_seconds()
    return float((value - EPOCH.date()).days * 86400)


def columns():
    """Name -> (pyarrow array, kind, expected values)."""
    found = {}

    def number(name, type, values, expected=None):
        expected = [None if v is None else float(v) for v in (expected or values)]
        found[name] = (pa.array(values, type), "NUMBER", expected)

    for bits in (8, 16, 32, 64):
        number(f"int{bits}", pa.type_for_alias(f"int{bits}"), holes(integers(f"int{bits}")))
        number(f"uint{bits}", pa.type_for_alias(f"uint{bits}"), integers(f"uint{bits}"))
    half = random.standard_normal(ROWS).astype(np.float16)
    half[:5] = [6e-8, -6.1e-5, 65504, 0, 1]
    number("float16", pa.float16(), [np.float16(v) for v in half])
    number("float32", pa.float32(), holes([float(v) for v in random.standard_normal(ROWS).astype(np.float32)]))
    double = [float(v) for v in random.standard_normal(ROWS) * 10.0 ** random.integers(-300, 300, ROWS)]
    number("float64", pa.float64(), double)
    number("nan", pa.float64(), [float("nan") if i % 5 == 0 else 0.5 * i for i in range(ROWS)],
           [None if i % 5 == 0 else 0.5 * i for i in range(ROWS)])
    for precision, scale in ((9, 2), (18, 4), (38, 10), (60, 5)):
        with decimal.localcontext() as context:
            context.prec = 80
            values = holes([
                decimal.Decimal(int(random.integers(-10**8, 10**8)) * 10 ** max(0, precision - 18)).scaleb(-scale)
                for _ in range(ROWS)])
        number(f"decimal{precision}", pa.decimal128(precision, scale) if precision < 39 else pa.decimal256(precision, scale), values)
    number("nothing", pa.null(), [None] * ROWS)
    bools = holes([bool(v) for v in random.integers(0, 2, ROWS)])
    found["bool"] = (pa.array(bools), "BOOLEAN", [None if v is None else float(v) for v in bools])

    words = ["", "manual", "automatic", "Größe", "a,b\n\"c\"", "\U0001f600"]
    texts = holes([words[i] for i in random.integers(0, len(words), ROWS)])
    long = [f"row {i // 3}" * (1 + i % 4) for i in range(ROWS)]
    found["string"] = (pa.array(texts), "TEXT", texts)
    found["large_string"] = (pa.array(long, pa.large_string()), "TEXT", long)
    found["dictionary"] = (pa.array(texts).dictionary_encode(), "TEXT", texts)

    days = holes([dt.date(1970, 1, 1) + dt.timedelta(days=int(d)) for d in random.integers(-40000, 40000, ROWS)])
    found["date32"] = (pa.array(days, pa.date32()), "DATE", [seconds(d) for d in days])
    found["date64"] = (pa.array(days, pa.date64()), "DATE", [seconds(d) for d in days])
    micros = holes([int(v) for v in random.integers(-4 * 10**15, 4 * 10**15, ROWS)])
    for unit, per in (("s", 10**6), ("ms", 10**3), ("us", 1), ("ns", None)):
        counts = [None if m is None else m // per if per else m * 1000 + 789 for m in micros]
        scale = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
        expected = [None if c is None else c // scale + (c % scale) / scale for c in counts]
        found[f"timestamp_{unit}"] = (pa.array(counts, pa.timestamp(unit)), "DATE", expected)
    found["timestamp_zone"] = (
        pa.array(micros, pa.timestamp("us", tz="Europe/Berlin")),
        "DATE",
        [None if m is None else m // 10**6 + (m % 10**6) / 10**6 for m in micros],
    )
    found["list"] = (pa.array([[1.0, float(i)] for i in range(ROWS)]), "OTHER", [])
    found["struct"] = (pa.array([{"a": i, "b": {"c": 1}} for i in range(ROWS)]), "OTHER", [])
    found["bytes"] = (pa.array([b"x"] * ROWS), "OTHER", [])
    found["time"] = (pa.array([1000 * i for i in range(ROWS)], pa.time32("ms")), "OTHER", [])
    return found


def show(value):
    if value is None:
        return "-"
    return value.hex() if isinstance(value, float) else "=" + value.encode().hex()


def write_values(folder, found):
    lines = ["\t".join([column, kind] + [show(v) for v in values]) for column, (_, kind, values) in found.items()]
    (folder / "values.txt").write_text("\n".join(lines) + "\n")


def write(name, found, **options):
    table = pa.table({column: array for column, (array, _, _) in found.items()})
    pq.write_table(table, FOLDER / f"{name}.parquet", row_group_size=90, data_page_size=400, **options)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    everything = columns()
    write_values(FOLDER, everything)
    flat = {k: v for k, v in everything.items() if v[1] != "OTHER"}
    write("types", everything, compression="none")
    write("types-v2-checksum", everything, compression="zstd", data_page_version="2.0", write_page_checksum=True)

    few = {k: flat[k] for k in ("int32", "float64", "string", "bool", "decimal38")}
    for codec in ("none", "snappy", "gzip", "zstd", "lz4"):
        for version in ("1.0", "2.0"):
            write(f"few-{codec}-v{version[0]}", few, compression=codec, data_page_version=version)
    write("few-brotli", few, compression="brotli")

    encodings = {}
    for name, (array, kind, _) in flat.items():
        if pa.types.is_integer(array.type) or kind == "DATE":
            encodings[name] = "DELTA_BINARY_PACKED"
        elif kind == "TEXT":
            encodings[name] = "DELTA_BYTE_ARRAY" if name == "large_string" else "DELTA_LENGTH_BYTE_ARRAY"
        elif name.startswith("decimal"):
            encodings[name] = "DELTA_BYTE_ARRAY"
        elif name == "bool":
            encodings[name] = "RLE"
        elif name != "nothing":
            encodings[name] = "BYTE_STREAM_SPLIT"
    write("encodings-delta", flat, compression="none", use_dictionary=False, column_encoding=encodings)
    split = {n: "BYTE_STREAM_SPLIT" for n, e in encodings.items() if e == "DELTA_BINARY_PACKED" or n.startswith("decimal")}
    plain = {n: "PLAIN" for n in flat if n not in split}
    write("encodings-split", flat, compression="snappy", use_dictionary=False, data_page_version="2.0",
          column_encoding={**plain, **split})
    write("encodings-plain", flat, compression="gzip", use_dictionary=False, store_decimal_as_integer=True)

    old = {k: flat[k] for k in ("timestamp_us", "timestamp_ns", "int16", "date32", "decimal9")}
    write("old-int96", old, compression="snappy", version="1.0", use_deprecated_int96_timestamps=True)


if __name__ == "__main__":
    main()
