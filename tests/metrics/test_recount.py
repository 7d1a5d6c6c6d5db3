"""Every metric against an independent recount in plain Python, on random books.

The recount (tests/oracle) shares no code with the product. Each book is asked the same
questions from the rollups, from the facts and by the recount; no cell may differ.
"""

import random

import pytest

from metrics import CATALOGUE, Filters, open_book
from metrics.errors import MissingData
from metrics.scope import ROLLUP_DIMENSIONS
from tests import oracle
from tests.books import write_extract
from tests.comparing import differences, settings_toml

BOOKS = 10
QUESTIONS = 60

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
}


def questions(book, rng, count):
    """Random questions to a book: (metric, filters, split, options)."""
    for _ in range(count):
        name = rng.choice(list(OPTIONS))
        metric = CATALOGUE[name]
        options = {key: rng.choice(values) for key, values in OPTIONS[name].items()}
        if options.get("measure") == "net_loss":
            options["basis"] = "balance"
        if options.get("basis") == "period":
            options["window_days"] = None
        dimensions = [
            d for d in book.dimensions_of(metric.rows) if d in book.dimensions
        ]
        where = {
            d: tuple(rng.sample(book.dimensions[d], min(len(book.dimensions[d]), 2)))
            for d in rng.sample(dimensions, rng.choice([0, 0, 1, 1, 2]))
        }
        by = rng.choice([None, None, *dimensions])
        first, last = rng.choice(
            [(None, None), ("2024-06", None), (None, "2025-03"), ("2024-05", "2024-11")]
        )
        day = rng.choice([None, 1, 15, 28, 31]) if last else None
        day = None if metric.whole_months else day
        yield metric, Filters(first, last, tuple(where.items()), day), by, options


def recounted(rows, settings, metric, filters, by, options):
    """The recount's answer to the same question."""
    asked = {d: list(values) for d, values in filters.where}
    if filters.from_month:
        asked["from"] = filters.from_month
    if filters.to_month:
        asked["to"] = filters.to_month
    if filters.last_day:
        asked["last_day"] = filters.last_day
    return getattr(oracle, metric.name)(rows, settings, asked, by=by, **options)


def sources_for(metric, filters, by, options):
    """Every source that can answer: facts always, rollups where they hold it."""
    used = {*filters.dimensions, *([by] if by else [])}
    settled = {option.name: option.default for option in metric.options} | options
    in_rollups = used <= set(ROLLUP_DIMENSIONS[metric.rows])
    if in_rollups and metric.reads_rollups(settled) and not filters.last_day:
        return ["rollup", "facts"]
    return ["facts"]


@pytest.mark.parametrize("seed", range(BOOKS))
def test_no_cell_differs_from_the_recount(seed, tmp_path):
    from data.publish import publish

    rows, settings = oracle.random_book(seed)
    extract = write_extract(rows, tmp_path / "extract", settings_toml(settings))
    book = open_book(publish(extract, tmp_path / "store"), threads=1)
    asked = 0
    rng = random.Random(seed)
    for metric, filters, by, options in questions(book, rng, QUESTIONS):
        if metric.missing_from(book):
            with pytest.raises(MissingData):
                metric.run(book, filters, by=by, **options)
            continue
        expected = recounted(rows, settings, metric, filters, by, options)
        for source in sources_for(metric, filters, by, options):
            answer = metric.run(book, filters, by=by, source=source, **options)
            found = differences(answer.frame, expected)
            assert not found, (
                f"book {seed}, {metric.name} {options} by {by}, {filters}, {source}: "
                + "\n".join(found[:8])
            )
            asked += 1
    assert asked > QUESTIONS / 2
