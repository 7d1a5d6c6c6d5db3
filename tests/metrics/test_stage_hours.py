"""Percentiles of hours from counts by length of time: near enough, on every border."""

import math
import random
from pathlib import Path

import pytest

from metrics import book as books
from metrics import open_book
from metrics.errors import UnknownValue
from tests.metrics.asking import ask, column
from tests.metrics.drawn import applications

EVERYDAY = (
    {},
    {"where": {"product": "cash"}},
    {"where": {"channel": ("app", "branch")}},
    {"where": {"campaign_id": ""}},
    {"by": "product"},
    {"by": "month"},
    {"first": "2026-02", "last": "2026-02"},
)


def drawn(seed: int, rows: int) -> str:
    """Applications as a text table: minutes to days, ties, no time at all."""
    rng = random.Random(seed)
    lines = [
        "application_id started_at submitted_at verified_at decided_at decision"
        " disbursed_at product channel campaign_id"
    ]
    for number in range(rows):
        start = f"2026-0{rng.randint(1, 3)}-{rng.randint(10, 20)}"
        times = [
            rng.choice(
                ("-", f"{start}T{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}")
            )
            for _ in range(4)
        ]
        dated = iter(sorted(time for time in times if time != "-"))
        times = [next(dated) if time != "-" else time for time in times]
        decision = "-" if times[2] == "-" else rng.choice(("approved", "declined"))
        disbursed = times[3] if decision == "approved" else "-"
        lines.append(
            f"A{number} {start}T00:00 {times[0]} {times[1]} {times[2]} {decision}"
            f" {disbursed} {rng.choice(('cash', 'car'))}"
            f" {rng.choice(('app', 'branch', 'web'))} {rng.choice(('c1', 'c2', '-'))}"
        )
    return "\n".join(lines)


@pytest.fixture(scope="module", params=range(4))
def both(request, shelved):
    """One snapshot opened twice: with percentiles exact, and from counts."""
    exact = shelved(
        {
            "applications": applications(
                drawn(request.param, (3, 40, 400, 2)[request.param])
            )
        }
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(books, "EXACT_UP_TO", 0)
        counted = open_book(Path(exact.snapshot.path))
    yield exact, counted
    counted.close()


@pytest.mark.parametrize("asked", EVERYDAY, ids=str)
def test_counts_give_each_percentile_within_two_percent(both, asked):
    exact, counted = (ask_all(book, asked) for book in both)
    assert len(exact) == len(counted)
    for one, other in zip(exact, counted, strict=True):
        for name in ("median_hours", "p90_hours"):
            expected, found = one.pop(name), other.pop(name)
            if expected is None:
                assert found is None
            else:
                assert found == pytest.approx(expected, rel=0.02)
        assert one == other  # everything else comes from the same sums


def ask_all(book, asked):
    """The funnel from the rollups; none where no row has the value asked for."""
    try:
        return ask(book, "funnel", source="rollup", **asked)
    except UnknownValue:
        return []


def test_a_percentile_between_two_lengths_is_interpolated_as_an_exact_one(shelved):
    text = """
        application_id  started_at        submitted_at
        A1              2026-01-01T00:00  2026-01-01T01:00
        A2              2026-01-01T00:00  2026-01-05T04:00
    """
    exact = shelved({"applications": applications(text)})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(books, "EXACT_UP_TO", 0)
        counted = open_book(Path(exact.snapshot.path))
    (row,) = [r for r in ask(counted, "funnel") if r["stage"] == "submitted"]
    assert row["median_hours"] == pytest.approx((1 + 100) / 2, rel=0.02)
    assert row["p90_hours"] == pytest.approx(1 + 0.9 * 99, rel=0.02)


@pytest.mark.parametrize("hours", [0, 1 / 3.6e9, 1 / 60, 1, 24, 24 * 365 * 10, -5])
def test_a_bucket_is_within_two_percent_of_what_falls_into_it(shelved, hours):
    book = shelved({"applications": applications(drawn(1, 3))})
    sql = "select hours_in_bucket(hours_bucket($hours::double)) as hours"
    found = book.fetch(sql, {"hours": hours})["hours"][0]
    assert found == pytest.approx(hours, rel=0.02)
    assert math.copysign(1, found) == math.copysign(1, hours) or hours == 0


def test_a_small_book_is_exact(shelved):
    book = shelved({"applications": applications(drawn(2, 50))})
    by_rollup = ask(book, "funnel", source="rollup")
    by_facts = ask(book, "funnel", source="facts")
    hours = ("stage", "median_hours", "p90_hours")
    assert column(by_rollup, *hours) == column(by_facts, *hours)
