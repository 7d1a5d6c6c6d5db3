"""How long does one question take, on the snapshot and on the extract as it is?

    python benchmarks/questions.py [--loans 100000 1000000] [--months 36] [--runs 9]
                                   [--facts] [--pandas] [--keep FOLDER]

Makes a sample of each size, publishes it, and asks the everyday questions with the same
random filters of the published snapshot (`Metric.run`, nothing cached) and of the
extract's Parquet with DuckDB (benchmarks/sql/), with `--pandas` also with pandas. With
`--facts` each question is also filtered by a risk grade, which rollups do not hold. The
sides take turns, run by run; prints the medians in milliseconds, wall clock and CPU,
and the ratio to the snapshot. The answers are compared in each run: a difference ends
the benchmark. Last come the ratios between the largest and the smallest book. `--keep`
keeps the samples for the next call.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.with_pandas import QUESTIONS  # noqa: E402
from metrics import CATALOGUE, Book, Filters, open_book  # noqa: E402

SQL = Path(__file__).parent / "sql"
TABLES = ("customers", "applications", "loans", "performance", "campaign_spend")
COLUMNS = {
    "vintage": ["cohort", "mob", "loans", "bad"],
    "delinquency": ["as_of", "bucket", "loans", "balance"],
    "funnel": ["stage", "applications", "median_hours", "p90_hours"],
    "channel_roi": [
        "channel",
        "spend",
        "applications",
        "loans",
        "revenue",
        "credit_loss",
    ],
}
"""The questions, and what their sides are compared in."""

BUCKETS = ("0", "1-30", "31-60", "61-90", "91-120", "121-150", "151-180", "181+")


@dataclass(frozen=True)
class Asked:
    """One everyday filter: a value, or none, of each dimension, and a period."""

    product: str | None
    channel: str | None
    segment: str | None
    risk_grade: str | None
    first: str
    last: str

    def filters(self) -> Filters:
        """As the metrics take it."""
        chosen = {
            "product": self.product,
            "channel": self.channel,
            "segment": self.segment,
            "risk_grade": self.risk_grade,
        }
        return Filters(
            self.first, self.last, tuple((d, (v,)) for d, v in chosen.items() if v)
        )

    def params(self) -> dict:
        """As the statements over the extract take it."""
        return {
            "product": self.product,
            "channel": self.channel,
            "segment": self.segment,
            "risk_grade": self.risk_grade,
            "first": date.fromisoformat(f"{self.first}-01"),
            "last": date.fromisoformat(f"{self.last}-01"),
        }


def random_filters(book: Book, runs: int, *, graded: bool) -> list[Asked]:
    """Filters as readers set them: half of the dimensions, and one to two years."""
    rng = np.random.default_rng(11)
    months = pd.period_range(book.first_month, book.last_month, freq="M")
    chosen = []
    for _ in range(runs):
        first = int(rng.integers(0, len(months) - 12))
        last = min(first + int(rng.integers(12, 25)), len(months) - 1)
        values = [
            str(rng.choice([v for v in book.dimensions[d] if v][:5]))
            if rng.random() < 0.5
            else None
            for d in ("product", "channel", "segment")
        ]
        grades = [grade for grade in book.dimensions["risk_grade"] if grade]
        values.append(str(rng.choice(grades[:3])) if graded else None)
        chosen.append(Asked(*values, str(months[first]), str(months[last])))
    return chosen


def raw(extract: Path) -> duckdb.DuckDBPyConnection:
    """The extract's own files as views."""
    con = duckdb.connect(config={"threads": 2})
    for table in TABLES:
        path = extract / table
        files = str(path / "*.parquet") if path.is_dir() else f"{path}.parquet"
        relation = con.read_parquet(files)
        relation.create_view(table)
    for statement in (SQL / "_scope.sql").read_text("utf-8").split(";"):
        if statement.strip():
            con.execute(statement)
    return con


def asked_raw(con: duckdb.DuckDBPyConnection, name: str, asked: Asked) -> pd.DataFrame:
    """A question put to the extract's files."""
    sql = (SQL / f"{name}.sql").read_text("utf-8")
    names = duckdb.extract_statements(sql)[0].named_parameters
    params = asked.params()
    return con.execute(sql, {n: params[n] for n in names}).df()


def published(book: Book, name: str, asked: Asked) -> pd.DataFrame:
    """The same question put to the snapshot."""
    return CATALOGUE[name].run(book, asked.filters()).frame


