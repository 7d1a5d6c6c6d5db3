"""Does any metric break a law by any dimension, on random books?

    python -m benchmarks.laws [--cases 200] [--seed 0]

A case is one random book (tests/oracle/rich.py) of which every metric is asked by one
of its dimensions, and the same book told otherwise: its rows turned round and in three
files, its money times seven, with an older month, with days at both ends of what no
border parts and one day over it. tests/laws.py has the laws. Prints per law how often
it was tried, on how many pairs of metric and dimension, and what broke it; a break ends
it with exit 1. Ctrl-C ends it after the case at hand, and prints what was tried.
"""

import argparse
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.checking import checked_here
from tests.laws import LAWS, tried


def main() -> None:
    """Tries case by case, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    started = time.process_time()
    pairs: Counter = Counter()
    breaks: list[str] = []
    done, is_over = 0, threading.Event()
    # Not KeyboardInterrupt: within a query DuckDB makes an error of its own of that.
    signal.signal(signal.SIGINT, lambda *_: is_over.set())
    for seed in range(asked.seed, asked.seed + asked.cases):
        if is_over.is_set():
            break
        with tempfile.TemporaryDirectory() as folder, checked_here():
            found = tried(seed, Path(folder))
        pairs += found.pairs
        breaks += found.breaks
        done += 1
        for line in found.breaks:
            print(line, flush=True)
        if done % 10 == 0:
            print(f"{done} cases", file=sys.stderr, flush=True)
    print("| law | trials | metrics by dimensions |\n|---|---|---|")
    for law in LAWS:
        of_law = {key: count for key, count in pairs.items() if key[0] == law}
        print(f"| {law} | {sum(of_law.values()):,} | {len(of_law)} |")
    print(f"\n{done} cases from seed {asked.seed}, {len(breaks)} breaks;")
    print(f"CPU {time.process_time() - started:,.0f} s.")
    sys.exit(bool(breaks))


if __name__ == "__main__":
    main()
