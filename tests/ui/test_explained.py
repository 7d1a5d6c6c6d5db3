"""A figure explained says what it is made of, and the parts give the figure."""

import re

import pandas as pd
import pytest

from charts import points, theme
from metrics import Filters
from metrics.formulas import FORMULAS, worked
from texts import words
from ui import explained, known, rows
from ui.explained import Pointed
from ui.view import View

LAST_YEAR = Filters("2025-11", "2026-10")


def view_of(book, lang="en", filters=LAST_YEAR):
    return View(
        page="overview",
        book=book,
        filters=filters,
        previous=None,
        t=words(lang, book.settings.currency),
        look=theme.light(),
    )


def test_a_rate_is_its_two_counts(sample_book):
    view = view_of(sample_book)
    answer = view.ask("conversion")
    approved, declined = answer.frame["approved"].sum(), answer.frame["declined"].sum()
    said = explained.formula(view, Pointed(answer, None, "approval_rate"))
    t = view.t
    assert said == (
        f"{t.rate(approved / (approved + declined), 2)} = Approved {t.count(approved)}"
        f" ÷ (Approved {t.count(approved)} + Declined {t.count(declined)})"
    )


def test_the_same_in_chinese(sample_book):
    view = view_of(sample_book, "zh")
    said = explained.formula(view, Pointed(view.ask("conversion"), 0, "take_up_rate"))
    assert re.search("[一-鿿]", said) and "÷" in said
    assert "Approved" not in said


def test_an_amount_is_its_sum_with_what_is_taken_off(sample_book):
    view = view_of(sample_book)
    answer = view.ask("channel_roi", level="total")
    said = explained.formula(view, Pointed(answer, 0, "contribution"))
    assert said.count(" − ") == 5 and "÷" not in said


@pytest.mark.parametrize("by", [None, "channel"])
@pytest.mark.parametrize("metric", ["portfolio", "flow_rates"])
def test_what_the_answer_does_not_carry_is_found_and_gives_the_figure(
    sample_book, metric, by
):
    view = view_of(sample_book)
    answer = view.ask(metric, by=by)
    filled = 0
    for column in FORMULAS[metric]:
        for at in range(0, len(answer.frame), 5):
            figure = answer.frame[column].iloc[at]
            parts = worked(answer, column, at, known.parts(view, answer, at))
            if parts is None or parts.value is None:
                assert pd.isna(figure)
                continue
            assert parts.value == pytest.approx(figure, rel=1e-9, abs=1e-12)
            filled += 1
    assert filled > 10


def test_the_first_month_end_has_no_month_before_it(sample_book):
    view = view_of(sample_book, filters=Filters())
    answer = view.ask("portfolio")
    assert explained.formula(view, Pointed(answer, 0, "lagged_par30")) == ""
    assert explained.formula(view, Pointed(answer, 0, "par30")) != ""


def test_a_month_without_a_figure_has_no_formula(sample_book):
    view = view_of(sample_book)
    answer = view.ask("conversion")
    assert explained.formula(view, Pointed(answer, 0, "started")) == ""
    assert explained.formula(view, Pointed(answer, 0)) == ""


def test_a_point_leads_to_its_row_whatever_the_order_of_the_chart(sample_book):
    view = view_of(sample_book)
    answer = view.ask("channel_roi")
    drawn = answer.frame.sort_values("roi", ascending=False)
    for point in points.along(drawn, "roi", "channel"):
        pointed = explained.pointed_at(answer, point)
        assert answer.frame["channel"].iloc[pointed.at] == point[2]
    assert explained.pointed_at(answer, [-1, "effect", None]) is None
    whole = explained.pointed_at(answer, [points.WHOLE, "no_such", None])
    assert (whole.at, whole.column) == (None, None)


def test_what_changed_is_offered_for_whole_figures_alone(sample_book):
    view = view_of(sample_book)
    conversion = view.ask("conversion")
    assert "changed" in explained.tabs_of(Pointed(conversion, None, "approval_rate"))
    assert "changed" not in explained.tabs_of(Pointed(conversion, 3, "approval_rate"))
    assert "changed" not in explained.tabs_of(
        Pointed(conversion, None, "average_amount")
    )
    portfolio = view.ask("portfolio")
    assert "changed" in explained.tabs_of(Pointed(portfolio, 11, "par30"))


def test_a_place_is_said_in_words(sample_book):
    view = view_of(sample_book, "zh")
    answer = view.ask("conversion", by="channel")
    where = explained.where_of(view, Pointed(answer, 0, "started"))
    channel = answer.frame["by"].iloc[0]
    assert sample_book.settings.names["channel"][channel]["zh"] in where
    assert "年" in where and channel not in where


@pytest.mark.parametrize(
    "lang, place", [("en", "Month: Nov 2025"), ("zh", "月份：2025年11月")]
)
def test_a_split_by_month_names_its_month(sample_book, lang, place):
    view = view_of(sample_book, lang)
    answer = view.ask("funnel", by="month")
    assert explained.where_of(view, Pointed(answer, 0)).startswith(place)


def test_the_rows_of_lagged_par30_are_those_of_its_numerator(sample_book):
    answer = view_of(sample_book).ask("portfolio")
    assert rows.counted_by(answer, "lagged_par30") == "par30"
    assert rows.counted_by(answer, "balance") == "loans"


def test_a_figure_that_counts_no_rows_lists_none(sample_book):
    view = view_of(sample_book)
    portfolio = view.ask("portfolio")
    for column in ("net_charge_off_rate", "substandard", "charged_off"):
        assert rows.counted_by(portfolio, column) is None
    assert rows.counted_by(portfolio, None) == "loans"
    conversion = view.ask("conversion")
    assert rows.counted_by(conversion, "disbursed_amount") == "disbursed"
    assert rows.counted_by(conversion, "take_up_rate") == "disbursed"
    assert rows.counted_by(view.ask("channel_roi"), "roi") is None
