"""Tooltips and axes: both sides of a ratio, blanks as dashes, ticks in words."""

from datetime import date

import pandas as pd
import pytest

from charts.quantity import (
    Quantity,
    month_start,
    naming,
    nice_ticks,
    show,
    tooltip,
    value_axis,
)
from texts import words

RATE = Quantity("rate", "rate", "Late")
BEHIND = (Quantity("bad", "count", "Bad loans"), Quantity("loans", "count", "Loans"))


def test_a_tooltip_names_the_numerator_the_denominator_and_the_interval(en):
    row = {"rate": 0.25, "bad": 25, "loans": 100, "low": 0.175, "high": 0.343}
    text = tooltip(en, row, "Mar 2026", RATE, BEHIND, low="low", high="high")
    assert text.split("<br>") == [
        "<b>Mar 2026</b>",
        "Late: 25.0%",
        "Bad loans: 25",
        "Loans: 100",
        "95% interval: 17.5% to 34.3%",
    ]


@pytest.mark.parametrize("unknown", [None, float("nan"), pd.NA])
@pytest.mark.parametrize("unit", ["count", "rate", "amount", "hours", "ratio"])
def test_what_is_not_known_is_a_dash_never_a_zero(t, unknown, unit):
    assert show(t, unknown, unit) == "–"
    assert show(t, unknown, unit, short=True) == "–"


def test_a_small_rate_is_not_written_as_nothing(en):
    assert show(en, 0.0004, "rate") == "0.04%"
    assert show(en, 0.0, "rate") == "0.0%"
    assert show(en, 0.0123, "rate") == "1.2%"


def test_a_lenders_name_cannot_break_the_markup():
    assert naming({"a": "<Fast> & easy"})("a") == "&lt;Fast&gt; &amp; easy"
    assert naming(None)("b<c") == "b&lt;c"
    assert naming(lambda code: code.upper())("x") == "X"


def test_a_month_and_its_month_end_stand_at_one_place():
    assert month_start("2026-03") == month_start(date(2026, 3, 31)) == "2026-03-01"


@pytest.mark.parametrize(
    ("bottom", "top", "ticks"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10, 12]),
        (0, 0, [0]),
        (0, 1_000_000, [0, 2e5, 4e5, 6e5, 8e5, 1e6, 1.2e6]),
        (0, 0.9, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-40, 60, [-60, -40, -20, 0, 20, 40, 60, 80]),
    ],
)
def test_ticks_are_round_and_reach_past_the_values(bottom, top, ticks):
    assert nice_ticks(bottom, top) == pytest.approx(ticks)


def test_money_ticks_are_written_in_the_readers_language():
    assert "万" in value_axis(words("zh"), "amount", 5e6)["ticktext"][1]
    assert "M" in value_axis(words("en"), "amount", 5e6)["ticktext"][1]


def test_counts_have_no_ticks_between_whole_numbers(en):
    assert value_axis(en, "count", 2)["ticktext"] == ["0", "1", "2"]
