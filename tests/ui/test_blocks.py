"""What stands in place of a figure that can't be drawn, and behind one that can."""

import json

import pytest

from metrics import Filters
from tests.ui.drawing import draw, words_on
from texts import words
from ui.behind import rows

EN = words("en")


@pytest.fixture
def page(monkeypatch):
    """A page made for one test: page(body) replaces what the Data page draws."""
    from pages import data

    return lambda body: monkeypatch.setattr(data, "render", body)


def ask_and_draw(metric, **options):
    def body(view):
        import streamlit as st

        from charts.figure import Figure
        from ui import blocks

        with blocks.section(view, "A title", basis="per month"):
            answer = view.ask(metric, **options)
            blocks.figure(view, answer, Figure, key="one", alt="One")
        st.caption("The page goes on")

    return body


def test_a_missing_table_is_named_and_the_page_goes_on(page, loans_only_book):
    page(ask_and_draw("funnel"))
    test = draw("data", loans_only_book)
    assert 'the table "Applications" (applications)' in test.info[0].value
    assert "The page goes on" in words_on(test)


def test_a_missing_column_is_named_with_its_table(page, applications_only_book):
    page(ask_and_draw("first_payment_default"))
    test = draw("data", applications_only_book)
    said = test.info[0].value
    assert "(loans)" in said and "(performance)" in said
    assert "first_due_on" in said and " or " in said


def test_a_dimension_that_the_rows_lack_is_named(page, sample_book):
    page(ask_and_draw("funnel"))
    filters = Filters(where=(("business_mode", ("own_book",)),))
    test = draw("data", sample_book, filters)
    assert "Business mode" in test.info[0].value
    assert not test.get("plotly_chart")


def test_an_answer_without_rows_says_which_filters_narrow_it(page, sample_book):
    page(ask_and_draw("conversion"))
    product = sample_book.dimensions["product"][0]
    filters = Filters("2001-01", "2001-02", (("product", (product,)),))
    test = draw("data", sample_book, filters)
    assert "take off a filter: Product" in test.info[0].value


def test_what_the_figure_leaves_out_is_said_below_it(page, sample_book):
    page(ask_and_draw("funnel", window_days=30))
    test = draw("data", sample_book)
    assert "pending and left out" in words_on(test)


def test_an_error_of_ours_shows_an_id_and_the_page_goes_on(page, sample_book):
    page(ask_and_draw("no_such_metric"))
    test = draw("data", sample_book)
    assert "logged as" in test.error[0].value
    assert "no_such_metric" not in test.error[0].value
    assert "The page goes on" in words_on(test)


def test_the_table_behind_is_written_in_the_readers_words(page, sample_book):
    def body(view):
        rows(view, view.ask("channel_roi"), key="one")

    page(body)
    test = draw("data", sample_book, lang="zh")
    table = test.dataframe[0]
    assert json.loads(table.proto.columns)["channel"]["label"] == "渠道"
    channel = sample_book.dimensions["channel"][0]
    shown = table.proto.arrow_data.styler.display_values
    assert sample_book.settings.names["channel"][channel]["zh"].encode() in shown
    assert channel.encode() not in shown
    assert channel in set(table.value["channel"]), (
        "what is sorted and copied is the code"
    )


def test_a_knob_lives_in_the_url_and_an_invented_value_is_said(page, sample_book):
    def body(view):
        import streamlit as st

        from ui.choices import choose

        days = choose(view, "dpd", ("30", "60"), "30", label="Days past due")
        st.caption(f"chosen {days}")

    page(body)
    assert "chosen 30" in words_on(draw("data", sample_book))
    assert "chosen 60" in words_on(draw("data", sample_book, dpd="60"))
    test = draw("data", sample_book, dpd="45")
    assert "chosen 30" in words_on(test)
    assert "Days past due: 45" in test.warning[0].value


def test_a_split_offers_what_the_metrics_rows_carry(page, sample_book):
    def body(view):
        import streamlit as st

        from ui.choices import split

        st.caption(f"split {split(view, 'funnel')}")

    page(body)
    test = draw("data", sample_book, by="channel")
    assert "split channel" in words_on(test)
    offered = test.selectbox[0].options
    assert "Channel" in offered and "Business mode" not in offered
    assert "split None" in words_on(draw("data", sample_book))
