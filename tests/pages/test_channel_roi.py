"""The channel page shows the metric's rows and the metric's own totals."""

from dataclasses import replace

import pytest

from metrics import CATALOGUE, Filters
from tests.pages.four_loans import figure
from tests.ui.drawing import draw, words_on
from texts import words

EN = words("en")
LAST_YEAR = Filters("2025-11", "2026-10")


def run(book, filters=LAST_YEAR, **options):
    return CATALOGUE["channel_roi"].run(book, filters, **options)


@pytest.fixture(scope="module")
def no_loans_book(sample_extract, tmp_path_factory):
    from tests.ui.drawing import _book_of

    tables = {"customers", "applications", "campaign_spend"}
    return _book_of(sample_extract, tables, tmp_path_factory.mktemp("no_loans"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_league_ends_with_the_metrics_own_total(sample_book, lang):
    test = draw("channel_roi", sample_book, LAST_YEAR, lang=lang)
    assert not test.exception and not test.error
    table = test.dataframe[0].value
    total = run(sample_book, level="total").frame.iloc[0]
    last = table.iloc[-1]
    for column in ("spend", "contribution", "roi", "cost_per_loan"):
        assert float(last[column]) == pytest.approx(float(total[column]))
    assert len(table) == len(run(sample_book).frame) + 1
    assert words(lang)("channel_roi.to_date") in words_on(test)


def test_a_channel_without_spend_is_blank_and_not_zero(sample_book):
    frame = run(sample_book).frame
    free = frame.loc[frame["spend"] == 0, "channel"]
    assert len(free), "the sample has a channel without spend"
    table = draw("channel_roi", sample_book, LAST_YEAR).dataframe[0].value
    row = table[table["channel"] == free.iloc[0]].iloc[0]
    assert row[["roi", "roas", "cost_per_loan", "payback_mob"]].isna().all()


@pytest.mark.parametrize("rank", ["roi", "contribution", "cost_per_lead"])
def test_the_best_by_the_chosen_measure_is_on_top(sample_book, rank):
    frame = run(sample_book).frame
    best = frame[rank].min() if rank.startswith("cost") else frame[rank].max()
    test = draw("channel_roi", sample_book, LAST_YEAR, rank=rank)
    assert test.dataframe[0].value[rank].iloc[0] == pytest.approx(best)
    assert figure(test, 0)["data"][0]["x"][0] == pytest.approx(best)


def test_cheap_leads_are_compared_with_the_return(sample_book):
    frame = run(sample_book).frame.dropna(subset=["cost_per_lead", "roi"])
    by_lead = frame.loc[frame["cost_per_lead"].idxmin(), "channel"]
    by_roi = frame.loc[frame["roi"].idxmax(), "channel"]
    test = draw("channel_roi", sample_book, LAST_YEAR)
    said = any("cheapest leads" in warning.value for warning in test.warning)
    assert said == (by_lead != by_roi)
    if said:
        name = sample_book.settings.names["channel"][by_lead]["en"]
        assert name in test.warning[0].value


def of_channel(code):
    return replace(LAST_YEAR, where=(("channel", (code,)),))


def test_the_waterfall_is_of_the_channel_in_the_url(sample_book):
    frame = run(sample_book).frame
    row = frame.loc[frame["credit_loss"].idxmax()]
    costs = ["funding_cost", "servicing_cost", "credit_loss", "provision", "spend"]
    assert (row[costs].astype(float) > 0).all(), "each step must be able to fail"
    test = draw("channel_roi", sample_book, of_channel(row["channel"]))
    heights = figure(test, 1)["data"][0]["y"]
    expected = [row["revenue"], *(-row[cost] for cost in costs), row["contribution"]]
    assert heights == pytest.approx([float(height) for height in expected])
    assert sum(heights[:-1]) == pytest.approx(heights[-1])


def test_its_campaigns_add_up_to_the_channel(sample_book):
    row = run(sample_book).frame.iloc[0]
    test = draw("channel_roi", sample_book, of_channel(row["channel"]))
    campaigns = test.dataframe[1].value
    assert campaigns["spend"].sum() == pytest.approx(row["spend"])
    assert campaigns["applications"].sum() == row["applications"]


def test_without_a_channel_all_are_drawn_and_no_campaigns(sample_book):
    test = draw("channel_roi", sample_book, LAST_YEAR)
    total = run(sample_book, level="total").frame.iloc[0]
    assert figure(test, 1)["data"][0]["y"][-1] == pytest.approx(total["contribution"])
    assert len(test.dataframe) == 1
    assert EN("channel_roi.campaigns.choose") in words_on(test)


def test_a_horizon_says_which_months_are_left_out(sample_book):
    answer = run(sample_book, horizon=6)
    left_out = answer.notes[0].values["n"]
    test = draw("channel_roi", sample_book, LAST_YEAR, horizon="6")
    assert not test.exception and not test.error
    note = EN("frame.note.excluded_months", n=EN.count(left_out), horizon="6")
    assert note in words_on(test)
    total = run(sample_book, level="total", horizon=6).frame
    shown = test.dataframe[0].value["spend"].iloc[-1]
    assert shown == pytest.approx(total["spend"][0])


def test_a_horizon_that_nothing_has_reached_says_so(sample_book):
    test = draw("channel_roi", sample_book, Filters("2026-09", "2026-10"), horizon="12")
    assert not test.exception and not test.error
    assert EN("channel_roi.none_reached", horizon=12) in words_on(test)


def test_a_filter_that_spend_lacks_shows_what_stays_unallocated(sample_book):
    for product in sample_book.dimensions["product"]:
        only = Filters("2025-11", "2026-10", (("product", (product,)),))
        frame = run(sample_book, only).frame
        left = frame.loc[frame["channel"] == "(unallocated)", "spend"].sum()
        test = draw("channel_roi", sample_book, only)
        assert not test.exception and not test.error
        names = list(test.dataframe[0].value["channel"])
        assert ("(unallocated)" in names) == bool(left)
        if left:
            note = EN("frame.note.unallocated_spend", amount=EN.amount_short(left))
            assert note in words_on(test)


def test_no_rows_say_how_to_widen(sample_book):
    test = draw("channel_roi", sample_book, Filters("2001-01", "2001-03"))
    assert not test.exception and not test.error
    assert EN("frame.empty_answer.period") in words_on(test)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_missing_tables_are_named(applications_only_book, lang):
    test = draw("channel_roi", applications_only_book, LAST_YEAR, lang=lang)
    assert not test.exception and not test.error
    assert "campaign_spend" in words_on(test)
    assert len(test.dataframe) == 0


def test_without_loans_costs_are_there_and_money_is_blank(no_loans_book):
    test = draw("channel_roi", no_loans_book, LAST_YEAR)
    assert not test.exception and not test.error
    assert "(loans)" in words_on(test) and "(performance)" in words_on(test)
    table = test.dataframe[0].value
    assert table["contribution"].isna().all()
    assert table["cost_per_application"].notna().any()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_selections_show_the_metrics_totals_at_one_horizon(sample_book, lang):
    t = words(lang, sample_book.settings.currency)
    now, then = Filters("2025-05", "2026-04"), Filters("2025-01", "2025-12")
    second = {"ab": "1", "b.p": "last_year", "horizon": "3"}
    test = draw("channel_roi", sample_book, now, lang=lang, **second)
    assert not test.exception and not test.error
    a, b = (
        CATALOGUE["channel_roi"]
        .run(sample_book, asked, level="total", horizon=3)
        .frame.set_index("channel")
        .loc["all"]
        for asked in (now, then)
    )
    table = test.dataframe[0].value.set_index("figure")
    assert list(table.index[:3]) == ["spend", "leads", "loans"]
    for name in ("spend", "cost_per_loan", "contribution"):
        assert table.loc[name, "A"] == t.amount(a[name])
        assert table.loc[name, "B"] == t.amount(b[name])
    assert table.loc["roi", "difference"] == t.difference(a["roi"] - b["roi"])
    apart = (a["spend"] - b["spend"]) / b["spend"]
    assert table.loc["spend", "relative"] == pytest.approx(apart)
    assert table.loc["loans", "difference"].lstrip("+") == t.count(
        a["loans"] - b["loans"]
    )


def test_totals_are_compared_over_as_many_months_or_not_at_all(sample_book):
    quarter = Filters("2026-08", "2026-10")
    now = run(sample_book, quarter, level="total").frame.iloc[0]
    then = run(sample_book, Filters("2026-05", "2026-07"), level="total").frame.iloc[0]
    test = draw("channel_roi", sample_book, quarter)
    deltas = {card.label: card.delta for card in test.metric}
    assert deltas["Leads"] == EN.change(now["leads"] / then["leads"] - 1)
    assert deltas["Contribution"] == "", "older months have had longer to earn"

    young = draw("channel_roi", sample_book, LAST_YEAR, horizon="6")
    excluded = run(sample_book, horizon=6, level="total").frame["excluded"].iloc[0]
    assert excluded > 0
    assert {card.delta for card in young.metric} == {""}
