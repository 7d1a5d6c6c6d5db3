"""How long does one question take, of the snapshot and of other engines?

    python -m benchmarks.questions [--loans 100000 1000000] [--runs 9] [--keep FOLDER]
    python -m benchmarks.questions --sides raw pandas --where none region

Makes a sample of each size, publishes it, and asks the everyday questions with the same
filters of the snapshot (`Metric.run`, nothing cached) and of the extract's own Parquet
in other engines (benchmarks/engines/). A side that is not installed is said to be
absent; benchmarks/requirements.txt has what the optional ones need. The sides take
turns, run by run, and every answer must be the snapshot's: a difference ends the
benchmark. `floor` is the least that a question to the files can cost: the sum over the
columns that it reads.

Each side prints its median in milliseconds, of wall clock and of this process's CPU
(PostgreSQL works in processes of its own), and how many times the snapshot's and the
floor's wall clock that is. `--where` names what is filtered beside the everyday
dimensions: `none`, or a dimension that rollups don't keep. The last table is growth:
the medians of the largest size over those of the smallest. `--keep` keeps the samples
for the next call.
"""

import argparse
import importlib
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import pandas as pd

from benchmarks.asking import QUESTIONS, Asked, must_agree, random_filters
from benchmarks.samples import prepared
from metrics import CATALOGUE, Book, open_book

SNAPSHOT, FLOOR = "snapshot", "floor"
ENGINES = ("raw", "pandas", "polars", "chdb", "postgresql")
NAMES = {"raw": "raw DuckDB", "postgresql": "PostgreSQL"}
WHERE = ("none", "region", "risk_grade")

Ask = Callable[[str, Asked], pd.DataFrame]
Times = dict[tuple[str, str, str, int], float]
"""Median milliseconds by question, other dimension, side and loans."""


@dataclass(frozen=True)
class Cost:
    """What one question took, in milliseconds."""

    wall: float
    cpu: float


def found(names: list[str]) -> dict[str, ModuleType]:
    """The engines that are installed; says which are not."""
    engines = {}
    for name in names:
        try:
            engines[name] = importlib.import_module(f"benchmarks.engines.{name}")
        except ModuleNotFoundError as error:
            print(f"{NAMES.get(name, name)} is absent: {error}.\n")
    return engines


def of_snapshot(book: Book) -> Ask:
    """The metric itself."""
    return lambda name, asked: CATALOGUE[name].run(book, asked.filters()).frame


def of_floor(raw: Ask, name: str, asked: Asked) -> pd.DataFrame:
    """The floor below a question, which the raw side knows."""
    return raw(f"floor_{name}", asked)


def timed(ask: Ask, name: str, asked: Asked) -> tuple[Cost, pd.DataFrame]:
    """A question's cost and its answer."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = ask(name, asked)
    return (
        Cost(
            1000 * (time.perf_counter() - wall),
            1000 * (time.process_time() - cpu),
        ),
        answer,
    )


def in_turn(
    sides: dict[str, Ask], name: str, filters: list[Asked]
) -> dict[str, list[Cost]]:
    """The costs of a question on each side, which alternate; the first run warms."""
    costs: dict[str, list[Cost]] = {side: [] for side in sides}
    for number, asked in enumerate(filters):
        truth = None
        for side, ask in sides.items():
            cost, answer = timed(ask, name, asked)
            if truth is None:
                truth = answer
            elif side != FLOOR:
                must_agree(name, truth, answer, side, asked)
            if number:
                costs[side].append(cost)
    return costs


def measure(
    loans: int, folder: Path, modules: dict[str, ModuleType], asked: argparse.Namespace
) -> Times:
    """Every question at one size; prints a row for each side of each."""
    extract, store = prepared(folder, loans)
    medians: Times = {}
    with ExitStack() as stack:
        book = open_book(store.current(), resident=True)
        stack.callback(book.close)
        sides: dict[str, Ask] = {SNAPSHOT: of_snapshot(book)}
        for name, module in modules.items():
            engine = module.opened(extract)
            stack.callback(module.closed, engine)
            sides[name] = partial(module.ask, engine)
            if name == "raw":
                sides[FLOOR] = partial(of_floor, sides[name])
        for where in asked.where:
            also = None if where == "none" else where
            filters = random_filters(book, asked.runs + 1, also)
            for name in asked.questions:
                costs = in_turn(sides, name, filters)
                for side, median in printed(name, where, loans, costs).items():
                    medians[name, where, side, loans] = median
    return medians


def printed(
    name: str, where: str, loans: int, costs: dict[str, list[Cost]]
) -> dict[str, float]:
    """Prints the rows of one question; the median of each side."""
    wall = {s: statistics.median(c.wall for c in found) for s, found in costs.items()}
    cpu = {s: statistics.median(c.cpu for c in found) for s, found in costs.items()}
    for side in costs:
        shown_cpu = "" if side == "postgresql" else f"{cpu[side]:,.1f}"
        floor = f"{wall[side] / wall[FLOOR]:,.1f}x" if FLOOR in wall else ""
        print(
            f"| {name} | {'' if where == 'none' else where} | {loans:,} "
            f"| {NAMES.get(side, side)} | {wall[side]:,.1f} | {shown_cpu} "
            f"| {wall[side] / wall[SNAPSHOT]:,.1f}x | {floor} |",
            flush=True,
        )
    return wall


def print_growth(medians: Times, small: int, large: int) -> None:
    """How many times its time at the smallest size each side takes at the largest."""
    print(f"\nGrowth from {small:,} to {large:,} loans, {large / small:g}x:\n")
    sides = list(dict.fromkeys(side for _, _, side, _ in medians))
    print(f"| question | and by | {' | '.join(NAMES.get(s, s) for s in sides)} |")
    print("|---|---|" + "---|" * len(sides))
    for name, where in dict.fromkeys((key[0], key[1]) for key in medians):
        ratios = [
            medians[name, where, side, large] / medians[name, where, side, small]
            for side in sides
        ]
        cells = " | ".join(f"{ratio:.1f}x" for ratio in ratios)
        print(f"| {name} | {'' if where == 'none' else where} | {cells} |")


def main() -> None:
    """Measures every size and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--loans", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--sides", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--where", nargs="+", choices=WHERE, default=WHERE)
    parser.add_argument("--questions", nargs="+", choices=QUESTIONS, default=QUESTIONS)
    asked = parser.parse_args()
    modules = found(asked.sides)
    print(
        "| question | and by | loans | side | ms | CPU ms | times the snapshot "
        "| times the floor |"
    )
    print("|" + "---|" * 8)
    medians: Times = {}
    with tempfile.TemporaryDirectory() as temporary:
        for loans in asked.loans:
            medians |= measure(loans, asked.keep or Path(temporary), modules, asked)
    if len(asked.loans) > 1:
        print_growth(medians, min(asked.loans), max(asked.loans))


if __name__ == "__main__":
    main()