def shaped_raw(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The extract's answer in the metric's words."""
    if name == "delinquency":
        frame = frame.assign(
            bucket=[BUCKETS[b] for b in frame["bucket"]],
            as_of=[pd.Timestamp(day).date() for day in frame["as_of"]],
        )
    if "us" in frame:
        hours = frame.pop("us")
        frame["median_hours"] = [_hours(h, 0) for h in hours]
        frame["p90_hours"] = [_hours(h, 1) for h in hours]
    return frame[COLUMNS[name]]


def _hours(quantiles: object, place: int) -> float:
    if not isinstance(quantiles, list | np.ndarray):
        return float("nan")
    return quantiles[place] / 3_600_000_000


def must_agree(name: str, one: pd.DataFrame, other: pd.DataFrame, asked: Asked) -> None:
    """Ends the benchmark where the two sides answer differently."""
    one, other = one[COLUMNS[name]], other[COLUMNS[name]]
    if name == "delinquency":  # the metric shows empty buckets too
        one = one[one["loans"] > 0]
    if name == "funnel" and one.empty:  # nothing left is no funnel of zeros
        other = other[other["applications"] > 0]
    if name == "channel_roi":
        one = one[one["channel"] != "(unallocated)"].sort_values("channel")
        other = other[(other["applications"] > 0) | (other["spend"] > 0)]
    one, other = one.reset_index(drop=True), other.reset_index(drop=True)
    for column in one:
        left, right = one[column], other[column]
        if pd.api.types.is_numeric_dtype(left):
            rough = 0.02 if column.endswith("_hours") else 1e-9
            same = len(left) == len(right) and np.allclose(
                left.astype(float), right.astype(float), rtol=rough, equal_nan=True
            )
        else:
            same = list(map(str, left)) == list(map(str, right))
        if not same:
            raise SystemExit(f"{name}, {asked}: {column} differs:\n{one}\n{other}")


def timed(call: Callable[[], pd.DataFrame]) -> tuple[float, float, pd.DataFrame]:
    """Milliseconds of wall clock and CPU, and the answer."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = call()
    return (
        (time.perf_counter() - wall) * 1000,
        (time.process_time() - cpu) * 1000,
        answer,
    )


def prepared(folder: Path, loans: int, months: int) -> tuple[Path, Path]:
    """A sample of that size and a store that serves it, made where they are not."""
    extract, store = folder / f"extract-{loans}", folder / f"store-{loans}"
    shape = ["--loans", str(loans), "--months", str(months)]
    for made, arguments in (
        (extract, ["sample", str(extract), *shape]),
        (store / "CURRENT", ["publish", str(extract), "--store", str(store)]),
    ):
        if not made.exists():
            subprocess.run(
                [sys.executable, "-m", "data", *arguments],
                cwd=ROOT,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
    snapshot = store / "snapshots" / (store / "CURRENT").read_text().strip()
    return extract, snapshot


Times = dict[str, list[tuple[float, float]]]
"""Wall and CPU milliseconds of every run, by side."""


def in_turn(
    book: Book,
    con: duckdb.DuckDBPyConnection,
    extract: Path,
    name: str,
    filters: list[Asked],
    with_pandas: bool,
) -> Times:
    """One question under all filters, each side in its turn; the first warms them."""
    times: Times = {"snapshot": [], "raw": [], "pandas": []}
    for number, asked in enumerate(filters):
        mine = timed(lambda a=asked: published(book, name, a))
        sides = {"raw": timed(lambda a=asked: asked_raw(con, name, a))}
        if with_pandas and name in QUESTIONS:
            sides["pandas"] = timed(
                lambda a=asked: QUESTIONS[name](extract, a.params())
            )
        for _, _, answer in sides.values():
            must_agree(name, mine[2], shaped_raw(name, answer), asked)
        if number:
            times["snapshot"].append(mine[:2])
            for side, told in sides.items():
                times[side].append(told[:2])
    return times


def median(times: Times, side: str, kind: int) -> float:
    """Of a side's wall clock (0) or CPU (1); not a number where it was not asked."""
    return statistics.median([t[kind] for t in times[side]] or [float("nan")])


def row(label: str, loans: int, times: Times) -> str:
    """A question at one size, as a line of the table."""
    mine = median(times, "snapshot", 0)
    cells = [label, f"{loans:,}", f"{mine:.1f} / {median(times, 'snapshot', 1):.1f}"]
    for side in ("raw", "pandas"):
        wall, cpu = median(times, side, 0), median(times, side, 1)
        known = times[side]
        cells += (
            [f"{wall:,.0f} / {cpu:,.0f}", f"{wall / mine:.1f}"] if known else ["", ""]
        )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measures every size and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--loans", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--facts", action="store_true")
    parser.add_argument("--pandas", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--metrics", nargs="+", default=list(COLUMNS))
    asked = parser.parse_args()
    print("| question | loans | snapshot | raw | x | pandas | x |")
    print("|---|---|---|---|---|---|---|")
    growth: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for loans in asked.loans:
            extract, snapshot = prepared(folder, loans, asked.months)
            book, con = open_book(snapshot, resident=True), raw(extract)
            for name in asked.metrics:
                for graded in (False, True) if asked.facts else (False,):
                    label = f"{name} by risk grade" if graded else name
                    filters = random_filters(book, asked.runs + 1, graded=graded)
                    times = in_turn(book, con, extract, name, filters, asked.pandas)
                    growth.setdefault(label, []).append(median(times, "snapshot", 0))
                    print(row(label, loans, times), flush=True)
            book.close()
    for label, medians in growth.items():
        print(f"{label}: largest / smallest book = {medians[-1] / medians[0]:.2f}")


if __name__ == "__main__":
    main()
