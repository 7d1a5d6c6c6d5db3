"""Does any figure differ from the twin, an independent recount in plain Python?

    python -m benchmarks.twin [--books 500] [--each 1] [--seed 0]

Draws small random books (tests/oracle/rich.py: large money, ties, empty and late
months, NULLs, border days, a single loan), publishes each, asks every metric `--each`
random questions, of the rollups where they can answer and of the facts, and compares
every cell with the recount (tests/oracle): counts and text the same, money and ratios
within 1e-12 of themselves. A difference is printed with its book's seed and its
question, and ends it with exit 1. `--seed` is that of the first book.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.checking import checked_here
from tests.twin import OPTIONS, compared

SHOWN = 40


def main() -> None:
    """Compares book by book, and prints what was compared."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--books", type=int, default=500)
    parser.add_argument("--each", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    started = time.process_time()
    answers, cells, traits = Counter(), Counter(), Counter()
    differences: list[str] = []
    for seed in range(asked.seed, asked.seed + asked.books):
        with tempfile.TemporaryDirectory() as folder, checked_here():
            seen = compared(seed, Path(folder), asked.each)
        answers += seen.answers
        cells += seen.cells
        traits.update(seen.traits)
        for difference in seen.differences[: SHOWN - len(differences)]:
            print(difference, flush=True)
        differences += seen.differences
    print("| metric | answers | cells |\n|---|---|---|")
    for name in OPTIONS:
        print(f"| {name} | {answers[name]:,} | {cells[name]:,} |")
    print(f"| all | {answers.total():,} | {cells.total():,} |")
    print(f"\n{asked.books} books from seed {asked.seed}, of them with")
    print(", ".join(f"{name} {count}" for name, count in traits.most_common()) + ";")
    print(f"{len(differences)} differences.")
    print(f"CPU {time.process_time() - started:,.0f} s.")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
