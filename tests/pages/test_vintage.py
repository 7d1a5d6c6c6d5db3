"""The vintage page says what it measures, and draws what the metric answers."""

import pytest

from metrics import Filters
from tests.pages.four_loans import figure, published
from tests.ui.drawing import draw, words_on
from texts import words


@pytest.fixture(scope="module")
def four_loans(tmp_path_factory):
    return published(tmp_path_factory.mktemp("four_loans"))


def cells(test) -> list[list[str]]:
    return figure(test, 1)["data"][0]["text"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_by_default_it_shows_ever_30_by_number_of_loans(four_loans, lang):
    test = draw("vintage", four_loans, lang=lang)
    assert not test.exception
    t = words(lang)
    assert t("vintage.of.ever.count", days=30) in words_on(test)
    assert t("vintage.rule.over", days=30) in words_on(test)
    # D from MOB 1, B from MOB 2, C at MOB 5: of 4 loans
    assert cells(test) == [["0.0%", "25.0%", "50.0%", "50.0%", "50.0%", "75.0%"]]


@pytest.mark.parametrize(
    ("query", "last"),
    [
        ({}, "75.0%"),  # B, C, D of 4
        ({"measure": "point"}, "50.0%"),  # C and D of 4
        ({"measure": "point", "basis": "balance"}, "40.0%"),  # (800+900-100)/4000
        ({"measure": "net_loss"}, "20.0%"),  # (900-100)/4000
        ({"dpd": "90"}, "25.0%"),  # D of 4
        ({"basis": "balance"}, "62.5%"),  # (800+800+900)/4000
    ],
)
def test_each_choice_in_the_url_is_the_figure_drawn(four_loans, query, last):
    test = draw("vintage", four_loans, **query)
    assert cells(test)[0][5] == last


def test_the_tooltip_holds_both_sides_of_the_ratio(four_loans):
    curve = figure(draw("vintage", four_loans), 0)["data"][0]
    assert curve["text"][5].startswith(
        "<b>Jan 2025 · MOB 5</b><br>Ever late: 75.0%<br>Loans ever 30+: 3<br>Loans: 4"
    )


def test_net_loss_offers_no_threshold_and_no_count_and_says_why(four_loans):
    t = words("en")
    test = draw("vintage", four_loans, measure="net_loss", dpd="60")
    assert t("vintage.net_loss_note") in words_on(test)
    shown = [control.label for control in test.get("button_group")]
    assert t("vintage.dpd.label") not in shown


def test_a_split_draws_one_curve_per_value(four_loans):
    test = draw("vintage", four_loans, by="channel")
    curves = figure(test, 0)["data"]
    assert [curve["name"] for curve in curves] == ["app", "web"]
    assert cells(test) == [
        ["0.0%", "0.0%", "50.0%", "50.0%", "50.0%", "50.0%"],  # B of A and B
        ["0.0%", "50.0%", "50.0%", "50.0%", "50.0%", "100.0%"],  # D, then C too
    ]


def test_the_early_table_leaves_unknown_ages_blank_and_greys_few_loans(four_loans):
    frame = draw("vintage", four_loans).dataframe[0]
    (row,) = frame.value.to_dict("records")
    assert row["MOB 3"] == "50.0% (15.0% to 85.0%)"  # 2 of 4
    assert row["MOB 6"] == row["MOB 12"] == ""
    assert "color" in frame.proto.arrow_data.styler.styles


def test_an_empty_answer_says_so_and_draws_nothing(four_loans):
    later = Filters(from_month="2025-05", to_month="2025-06")
    test = draw("vintage", four_loans, filters=later)
    assert not test.exception
    assert not test.get("plotly_chart")
    assert words("en")("frame.empty_answer.period") in words_on(test)


def test_the_rule_follows_the_lenders_settings(tmp_path):
    snapshot = published(tmp_path, settings='past_due_rule = "at_least"')
    test = draw("vintage", snapshot)
    assert words("en")("vintage.rule.at_least", days=30) in words_on(test)
