"""The vintage page says what it measures, and draws what the metric answers."""

import pytest

from metrics import CATALOGUE, Filters
from tests.pages.four_loans import figure, published
from tests.ui.drawing import draw, words_on
from texts import words

EN = words("en")


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
    band, curve, *_ = figure(draw("vintage", four_loans), 0)["data"]
    assert band["fill"] == "toself" and "text" not in band
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


def test_two_selections_are_one_pooled_curve_each(four_loans):
    # B was over 30 in March (MOB 2), C in June (MOB 5), D in April at the latest
    only = Filters(where=(("channel", ("app",)),))
    second = {"ab": "1", "b.p": "all", "b.channel": "web"}
    test = draw("vintage", four_loans, only, dpd="30", **second)
    assert not test.exception and not test.error
    table = test.dataframe[0].value.set_index("mob")
    for side, channel in (("A", "app"), ("B", "web")):
        asked = Filters(where=(("channel", (channel,)),))
        frame = CATALOGUE["vintage"].run(four_loans, asked, cohort="all").frame
        rates = frame.set_index("mob")["rate"]
        assert list(table[f"{side}_rate"]) == [rates[age] for age in table.index]
        assert (table[f"{side}_loans"] == 2).all()
    # A and B are 1 of 2 by MOB 3, their intervals are as wide as the chart
    assert table.loc[3, "A_rate"] == 1 / 2
    assert table.loc[3, "verdict"] == EN("versus.verdict.within")
    assert table.loc[3, "complete"] == "yes"
    names = [trace["name"] for trace in figure(test, 0)["data"]]
    assert set(names) == {"A", "B"}


def test_the_knobs_of_the_page_hold_for_both_selections(four_loans):
    second = {"ab": "1", "b.p": "all", "measure": "net_loss", "lang": "zh"}
    test = draw("vintage", four_loans, Filters(), **second)
    assert not test.exception and not test.error
    table = test.dataframe[0].value.set_index("mob")
    # charged off 900, of 4,000, in May (MOB 4) or later: 0 by MOB 3
    assert (table.loc[3, "A_rate"], table.loc[3, "B_rate"]) == (0, 0)
    assert set(table["verdict"]) == {"–"}  # money has no interval


def test_all_cohorts_pool_into_one(four_loans):
    whole = CATALOGUE["vintage"].run(four_loans, cohort="all").frame
    months = CATALOGUE["vintage"].run(four_loans, cohort="month").frame
    assert set(whole["cohort"]) == {"all"}
    assert list(whole["bad"]) == list(months.groupby("mob")["bad"].sum())


def test_two_young_selections_are_told_up_to_the_age_of_half_their_loans(sample_book):
    now = Filters("2025-11", "2026-10")
    second = {"ab": "1", "b.channel": sample_book.dimensions["channel"][0]}
    test = draw("vintage", sample_book, now, **second)
    assert not test.exception and not test.error
    frame = CATALOGUE["vintage"].run(sample_book, now, cohort="all").frame
    half = frame[2 * frame["loans"] >= frame["loans"].max()]
    assert 1 < len(half) < len(frame)
    drawn = [t for t in figure(test, 0)["data"] if t["name"] == "A"]
    assert max(x for trace in drawn for x in trace["x"]) == half["mob"].max()
    table = test.dataframe[0].value.set_index("mob")
    assert table.loc[3, "complete"] == "no"  # of October's loans none is so old
    assert table.loc[3, "verdict"] == "–"
