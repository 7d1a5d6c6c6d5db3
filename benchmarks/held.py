"""What does DuckDB hold of queries that have ended?

    python -m benchmarks.held [--queries 24000]

One join of a small table to itself, over and over on one connection. Prints what the
process has allocated and not given back, from the start, in eight steps; and what is
left of it once the database is closed. Needs Linux with glibc, which counts it.
"""

import argparse
import ctypes
import gc

import duckdb

STEPS = 8
QUERY = (
    "select count(*) from t join (select a, max(b) as b from t group by a) using (b)"
)


class _Counts(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks"),
            *("uordblks", "fordblks", "keepcost"),
        )
    ]


def allocated_mb() -> float:
    """What glibc has handed out in pieces and not got back."""
    gc.collect()
    counted = ctypes.CDLL("libc.so.6").mallinfo2
    counted.restype = _Counts
    return counted().uordblks / 2**20


def main() -> None:
    """Runs the query so often, and prints a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--queries", type=int, default=24_000)
    asked = parser.parse_args()
    con = duckdb.connect(config={"threads": 2})
    con.execute("create table t as select range % 10 as a, range as b from range(2000)")
    cursor = con.cursor()
    cursor.execute(QUERY).fetchall()
    start = allocated_mb()
    print(f"DuckDB {duckdb.__version__}\n| queries | MB more |\n|---|---|")
    for step in range(1, STEPS + 1):
        for _ in range(asked.queries // STEPS):
            cursor.execute(QUERY).fetchall()
        print(f"| {step * (asked.queries // STEPS):,} | {allocated_mb() - start:.1f} |")
    cursor.close()
    con.close()
    print(f"| closed | {allocated_mb() - start:.1f} |")


if __name__ == "__main__":
    main()
