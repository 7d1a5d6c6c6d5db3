"""The funnel page shows the metric's own stages, and accounts for everyone."""

import pytest

from metrics import CATALOGUE, Filters
from tests.books import clean_book
from tests.pages.four_loans import figure, published
from tests.ui.drawing import draw, words_on
from texts import words

EN = words("en")
LAST_YEAR = Filters("2025-11", "2026-10")


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    return published(tmp_path_factory.mktemp("clean"), clean_book())


def bars(test, number: int) -> list[list]:
    return [trace["x"] for trace in figure(test, number)["data"]]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_stages_are_the_metrics_and_nothing_fails(sample_book, lang):
    test = draw("funnel", sample_book, LAST_YEAR, lang=lang)
    assert not test.exception and not test.error
    stages = CATALOGUE["funnel"].run(sample_book, LAST_YEAR).frame
    assert bars(test, 0) == [list(stages["applications"])]
    t = words(lang)
    assert t("funnel.no_window") in words_on(test)
    assert t("funnel.stages.basis") in words_on(test)


def test_the_books_eight_applications_are_all_accounted_for(by_hand):
    # A1 to A5 disbursed, A6 declined, A7 withdrawn, A8 open
    test = draw("funnel", by_hand)
    assert "**8** started = **5** disbursed + **0** approved" in words_on(test)
    assert bars(test, 1) == [[5], [0], [1], [1], [1]]


@pytest.mark.parametrize("days", ["7", "14", "30", "60"])
def test_a_window_says_who_is_pending_and_still_adds_up(sample_book, days):
    test = draw("funnel", sample_book, LAST_YEAR, window=days)
    answer = CATALOGUE["funnel"].run(sample_book, LAST_YEAR, window_days=int(days))
    started = answer.frame["applications"].iloc[0]
    assert bars(test, 0)[0][0] == started
    assert sum(x for trace in bars(test, 1) for x in trace) == started
    pending = EN.count(answer.notes[0].values["n"])
    assert EN("frame.note.pending_applications", n=pending) in words_on(test)
    assert EN("funnel.within", days=days).strip() in words_on(test)


def test_a_filter_narrows_every_figure(sample_book):
    product = sample_book.dimensions["product"][0]
    only = Filters("2025-11", "2026-10", (("product", (product,)),))
    test = draw("funnel", sample_book, only)
    frame = CATALOGUE["funnel"].run(sample_book, only).frame
    assert bars(test, 0) == [list(frame["applications"])]
    assert bars(test, 0) != bars(draw("funnel", sample_book, LAST_YEAR), 0)


@pytest.mark.parametrize("by", ["channel", "product", "segment", "campaign_id"])
def test_groups_stand_in_a_table_with_the_share_of_each_stage(sample_book, by):
    test = draw("funnel", sample_book, LAST_YEAR, by=by)
    assert not test.exception and not test.error
    groups = test.dataframe[1].value
    whole = CATALOGUE["funnel"].run(sample_book, LAST_YEAR).frame
    assert groups["started"].sum() == whole["applications"].iloc[0]
    assert groups["disbursed"].between(0, 1).all()


def test_the_period_before_is_offered_only_where_the_data_has_it(sample_book):
    test = draw("funnel", sample_book, LAST_YEAR, by="before", window="30")
    groups = test.dataframe[1].value
    before = Filters("2024-11", "2025-10")
    started = [
        CATALOGUE["funnel"].run(sample_book, f, window_days=30).frame["applications"][0]
        for f in (LAST_YEAR, before)
    ]
    assert sorted(groups["started"]) == sorted(started)
    test = draw("funnel", sample_book, Filters(), by="before")
    assert "before" in words_on(test), "the reader is told that it was dropped"


def test_times_are_the_metrics_medians_and_read_in_days_where_long(by_hand):
    # hours to submit: 1/6 (A4), 0.5 (A1, A6, A8), 1 (A3), 24 (A5, A7), 48 (A2)
    times = draw("funnel", by_hand).dataframe[0].value.set_index("stage")
    assert times.loc["submitted", "median_hours"] == pytest.approx((0.5 + 1) / 2)
    assert "started" not in times.index
    assert EN.by_unit("hours", 72.0) == "3.0 days"


def test_decline_reasons_read_by_the_lenders_names(sample_book):
    test = draw("funnel", sample_book, LAST_YEAR, lang="zh")
    axis = figure(test, 5)["layout"]["yaxis"]["ticktext"]
    assert (
        axis[0]
        == sample_book.settings.names["decline_reason"][
            CATALOGUE["declines"].run(sample_book, LAST_YEAR).frame["reason"][0]
        ]["zh"]
    )


def test_no_rows_say_how_to_widen(sample_book):
    test = draw("funnel", sample_book, Filters("2001-01", "2001-03"))
    assert not test.exception and not test.error
    assert EN("frame.empty_answer.period") in words_on(test)
    assert len(test.get("plotly_chart")) == 0


def test_a_period_still_inside_the_window_is_pending_and_not_lost(sample_book):
    test = draw("funnel", sample_book, Filters("2026-10", "2026-10"), window="60")
    assert not test.exception and not test.error
    assert EN("funnel.all_pending") in words_on(test)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_applications_the_table_is_named(loans_only_book, lang):
    test = draw("funnel", loans_only_book, LAST_YEAR, lang=lang)
    assert not test.exception and not test.error
    assert "(applications)" in words_on(test) or "（applications）" in words_on(test)


def test_the_time_to_a_stage_is_drawn_by_month(sample_book):
    test = draw("funnel", sample_book, LAST_YEAR)
    median, ninth = figure(test, 3)["data"][:2]
    frame = CATALOGUE["funnel"].run(sample_book, LAST_YEAR, by="month").frame
    verified = frame[frame["stage"] == "verified"]
    assert list(median["y"]) == list(verified["median_hours"])
    assert list(ninth["y"]) == list(verified["p90_hours"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_selections_are_the_metrics_own_and_their_difference(sample_book, lang):
    one, other = sample_book.dimensions["channel"][:2]
    only = Filters("2025-11", "2026-10", (("channel", (one,)),))
    second = {"ab": "1", "b.channel": other, "b.p": "6m", "window": "30"}
    test = draw("funnel", sample_book, only, lang=lang, **second)
    assert not test.exception and not test.error
    theirs = Filters("2026-05", "2026-10", (("channel", (other,)),))
    a, b = (
        CATALOGUE["funnel"].run(sample_book, asked, window_days=30).frame
        for asked in (only, theirs)
    )
    table = test.dataframe[0].value
    for side, frame in (("A", a), ("B", b)):
        assert list(table[f"{side}_applications"]) == list(frame["applications"])
        assert list(table[f"{side}_share_of_first"]) == list(frame["share_of_first"])
    apart = (a["share_of_first"] - b["share_of_first"])[1:]
    assert list(table["difference"][1:]) == pytest.approx(list(apart))
    overlap = (a["low"] <= b["high"]) & (b["low"] <= a["high"])
    within = words(lang)("versus.verdict.within")
    assert list(table["verdict"][1:] == within) == list(overlap[1:])
    assert table["verdict"][0] == "–"  # of the first stage both are all
    assert [dot["x"] for dot in figure(test, 0)["data"][1::2]] == [
        list(a["share_of_first"][1:]),
        list(b["share_of_first"][1:]),
    ]


def test_one_selection_draws_no_second_one(sample_book):
    test = draw("funnel", sample_book, LAST_YEAR, **{"b.channel": "branch"})
    assert EN("versus.funnel.title") not in words_on(test)
    assert test.button(key="second_on").label == EN("versus.on")
