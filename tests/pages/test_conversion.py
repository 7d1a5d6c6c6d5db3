"""The conversion page never mixes bases, and keeps young months out of comparisons."""

import pytest

from metrics import CATALOGUE, Filters
from tests.books import clean_book
from tests.pages.four_loans import figure, published
from tests.ui.drawing import draw, words_on
from texts import words
from ui import accounting, explained

EN = words("en")
LAST_YEAR = Filters("2025-11", "2026-10")
RATES = ("approval_rate", "take_up_rate", "conversion_rate")


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    return published(tmp_path_factory.mktemp("clean"), clean_book())


def cards(test) -> dict[str, str]:
    return {card.label: card.value for card in test.metric}


def drawn(test, number: int) -> list[float]:
    """The values of all marked points of a figure, in order of the months."""
    points = {}
    for trace in figure(test, number)["data"]:
        is_event = trace.get("yaxis") == "y2"
        is_marked = "markers" in trace.get("mode", "") and not is_event
        if trace.get("hoverinfo") != "skip" and is_marked:
            pairs = zip(trace["x"], trace["y"], strict=True)
            points |= {x: y for x, y in pairs if y is not None}
    return [points[x] for x in sorted(points)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rates_by_month_are_the_metrics(sample_book, lang):
    test = draw("conversion", sample_book, LAST_YEAR, lang=lang)
    assert not test.exception and not test.error
    months = CATALOGUE["conversion"].run(sample_book, LAST_YEAR).frame
    for number, rate in enumerate(RATES):
        assert drawn(test, number) == pytest.approx(list(months[rate]))
    t = words(lang)
    assert t("conversion.rates.title_cohort") in words_on(test)
    assert t("conversion.meaning.cohort", days=30) in words_on(test)


def test_the_young_month_is_hollow_and_dashed(sample_book):
    months = CATALOGUE["conversion"].run(sample_book, LAST_YEAR).frame
    assert list(months["mature"]) == [True] * 11 + [False]
    traces = figure(draw("conversion", sample_book, LAST_YEAR), 2)["data"]
    dashes = {(trace.get("line") or {}).get("dash", "solid") for trace in traces}
    assert len(dashes) > 1
    assert any(EN("charts.incomplete") in str(trace) for trace in traces)


def test_the_cards_leave_young_months_out_of_what_they_pull_down(sample_book):
    """Of those decided, who is approved is no smaller in a month that is still open."""
    months = CATALOGUE["conversion"].run(sample_book, LAST_YEAR).frame
    final = months[months["mature"].astype(bool)]
    approved, declined = months["approved"].sum(), months["declined"].sum()
    shown = cards(draw("conversion", sample_book, LAST_YEAR))
    assert shown["Approval rate"] == EN.rate(approved / (approved + declined))
    taken = final["disbursed"].sum() / final["approved"].sum()
    assert shown["Take-up rate"] == EN.rate(taken)
    assert shown["Conversion rate"] == EN.rate(
        final["disbursed"].sum() / final["started"].sum()
    )
    everyone = months["disbursed"].sum() / months["started"].sum()
    assert shown["Conversion rate"] != EN.rate(everyone)


def test_by_period_the_title_says_so_and_no_window_is_offered(sample_book):
    test = draw("conversion", sample_book, LAST_YEAR, basis="period", window="30")
    assert not test.exception and not test.error
    assert EN("conversion.rates.title_period") in words_on(test)
    assert EN("conversion.rates.title_cohort") not in words_on(test)
    assert EN("conversion.meaning.period") in words_on(test)
    labels = [control.label for control in test.get("button_group")]
    assert EN("conversion.window.label") not in labels
    assert len(test.metric) == 0
    months = CATALOGUE["conversion"].run(sample_book, LAST_YEAR, basis="period").frame
    assert drawn(test, 2) == pytest.approx(list(months["conversion_rate"]))


def test_a_window_leaves_pending_applications_out_and_says_so(sample_book):
    test = draw("conversion", sample_book, LAST_YEAR, window="30")
    answer = CATALOGUE["conversion"].run(sample_book, LAST_YEAR, window_days=30)
    pending = EN.count(answer.notes[0].values["n"])
    assert EN("frame.note.pending_applications", n=pending) in words_on(test)
    assert EN("conversion.meaning.window", days=30) in words_on(test)


def test_the_bars_of_a_month_add_up_to_those_started(sample_book):
    months = CATALOGUE["conversion"].run(sample_book, LAST_YEAR).frame
    layers = figure(draw("conversion", sample_book, LAST_YEAR), 3)["data"]
    assert len(layers) == 5
    heights = [sum(bar) for bar in zip(*(layer["y"] for layer in layers), strict=True)]
    assert heights == list(months["started"])


def test_a_click_on_any_bar_of_a_month_leads_to_its_own_row_and_figure(sample_book):
    layers = figure(draw("conversion", sample_book, LAST_YEAR), 3)["data"]
    answer = CATALOGUE["conversion"].run(sample_book, LAST_YEAR)
    for layer, column in zip(layers, accounting.PARTS, strict=True):
        for point, height in zip(layer["customdata"], layer["y"], strict=True):
            pointed = explained.pointed_at(answer, point)
            if column == "undisbursed":  # what is left of two columns has no own one
                assert pointed.column is None
                continue
            assert pointed.column == column
            assert answer.frame[column].iloc[pointed.at] == height


def test_without_amounts_the_page_says_what_they_would_need(tmp_path):
    applications = [dict(row) for row in clean_book()["applications"]]
    for row in applications:
        del row["approved_amount"]
    book = published(tmp_path, {"applications": applications})
    test = draw("conversion", book)
    assert "approved_amount" in test.info[0].value and len(test.info) == 1
    assert not test.exception and not test.error
    test = draw("overview", book)
    card = next(card for card in test.metric if card.label == "Disbursed amount")
    assert card.value == "–"
    assert "approved\\_amount" in "".join(c.value for c in test.caption)
    assert "approved_amount" in test.info[0].value


@pytest.mark.parametrize("by", ["channel", "segment", "occupation"])
def test_groups_and_their_total_are_of_the_final_months(sample_book, by):
    test = draw("conversion", sample_book, LAST_YEAR, by=by)
    assert not test.exception and not test.error
    months = CATALOGUE["conversion"].run(sample_book, LAST_YEAR).frame
    started = months.loc[months["mature"].astype(bool), "started"].sum()
    groups = test.dataframe[0].value
    assert groups["started"].iloc[-1] == started
    assert groups["started"].iloc[:-1].sum() == started


def test_a_filter_narrows_the_rates(sample_book):
    channel = sample_book.dimensions["channel"][0]
    only = Filters("2025-11", "2026-10", (("channel", (channel,)),))
    test = draw("conversion", sample_book, only)
    months = CATALOGUE["conversion"].run(sample_book, only).frame
    assert drawn(test, 2) == pytest.approx(list(months["conversion_rate"].dropna()))


def test_where_no_month_is_final_nothing_is_compared(sample_book):
    test = draw("conversion", sample_book, Filters("2026-10", "2026-10"))
    assert not test.exception and not test.error
    assert EN("conversion.none_mature") in words_on(test)
    shown = cards(test)
    assert shown.pop("Approval rate") != "–"  # of those decided so far
    assert set(shown.values()) == {"–"}


def test_a_book_drawn_by_hand(by_hand):
    # cohorts Jan to May are final: A1 to A5 approved, A6 declined, A7 withdrawn
    shown = cards(draw("conversion", by_hand))
    assert shown == {
        "Approval rate": "83.3%",
        "Take-up rate": "100.0%",
        "Conversion rate": "71.4%",
    }


def test_no_rows_say_how_to_widen(sample_book):
    for query in ({}, {"basis": "period"}, {"window": "30"}):
        test = draw("conversion", sample_book, Filters("2001-01", "2001-03"), **query)
        assert not test.exception and not test.error
        assert EN("frame.empty_answer.period") in words_on(test)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_applications_the_table_is_named(loans_only_book, lang):
    test = draw("conversion", loans_only_book, LAST_YEAR, lang=lang)
    assert not test.exception and not test.error
    assert "(applications)" in words_on(test) or "（applications）" in words_on(test)
