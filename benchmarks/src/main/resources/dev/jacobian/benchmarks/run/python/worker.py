"""Does the work of peers from Python when told to. The protocol is that of Protocol.java.

    worker.py WORKLOAD FILE CONTENDER     serves
    worker.py first CONTENDER             makes the model and trains one step
    worker.py about CONTENDER             says what it runs on
    worker.py digits FILE                 writes scikit-learn's digits, which W14 reads
"""

import importlib
import os
import sys
import time

MARK = "#bench "
CHECKPOINTS = {"W1": (0, 20), "W2": (0, 20), "W3": (0, 1), "W9": (0, 20), "W10": (0, 20), "W16": (0, 20), "W17": (0, 5)}
MODULES = {
    "TRANSFORMERS": "with_transformers",
    "TRANSFORMERS_ALL": "with_transformers",
    "JAX": "with_jax",
    "PANDAS": "with_tables",
    "PANDAS_ARROW": "with_tables",
    "ARROW": "with_tables",
    "POLARS": "with_tables",
}


def answer(text):
    print(MARK + text, flush=True)


def module(contender):
    return importlib.import_module(MODULES.get(contender, "with_torch"))


def about(contender):
    import numpy

    text = module(contender).about(contender)
    return f"{text}, NumPy {numpy.__version__}, Python {sys.version.split()[0]}"


def processors():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def warm(work, seconds):
    start = time.perf_counter()
    calls = 1
    while True:
        took = run(work, calls)
        if time.perf_counter() - start >= seconds:
            return calls, took
        if took < seconds / 10:
            calls *= 2


def run(work, calls):
    """What is computed in the background has to be finished when the clock stops."""
    start = time.perf_counter()
    for _ in range(calls):
        work.run()
    if calls > 0 and hasattr(work, "finish"):
        work.finish()
    return time.perf_counter() - start


def resident():
    """Bytes of resident memory of this process; nan where the system has no such table."""
    try:
        with open("/proc/self/status") as table:
            return next(1024.0 * int(line.split()[1]) for line in table if line.startswith("VmRSS:"))
    except OSError:
        return float("nan")


def check(work, workload):
    numbers = []
    calls = 0
    for checkpoint in CHECKPOINTS.get(workload, (1,)):
        run(work, checkpoint - calls)
        calls = checkpoint
        numbers += work.results()
    return " ".join(repr(float(number)) for number in numbers)


def serve(workload, file, contender):
    try:
        text = about(contender)
        work = module(contender).program(contender, workload, file)
        checked = check(work, workload)
    except Exception as missing:
        # A peer that fails, as one does whose compiler lacks something, does not end the run of the others.
        answer("absent " + (str(missing).strip() or repr(missing)).splitlines()[0])
        return
    answer("about " + text)
    answer("check " + checked)
    for line in sys.stdin:
        command, _, amount = line.split()
        if command == "resident":
            answer(f"resident {resident()!r}")
            continue
        if command == "warm":
            calls, took = warm(work, float(amount))
        else:
            calls = int(amount)
            took = run(work, calls)
        answer(f"took {calls} {took!r}")


def once(work):
    try:
        answer(work())
    except ImportError as missing:
        answer("absent " + str(missing))


def first(contender):
    work = module(contender).program(contender, "W1", "")
    run(work, 1)
    return "done"


def digits(file):
    import numpy
    from sklearn.datasets import load_digits

    data = load_digits()
    numpy.savez(file, x=data.data.astype("float32"), y=data.target.astype("int64"))
    return "done"


def main(command, *arguments):
    if command == "first":
        once(lambda: first(*arguments))
    elif command == "about":
        once(lambda: "about " + about(*arguments))
    elif command == "digits":
        once(lambda: digits(*arguments))
    else:
        serve(command, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
