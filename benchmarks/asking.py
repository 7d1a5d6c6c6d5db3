"""The questions that every side is asked, and when two answers are the same."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from metrics import Book, Filters

QUESTIONS = ("vintage", "delinquency", "funnel", "channel_roi")
EVERYDAY = ("product", "channel", "segment")
DIMENSIONS = (*EVERYDAY, "region", "risk_grade")

BUCKETS = ("0", "1-30", "31-60", "61-90", "91-120", "121-150", "151-180", "181+")

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
"""What sides are compared in."""

US_AN_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Asked:
    """A value of some dimensions, and whole months from `first` to `last`."""

    chosen: tuple[tuple[str, str], ...]
    first: str
    last: str

    def filters(self) -> Filters:
        """As the metrics take it."""
        where = tuple((dimension, (value,)) for dimension, value in self.chosen)
        return Filters(self.first, self.last, where)

    def params(self) -> dict:
        """By name for a statement: None where a dimension is not filtered."""
        chosen = dict(self.chosen)
        return {
            **{dimension: chosen.get(dimension) for dimension in DIMENSIONS},
            "first": date.fromisoformat(f"{self.first}-01"),
            "last": date.fromisoformat(f"{self.last}-01"),
        }

    def days(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The first day, and the day after the last."""
        last = pd.Period(self.last, "M") + 1
        return pd.Timestamp(f"{self.first}-01"), last.to_timestamp()

    def of(self, *dimensions: str) -> dict[str, str]:
        """The chosen value of those of the dimensions that are filtered."""
        return {d: value for d, value in self.chosen if d in dimensions}


def random_filters(
    book: Book, runs: int, also: str | None = None, seed: int = 11
) -> list[Asked]:
    """Filters as readers set them: half of the everyday dimensions, and some months.

    `also` is one more dimension that each of them restricts.
    """
    rng = np.random.default_rng(seed)
    months = pd.period_range(book.first_month, book.last_month, freq="M")
    asked = []
    for _ in range(runs):
        first = int(rng.integers(0, len(months) - 12))
        last = min(first + int(rng.integers(12, 25)), len(months) - 1)
        dimensions = [d for d in EVERYDAY if rng.random() < 0.5]
        dimensions += [also] if also else []
        chosen = tuple(
            (d, str(rng.choice([v for v in book.dimensions[d] if v][:5])))
            for d in dimensions
        )
        asked.append(Asked(chosen, str(months[first]), str(months[last])))
    return asked


def shaped(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """An engine's answer in the metric's words.

    Engines number the buckets and tell a funnel's hours as `median_us` and `p90_us`.
    """
    if name == "delinquency":
        frame = frame.assign(
            bucket=[BUCKETS[int(b)] for b in frame["bucket"]],
            as_of=pd.to_datetime(frame["as_of"]).dt.date,
        )
    if name == "funnel":
        frame = frame.assign(
            median_hours=frame["median_us"].astype(float) / US_AN_HOUR,
            p90_hours=frame["p90_us"].astype(float) / US_AN_HOUR,
        )
    return frame[COLUMNS[name]]


def must_agree(
    name: str, metric: pd.DataFrame, other: pd.DataFrame, side: str, asked: Asked
) -> None:
    """Ends the benchmark where an engine does not answer what the metric does."""
    metric, other = metric[COLUMNS[name]], shaped(name, other)
    if name == "delinquency":  # the metric shows empty buckets too
        metric = metric[metric["loans"] > 0]
    if name == "funnel" and metric.empty:  # nothing left is no funnel of zeros
        other = other[other["applications"] > 0]
    if name == "channel_roi":  # spend that no application shares has a row of its own
        metric = metric[metric["channel"] != "(unallocated)"].sort_values("channel")
        other = other[(other["applications"] > 0) | (other["spend"] > 0)]
    for column in COLUMNS[name]:
        if not _same(metric[column], other[column]):
            raise SystemExit(
                f"{name}, {asked}: {column} differs in {side}:\n{metric}\n{other}"
            )


def _same(one: pd.Series, other: pd.Series) -> bool:
    if len(one) != len(other):
        return False
    if not pd.api.types.is_numeric_dtype(one):
        return list(map(str, one)) == list(map(str, other))
    # Percentiles of many hours come from counts by length of time, within 2 %.
    rough = 0.02 if str(one.name).endswith("_hours") else 1e-9
    return np.allclose(
        one.astype(float), other.astype(float), rtol=rough, equal_nan=True
    )
