"""Every metric of a random book against its twin, the recount in plain Python.

The short form is tests/metrics/test_recount.py, the long one benchmarks/twin.py.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data.publish import publish
from metrics import CATALOGUE, Book, Filters, Metric, open_book
from metrics.change import CHANGE, FIGURES, MONTH_END_FIGURES
from metrics.errors import MissingData
from metrics.scope import ROLLUP_DIMENSIONS
from tests import oracle
from tests.books import write_extract
from tests.comparing import differences, settings_toml

OPTIONS = {
    "funnel": {"window_days": [None, None, 1, 7, 30]},
    "conversion": {"window_days": [None, None, 5, 30], "basis": ["cohort", "period"]},
    "declines": {},
    "vintage": {
        "cohort": [None, "month", "quarter", "half", "year", "all"],
        "dpd": [1, 7, 30, 60, 90, 180],
        "measure": ["ever", "ever", "point", "net_loss"],
        "basis": ["count", "balance"],
    },
    "delinquency": {},
    "portfolio": {},
    "roll_rates": {},
    "flow_rates": {},
    "first_payment_default": {"days": [7, 30]},
    "channel_roi": {
        "level": ["channel", "campaign", "total"],
        "horizon": [None, 0, 3, 6],
    },
    "change": {"metric": list(FIGURES), "against": ["previous", "year"]},
    "targets": {},
}
"""Every metric with the values of its options that are drawn from."""

PERIODS = [
    *((None, None), ("2024-06", None), (None, "2025-03"), ("2024-05", "2024-11")),
]
TWO_PERIODS = [("2024-06", "2024-08"), ("2024-12", "2024-12"), ("2025-01", "2025-04")]


@dataclass(frozen=True)
class Question:
    """What a book is asked."""

    metric: Metric
    filters: Filters
    by: str | None
    options: dict

    def __str__(self) -> str:
        return f"{self.metric.name} {self.options} by {self.by}, {self.filters}"


@dataclass
class Seen:
    """What was compared, and what differed."""

    answers: Counter = field(default_factory=Counter)
    """By metric."""
    cells: Counter = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    traits: tuple[str, ...] = ()


def questions(book: Book, rng: random.Random, each: int) -> Iterator[Question]:
    """So many random questions of every metric."""
    for name in [name for name in OPTIONS for _ in range(each)]:
        metric = CATALOGUE[name]
        options = {key: rng.choice(values) for key, values in OPTIONS[name].items()}
        if options.get("measure") == "net_loss":
            options["basis"] = "balance"
        if options.get("basis") == "period":
            options["window_days"] = None
        if name == "change":
            metric = CHANGE.of(options["metric"])
        known = [d for d in book.dimensions_of(metric.rows) if d in book.dimensions]
        where = {
            d: tuple(rng.sample(book.dimensions[d], min(len(book.dimensions[d]), 2)))
            for d in rng.sample(known, min(rng.choice([0, 0, 1, 1, 2]), len(known)))
        }
        first, last = rng.choice(TWO_PERIODS if name == "change" else PERIODS)
        day = rng.choice([None, 1, 15, 28, 31]) if last else None
        if metric.whole_months or options.get("metric") in MONTH_END_FIGURES:
            day = None
        by = rng.choice([None, None, *known])
        if name == "change":
            by = rng.choice(known)
        if name == "targets":
            by = None
        yield Question(
            *(CATALOGUE[name], Filters(first, last, tuple(where.items()), day)),
            *(by, options),
        )


def recounted(rows: dict, settings: oracle.Settings, asked: Question) -> list[dict]:
    """The twin's answer to the same question."""
    filters = asked.filters
    known = {d: list(values) for d, values in filters.where}
    for key, value in (
        ("from", filters.from_month),
        ("to", filters.to_month),
        ("last_day", filters.last_day),
    ):
        if value:
            known[key] = value
    if asked.metric.name == "targets":
        return oracle.targets(rows, known)
    recount = getattr(oracle, asked.metric.name)
    return recount(rows, settings, known, by=asked.by, **asked.options)


def sources_for(asked: Question) -> list[str]:
    """Every source that can answer: facts always, rollups where they hold it."""
    metric, filters = asked.metric, asked.filters
    rows = metric.rows
    if metric.name == "change":
        rows = CHANGE.of(asked.options["metric"]).rows
    used = {*filters.dimensions, *([asked.by] if asked.by else [])}
    settled = {option.name: option.default for option in metric.options} | asked.options
    in_rollups = used <= set(ROLLUP_DIMENSIONS[rows])
    if in_rollups and metric.reads_rollups(settled) and not filters.last_day:
        return ["rollup", "facts"]
    return ["facts"]


def is_missing(asked: Question, book: Book) -> bool:
    """Whether the book lacks what the question needs; the metric must say so too."""
    metric = asked.metric
    if metric.name == "change":
        metric = CHANGE.of(asked.options["metric"])
    if not metric.missing_from(book):
        return False
    try:
        asked.metric.run(book, asked.filters, by=asked.by, **asked.options)
    except MissingData:
        return True
    raise AssertionError(f"{asked} answered without {metric.missing_from(book)}")


def compared(seed: int, folder: Path, each: int) -> Seen:
    """One rich book, asked `each` questions of every metric, from every source."""
    rows, settings, traits = oracle.rich_book(seed)
    seen = Seen(traits=traits)
    extract = write_extract(rows, folder / "extract", settings_toml(settings))
    book = open_book(publish(extract, folder / "store"), threads=1)
    try:
        for asked in questions(book, random.Random(seed), each):
            if is_missing(asked, book):
                continue
            expected = recounted(rows, settings, asked)
            name = asked.metric.name
            for source in sources_for(asked):
                frame = asked.metric.run(
                    book, asked.filters, by=asked.by, source=source, **asked.options
                ).frame
                seen.answers[name] += 1
                seen.cells[name] += frame.size
                seen.differences += [
                    f"book {seed}, {asked}, {source}: {difference}"
                    for difference in differences(
                        frame, expected, key="value" if name == "change" else None
                    )
                ]
    finally:
        book.close()
    return seen
