"""Writes goldens/csv.txt: tables, how to read them, and what pandas reads. Needs pandas.

A line is a case, its fields separated by tabs: kind, options, the file's bytes in base64, the names of the columns, and the
rows of numbers. Options and names are encoded as in URLs. Missing numbers are nan, True and False are 1 and 0. What pandas calls Unnamed because its name is empty has an empty name.

    python goldens_csv.py ../resources/goldens/csv.txt
"""

import base64
import io
import sys
from urllib.parse import quote_plus, urlencode

import pandas


def case(kind, content, **options):
    """Returns the line of a table. Options are those of pandas.read_csv."""
    encoding = options.get("encoding", "utf-8")
    data = content if isinstance(content, bytes) else content.encode(encoding)
    table = pandas.read_csv(io.BytesIO(data), float_precision="round_trip", **options)
    table = table.astype("float64")
    rows = ["; ".join(repr(float(value)) for value in row) for row in table.to_numpy()]
    names = ["" if str(name).startswith("Unnamed: ") else str(name) for name in table.columns]
    return "\t".join([
        kind, urlencode(options, doseq=True), base64.b64encode(data).decode(), "&".join(map(quote_plus, names)),
        " | ".join(rows)])


def decimals():
    for cells in ["2,5", "-0,5", "+3,25", ",5", "5,", "1,5e3", "1,5E-3", "12", "-7", "0,1", '"2,5"', " 2,5 ",
                  "123456789,987654321", "1e5"]:
        yield case("decimal", f"a;b\n{cells};1\n3,5;2\n", sep=";", decimal=",")
    yield case("decimal", 'a,b\n"2,5",1\n"-3,5",2\n', decimal=",")
    yield case("decimal", "a\tb\n2,5\t1\n-3,5\t2\n", sep="\t", decimal=",")


def thousands():
    for separator, cells in [(".", ["1.234,5", "1.234.567", "12.345", "-1.234,25", "999", "+1.000", "1.234,5e2"]),
                             (" ", ["1 234,5", "12 345 678", "-1 234"]), ("'", ["1'234,5", "1'000'000"])]:
        for cell in cells:
            yield case("thousands", f"a;b\n{cell};1\n3;2\n", sep=";", decimal=",", thousands=separator)
    for cell in ["1,234.5", "1,234,567", "12,34,567", "-1,000", "0.5", "1,000e1"]:
        yield case("thousands", f'a;b\n{cell};1\n3;2\n', sep=";", thousands=",")
        yield case("thousands", f'a,b\n"{cell}",1\n3,2\n', thousands=",")
    yield case("thousands", "a;b\n1_000;1\n3;2\n", sep=";", thousands="_")


def markers():
    for marker in ["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
                   "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null", '""', '"NA"']:
        yield case("markers", f"x,z,y\n1,{marker},2\n2,3,4\n7,8,9\n")
    for written, marker in [("-999", "-999"), ("-999.0", "-999"), ("-9.99e2", "-999"), ("missing", "missing"),
                            ("-", "-"), ("*", "*"), ("NA", "-"), ("99", "99.0")]:
        kept = ["NA", marker]
        yield case("markers", f"x,z,y\n1,{written},2\n2,3,4\n7,8,9\n", na_values=kept, keep_default_na=False)


def truths():
    for true, false in [("True", "False"), ("TRUE", "FALSE"), ("true", "false"), ("tRUE", "fAlse"), ('"True"', "False"),
                        ("True", "True"), ("False", "False")]:
        yield case("truths", f"x,y\n{true},1\n{false},2\n{true},3\n")
    for missing in ["", "NA", "nan"]:
        yield case("truths", f"x,y\nTrue,1\n{missing},2\nFalse,3\nTrue,4\n")
    yield case("truths", "x;y\nTrue;1,5\nFalse;2,5\n", sep=";", decimal=",")


def headers():
    for names in ["x,x,y", "x,x,x", "x,x,x.1", "x.1,x,x", "x,x.1,x,x", "x,x,x.1,x.1", "x,x,x,x.2,x", "a,a,b,b",
                  "x,X,x", "x.1,x.1,x", "x,y,x,y,x,y"]:
        count = names.count(",") + 1
        yield case("headers", names + "\n" + ",".join(map(str, range(count))) + "\n")


def spaces():
    for text in ["a b c\n1 2 3\n4 5 6\n", "  a   b\tc\n 1\t\t2  3\n4 5 6  \n", "a b\n1 2\n\n3 4\n", "a b\r\n1 2\r\n3  4",
                 '"a a" b\n1 2\n', "a b\n-1.5e3   +2\n", "\ta\tb\n\t1\t2\n", "a\n1\n2\n", "a b\n1 NA\n2 3\n",
                 'a b\n"1" "2"\n3 4\n', "a b c d\n" + "\n".join(f"{i}  {i * i} \t{-i} {i / 4}" for i in range(20))]:
        yield case("whitespace", text, sep=r"\s+")


def blanks():
    for text in ["a,b\n\n1,2\n", "\n\na,b\n1,2\n", "a,b\n   \n1,2\n", "a,b\n1,2\n  \n\n3,4\n   ", "a,b\n\t\n1,2\n",
                 "a,b\r\n \r\n1,2\r\n", "   \na,b\n1,2\n", "a\tb\n   \n1\t2\n"]:
        yield case("blanks", text, sep="\t" if "a\t" in text else ",")
    yield case("blanks", "a,b\r1,2\r\r3,4\r")
    yield case("blanks", "a,b\r\n1,2\n3,4\r\n")


def encodings():
    text = "größe,é\n1,2.5\n-3,4e2\n"
    for encoding in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252",
                     "iso8859-15", "cp850", "mac-roman"]:
        yield case("encodings", text, encoding=encoding)


def written():
    """What pandas itself writes."""
    table = pandas.DataFrame({"a": [1, 2, 3], "b": [0.1, 1e-300, -2.5e17], "c": [True, False, True],
                              "d": [1.0, None, 3.0]})
    for options, reading in [({}, {}), ({"index": False}, {}), ({"sep": ";", "decimal": ","}, {"sep": ";", "decimal": ","}),
                             ({"na_rep": "NULL"}, {}), ({"float_format": "%.3f"}, {}), ({"quoting": 1}, {}),
                             ({"lineterminator": "\r\n"}, {}), ({"encoding": "utf-16"}, {"encoding": "utf-16"}),
                             ({"sep": "\t"}, {"sep": "\t"}), ({"sep": "|", "index_label": "id"}, {"sep": "|"})]:
        data = io.BytesIO()
        table.to_csv(data, **options)
        yield case("written", data.getvalue(), **reading)


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="ascii", newline="\n") as target:
        for kind in [decimals, thousands, markers, truths, headers, spaces, blanks, encodings, written]:
            for line in kind():
                target.write(line + "\n")
