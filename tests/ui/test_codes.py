"""A line's value is named by its own dimension, in the reader's language."""

import pytest

from charts import theme
from metrics import Filters
from texts import words
from ui import codes, reading
from ui.view import View


@pytest.fixture(params=["en", "zh"])
def view(request, sample_book):
    months = {"from_month": "2026-05", "to_month": "2026-10"}
    return View(
        page="overview",
        book=sample_book,
        filters=Filters(**months),
        previous=None,
        t=words(request.param),
        look=theme.light(),
    )


@pytest.fixture
def change(view):
    return view.ask("change", metric="approval_rate")


def test_values_of_several_dimensions_read_as_the_lender_names_them(view, change):
    names = view.book.settings.names
    frame = codes.named(view, change)
    for at, dimension in enumerate(change.frame["dimension"]):
        code = change.frame["value"].iloc[at]
        if code in names.get(dimension, {}):
            assert frame["value"].iloc[at] == names[dimension][code][view.lang]
    assert {"product", "channel"} <= set(change.frame["dimension"])
    assert set(frame["value"]) != set(change.frame["value"])


def test_the_answer_itself_keeps_its_codes_and_its_order(view, change):
    before = change.frame.copy()
    frame = codes.named(view, change)
    assert change.frame.equals(before)
    assert frame.drop(columns="value").equals(before.drop(columns="value"))


def test_other_answers_come_back_as_they_are(view):
    answer = view.ask("conversion")
    assert codes.named(view, answer) is answer.frame


def test_rows_without_a_value_are_not_given_and_no_blank(view, change):
    said = view.t("values.not_given")
    partners = change.frame["dimension"] == "partner"
    empty = partners & change.frame["value"].isna()
    assert empty.sum() == 1
    assert list(codes.named(view, change)["value"][empty]) == [said]
    split = view.ask("conversion", by="partner")
    assert split.frame["by"].isna().any()
    shown = codes.named(view, split)["by"].map(reading.writer(view, split, "by"))
    assert shown.notna().all()
    assert said in set(shown)
    assert view.t.name("partner", float("nan")) == said


def test_both_sides_of_a_rate_are_counted_and_not_rates(view, change):
    for column in ("numerator_before", "denominator_after"):
        assert reading.writer(view, change, column)(2831.0) == "2,831"


def test_the_dimension_and_the_place_are_in_words(view, change):
    write = reading.writer(view, change, "dimension")
    assert write("product") == view.t.dimension("product")
    at = list(change.frame["dimension"]).index("product")
    said = reading.place(view, change, at)
    name = view.name("product", change.frame["value"].iloc[at])
    assert view.t.dimension("product") in said
    assert name in said
