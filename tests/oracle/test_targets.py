"""The recount of targets, on plans small enough to read."""

from datetime import date

import pytest

from .targets import targets


def line(metric, value, **of):
    nothing = dict.fromkeys(("product", "channel", "segment"))
    month = date(2026, 1, 1)
    return {"month": month, "metric": metric, "value": value} | nothing | of


BOOK = {
    "applications": [{"product": "cash"}, {"product": "car"}],
    "targets": [
        line("started", 10),
        line("loans", 3, product="cash"),
        line("loans", 4, product="car"),
        line("par30", 0.1, product="cash"),
        line("par30", 0.2, product="car"),
        line("balance", 9, product="cash"),
        line("balance", 1, product="cash", channel="web"),
    ],
}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"applications": 10, "loans": 3 + 4}),
        ({"product": ["cash"]}, {"loans": 3, "par30": 0.1, "balance": 9}),
        ({"product": ["car", "cash"]}, {"loans": 3 + 4}),
        ({"product": ["cash"], "channel": ["web"]}, {}),
        ({"region": ["north"]}, {}),
        ({"from": "2026-02"}, {}),
    ],
)
def test_a_plan_holds_for_what_it_speaks_of(filters, expected):
    found = targets(BOOK, filters)
    assert {row["figure"]: row["target"] for row in found} == expected
    assert {row["month"] for row in found} <= {"2026-01"}
