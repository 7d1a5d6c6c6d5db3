"""The delinquency page: the state of the book, its moves, and what each counts."""

import pytest

from charts import theme
from metrics import CATALOGUE, Filters
from metrics.errors import MissingData
from pages.delinquency import render
from pages.delinquency_parts import state
from tests.books import clean_book
from tests.pages.four_loans import figure, published
from tests.ui.drawing import draw, words_on
from texts import words
from ui import explained
from ui.view import View

BUCKETS, PAR, TIERS, LOSSES, ROLLS, FLOWS, FIRST_PAYMENT = range(7)


@pytest.fixture(scope="module")
def four_loans(tmp_path_factory):
    return published(tmp_path_factory.mktemp("four_loans"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_section_has_its_title_and_its_basis(four_loans, lang):
    test = draw("delinquency", four_loans, lang=lang)
    assert not test.exception and not test.error
    t, page = words(lang), words_on(test)
    for name in ("buckets", "par", "tiers", "losses", "rolls", "flows"):
        assert t(f"delinquency.{name}.title") in page
        assert t(f"delinquency.{name}.basis") in page
    assert len(test.get("plotly_chart")) == 7


def test_the_cards_show_the_last_month_end_against_the_compared_one(four_loans):
    june = Filters(from_month="2025-06", to_month="2025-06")
    cards = draw("delinquency", four_loans, filters=june).metric
    shown = {card.label: (card.value, card.delta) for card in cards}
    # June: A 500, B 500, C 800 (45 days late); May: 600 + 600 + 800 (C 15 days late)
    assert shown["Balance"] == ("CN¥1,800", "-10.0%")
    assert shown["PAR1"] == ("44.4%", "+4.4 pts")  # 800/1800 against 800/2000
    assert shown["PAR30"] == ("44.4%", "+44.4 pts")
    assert shown["PAR60"] == ("0.0%", "0")


def test_without_an_earlier_period_a_card_names_the_month_before(four_loans):
    test = draw("delinquency", four_loans)
    assert {card.delta for card in test.metric} == {""}
    said = words_on(test).replace("\\", "")
    for before in ("CN¥2,000", "40.0%", "0.0%"):  # May: C 15 days late
        assert words("en")("delinquency.cards.month_before", value=before) in said


def test_the_first_month_end_has_none_before_it(four_loans):
    january = Filters(from_month="2025-01", to_month="2025-01")
    test = draw("delinquency", four_loans, filters=january)
    assert {card.delta for card in test.metric} == {""}
    assert "a month before CN" not in words_on(test)


def test_lagged_par30_stands_beside_par30(four_loans):
    lines = {line["name"]: line for line in figure_of(four_loans, PAR)["data"]}
    assert lines["PAR30"]["y"][-1] == pytest.approx(800 / 1800)
    assert lines["Lagged PAR30"]["y"][-1] == pytest.approx(800 / 2000)
    assert lines["Lagged PAR30"]["y"][0] is None  # no month before January
    assert lines["PAR30"]["line"]["color"] != lines["Lagged PAR30"]["line"]["color"]


def test_the_bars_show_the_late_by_default_and_all_on_demand(four_loans):
    late = figure_of(four_loans, BUCKETS)["data"]
    assert [bar["name"] for bar in late][:2] == ["M1 (1-30)", "M2 (31-60)"]
    amounts = figure_of(four_loans, BUCKETS, buckets="amount")["data"]
    assert amounts[0]["name"] == "M0 (not late)"
    assert amounts[0]["y"][-1] == 1000.0  # A 500 and B 500
    assert amounts[2]["y"][-1] == 800.0  # C


def test_a_click_on_any_tier_leads_to_its_own_month_and_figure(four_loans):
    answer = CATALOGUE["portfolio"].run(four_loans)
    layers = figure_of(four_loans, TIERS)["data"]
    for layer, column in zip(layers, state.TIERS, strict=True):
        for point, height in zip(layer["customdata"], layer["y"], strict=True):
            pointed = explained.pointed_at(answer, point)
            assert pointed.column == column
            assert answer.frame[column].iloc[pointed.at] == height


def test_the_matrix_shows_each_row_with_its_size(four_loans):
    matrix = figure_of(four_loans, ROLLS)
    text = matrix["data"][0]["text"]
    # from M0, 13 loan-months: to M0 10, to M1 2 (B, C), to M3 1 (D)
    assert text[0][:4] == ["76.9%", "15.4%", "", "7.7%"]
    hover = matrix["data"][1]["text"][0]
    assert "went this way: 10" in hover and "in the row: 13" in hover
    assert "n 13" in matrix["layout"]["yaxis"]["ticktext"][0]
    assert matrix["layout"]["xaxis"]["ticktext"][-1] == "Charged off"


def test_by_balance_the_size_is_money(four_loans):
    matrix = figure_of(four_loans, ROLLS, rolls="balance")
    assert "CN¥" in matrix["layout"]["yaxis"]["ticktext"][0]


def test_first_payment_default_counts_the_days_asked_for(four_loans):
    # first due on 10 February: D was 64 days late at its end, B 4 days late
    for days in ("30", "7"):
        rate = figure_of(four_loans, FIRST_PAYMENT, days=days)["data"][-1]
        assert "Due: 4" in rate["text"][0]


def test_an_empty_period_says_so_in_every_section(four_loans):
    later = Filters(from_month="2026-01", to_month="2026-06")
    test = draw("delinquency", four_loans, filters=later)
    assert not test.exception and not test.error
    assert not test.get("plotly_chart")
    assert words("en")("frame.empty_answer.period") in words_on(test)


def test_without_due_dates_only_the_first_payment_is_missing(tmp_path):
    snapshot = published(tmp_path, drop=("loans.first_due_on",))
    test = draw("delinquency", snapshot)
    assert not test.exception
    assert len(test.get("plotly_chart")) == 6
    assert "first_due_on" in words_on(test)


def test_without_month_ends_the_page_leaves_it_to_the_frame_to_say_so(tmp_path):
    without = published(tmp_path, clean_book(), drop=("performance",))
    view = View("delinquency", without, Filters(), None, words("en"), theme.light())
    with pytest.raises(MissingData):
        render(view)


def figure_of(book, number: int, **query) -> dict:
    return figure(draw("delinquency", book, **query), number)
