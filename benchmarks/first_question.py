"""How long does a new process take to its first answer, and how large does it grow?

    python -m benchmarks.first_question [--loans 100000 5000000] [--keep FOLDER]

Each run is a process of its own that imports the metrics, opens a snapshot and asks one
question: as the command line does, from files, and as the dashboard does, with the
rollups in memory (`resident`). Prints the median of the runs: milliseconds from opening
to the answer, from the start of the process to the answer, the CPU of the whole process
and its peak memory. The operating system has the files in its cache, as it has where a
process is started again.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.asking import QUESTIONS
from benchmarks.samples import ROOT, prepared

PROCESS = """
import sys, time
from pathlib import Path
from metrics import CATALOGUE, open_book
started = time.perf_counter()
book = open_book(Path(sys.argv[1]), resident=sys.argv[3] == "resident")
CATALOGUE[sys.argv[2]].run(book)
print(time.perf_counter() - started)
"""


def measured(snapshot: Path, question: str, how: str) -> tuple[float, ...]:
    """Milliseconds from open and from start to the answer, of CPU, and peak MB."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, str(snapshot), question, how],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    took = json.loads(process.stdout.readline())
    answered = time.perf_counter()
    _, status, usage = os.wait4(process.pid, 0)
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return (
        1000 * took,
        1000 * (answered - started),
        1000 * cpu,
        usage.ru_maxrss / 1024,
    )


def main() -> None:
    """Measures every size and question, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--loans", type=int, nargs="+", default=[100_000])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    print(
        "| loans | question | rollups | ms from open | ms from start | CPU ms "
        "| peak MB |"
    )
    print("|" + "---|" * 7)
    with tempfile.TemporaryDirectory() as temporary:
        for loans in asked.loans:
            _, store = prepared(asked.keep or Path(temporary), loans)
            snapshot = store.current().path
            for question in QUESTIONS:
                for how in ("files", "resident"):
                    runs = [
                        measured(snapshot, question, how) for _ in range(asked.runs)
                    ]
                    cells = [
                        statistics.median(values) for values in zip(*runs, strict=True)
                    ]
                    print(
                        f"| {loans:,} | {question} | {how} | {cells[0]:,.0f} "
                        f"| {cells[1]:,.0f} | {cells[2]:,.0f} | {cells[3]:,.0f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
