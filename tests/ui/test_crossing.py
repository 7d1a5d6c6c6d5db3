"""A value that filters the page stays among the others, and stands out."""

from metrics import Filters
from tests.ui.test_explained import view_of
from ui import crossing

BRANCHES = Filters(
    "2025-11", "2026-10", (("channel", ("branch",)), ("product", ("x",)))
)


def test_a_chart_keeps_the_values_that_the_page_is_filtered_by(sample_book):
    view = view_of(sample_book, filters=BRANCHES)
    around = crossing.around(view, "channel")
    assert around.filters == Filters("2025-11", "2026-10", (("product", ("x",)),))
    assert view.filters == BRANCHES
    assert crossing.around(view, "segment").filters == BRANCHES


def test_the_compared_period_is_widened_alike(sample_book):
    from dataclasses import replace

    view = replace(view_of(sample_book, filters=BRANCHES), previous=BRANCHES)
    assert crossing.around(view, "channel").previous.dimensions == ("product",)


def test_only_what_is_not_chosen_is_faded(sample_book):
    view = view_of(sample_book, filters=BRANCHES)
    strong, bad = view.look.categorical[0], view.look.bad
    found = crossing.colours(view, "channel", ["branch", "x"], {"branch": bad})
    assert found["branch"] == bad
    assert found["x"] == view.look.faded(strong, 0.65) != strong


def test_without_a_filter_nothing_is_faded(sample_book):
    view = view_of(sample_book)
    strong = view.look.categorical[0]
    assert crossing.chosen(view, "channel") == ()
    assert set(crossing.colours(view, "channel", ["a", "b"]).values()) == {strong}
