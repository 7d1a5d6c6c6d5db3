"""A drawn figure gives back the numbers that were drawn, and nothing else."""

from datetime import date

import pandas as pd
import pytest

from charts import theme
from charts.intervals import intervals
from charts.overlays import Marker
from charts.trend import trend
from charts.versus import dots
from exports.series import drawn, plain_words
from tests.exports.reports import FORMULA, LOANS, MONTHS, RATE, SCRIPT, figure
from texts import words


def test_a_line_has_its_months_its_gap_and_its_open_end():
    found = drawn(figure("lines").chart())

    assert (found.kind, found.is_stacked, found.is_share) == ("line", False, True)
    assert found.categories == tuple(date(2026, month, 1) for month in (1, 2, 3, 4))
    final, tail = found.series
    assert list(final.points.values()) == [0.123456789012, 0.2, None, None]
    assert list(tail.points.values()) == [None, None, None, 0.25]
    assert (final.is_tail, tail.is_tail, tail.is_dashed) == (False, True, True)
    assert final.colour == theme.light().categorical[0]


def test_bars_lie_in_the_order_of_the_axis_under_their_names_as_they_are():
    found = drawn(figure("bars").chart())

    assert (found.kind, found.is_share) == ("bar", False)
    assert found.categories == (FORMULA, SCRIPT, "+1", "@friends")
    assert list(found.series[0].points.values()) == [1234, 20, None, 7]


def test_layers_are_stacked_columns_one_series_each():
    found = drawn(figure("layers").chart())

    assert (found.kind, found.is_stacked) == ("column", True)
    assert [series.name for series in found.series] == [FORMULA, SCRIPT, "@friends"]
    assert found.series[1].points == {date(2026, 2, 1): 20}


def test_dots_are_bars_that_lie_in_the_colours_of_the_dots():
    frame = MONTHS.assign(low=0.1, high=0.3, small=[True, False, False, False])
    look = theme.light()
    found = drawn(
        intervals(frame, words("en"), look, category="month", value=RATE, small="small")
    )

    assert found.kind == "bar"
    assert found.categories == tuple(frame["month"])
    assert list(found.series[0].points.values()) == [0.123456789012, 0.2, None, 0.25]
    assert found.series[0].fills[:2] == (look.immature, look.categorical[0])


def test_dots_of_two_sides_are_two_series_over_the_same_categories():
    stages = ["started", "submitted"]
    frame = MONTHS.head(2).assign(stage=stages, low=0.1, high=0.3, by="A")
    both = pd.concat([frame, frame.assign(rate=0.4, by="B")], ignore_index=True)
    colours = {"A": "#0072b2", "B": "#d55e00"}
    figure_ = dots(
        both, words("en"), theme.light(), category="stage", value=RATE, colours=colours
    )
    one, other = drawn(figure_).series

    assert drawn(figure_).categories == tuple(stages)
    assert one.points == dict(zip(stages, [0.123456789012, 0.2], strict=True))
    assert other.points == dict.fromkeys(stages, 0.4)
    assert (one.name, other.name) == ("A", "B")
    assert (one.colour, other.colour) == ("#0072b2", "#d55e00")


def test_targets_are_dashed_and_final_and_events_are_no_figures():
    goal = {"loans": {"2026-01": 30.0, "2026-02": 40.0}}
    event = Marker("2026-02", "Feb: new rule")
    figure_ = trend(
        MONTHS, words("en"), theme.light(), values=[LOANS], goals=goal, events=[event]
    )
    loans, target = drawn(figure_).series

    assert list(loans.points.values()) == [1234, 20, None, 7]
    assert list(target.points.values()) == [30, 40, None, None]
    assert (target.is_dashed, target.is_tail) == (True, False)


@pytest.mark.parametrize("name", ["triangle", "floating"])
def test_heatmaps_and_floating_bars_have_no_series(name):
    assert drawn(figure(name).chart()) is None


def test_mark_up_becomes_words():
    assert plain_words("<b>A &amp; B</b><br>&lt;x&gt; <span style='a'>n 3</span>") == (
        "A & B <x> n 3"
    )
