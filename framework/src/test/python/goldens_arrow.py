"""Arrow files and streams of pyarrow in every type and compression, and their values.

    python goldens_arrow.py      (pyarrow 25)

writes ../resources/goldens/arrow: the table of goldens_parquet.py, with what only Arrow has.
"""

import decimal
import pathlib

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc

from goldens_parquet import ROWS, columns, write_values

FOLDER = pathlib.Path(__file__).parent / "../resources/goldens/arrow"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = columns()
    texts = found["large_string"][2]
    words = found["string"][2]
    found["view"] = (pa.array([None if i % 9 == 4 else t for i, t in enumerate(texts)], pa.string_view()), "TEXT",
                     [None if i % 9 == 4 else t for i, t in enumerate(texts)])
    small = [decimal.Decimal(i - 50).scaleb(-2) for i in range(ROWS)]
    for bits, make in ((32, pa.decimal32), (64, pa.decimal64)):
        found[f"small_decimal{bits}"] = (pa.array(small, make(9, 2)), "NUMBER", [float(v) for v in small])
    numbers = [float(i % 5) for i in range(ROWS)]
    found["number_dictionary"] = (pa.array(numbers).dictionary_encode(), "NUMBER", numbers)
    found["byte_dictionary"] = (
        pa.array(words).dictionary_encode().cast(pa.dictionary(pa.uint8(), pa.string())), "TEXT", words)
    found["runs"] = (pa.array([i // 50 for i in range(ROWS)]), "OTHER", [])
    found["views_in_list"] = (pa.array([["a" * 20]] * ROWS, pa.list_(pa.string_view())), "OTHER", [])
    write_values(FOLDER, found)
    table = pa.table({name: array for name, (array, _, _) in found.items()})
    runs = table.schema.get_field_index("runs")
    import pyarrow.compute as pc
    table = table.set_column(runs, "runs", pc.run_end_encode(table["runs"]))
    # What only Arrow has lies before and behind what it shares, so that the places of buffers matter.
    order = ["views_in_list", "struct", "runs", *[n for n in table.column_names if n not in ("views_in_list", "struct", "runs")]]
    table = table.select(order)

    def write(path, make, **options):
        with make(FOLDER / path, table.schema, options=ipc.IpcWriteOptions(**options)) as writer:
            writer.write_table(table, max_chunksize=90)

    write("types.arrow", ipc.new_file)
    write("types.arrows", ipc.new_stream)
    write("zstd.arrow", ipc.new_file, compression="zstd")
    write("lz4.arrows", ipc.new_stream, compression="lz4")

    flat = table.select([n for n in table.column_names if found[n][1] != "OTHER" and n != "view"])
    feather.write_feather(flat, FOLDER / "flat.feather", compression="lz4", chunksize=70)
    with ipc.new_stream(FOLDER / "old.arrows", flat.schema, options=ipc.IpcWriteOptions(
            metadata_version=ipc.MetadataVersion.V4, use_legacy_format=True)) as writer:
        writer.write_table(flat, max_chunksize=90)

    # A dictionary for each batch: one replaces the other, or adds to it.
    for name, deltas in (("replaced.arrows", False), ("added.arrows", True)):
        known = []
        schema = pa.schema([("string", pa.dictionary(pa.int16(), pa.string()))])
        with ipc.new_stream(FOLDER / name, schema, options=ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)) as writer:
            for start in range(0, ROWS, 4):
                part = words[start:start + 4]
                if deltas:
                    known = known + [w for w in dict.fromkeys(part) if w is not None and w not in known]
                else:
                    known = [w for w in dict.fromkeys(part) if w is not None]
                places = pa.array([None if w is None else known.index(w) for w in part], pa.int16())
                writer.write_batch(pa.record_batch([pa.DictionaryArray.from_arrays(places, pa.array(known, pa.string()))], schema=schema))


if __name__ == "__main__":
    main()
