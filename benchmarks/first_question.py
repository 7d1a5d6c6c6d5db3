"""How long does a new process take to its first answer, and how large does it become?

    python benchmarks/first_question.py --store STORE [--runs 7]

Every run is a process of its own that opens the snapshot and asks one question, as the
command line does. Prints the medians: milliseconds from opening the snapshot to the
answer, from the start of the process to the answer (Python and its libraries included),
and the peak memory.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUESTIONS = ("vintage", "delinquency", "funnel", "channel_roi")

CHILD = """
import sys, time
from pathlib import Path
from metrics import CATALOGUE, open_book
started = time.perf_counter()
CATALOGUE[sys.argv[2]].run(open_book(Path(sys.argv[1])))
print((time.perf_counter() - started) * 1000)
"""


def asked(snapshot: Path, question: str) -> tuple[float, float, float]:
    """Milliseconds from opening and from the start of the process, and peak MB."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(snapshot), question],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{question} was not answered.")
    return float(told), (time.perf_counter() - started) * 1000, usage.ru_maxrss / 1024


def main() -> None:
    """Measures every question and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    current = (given.store / "CURRENT").read_text("utf-8").strip()
    snapshot = given.store.resolve() / "snapshots" / current
    print("| first question | from opening, ms | from the start, ms | peak MB |")
    print("|---|---|---|---|")
    for question in QUESTIONS:
        runs = [asked(snapshot, question) for _ in range(given.runs)]
        opening, start, peak = map(statistics.median, zip(*runs, strict=True))
        print(
            f"| {question} | {opening:,.0f} | {start:,.0f} | {peak:,.0f} |", flush=True
        )


if __name__ == "__main__":
    main()
