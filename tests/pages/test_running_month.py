"""Data that end within a month: the earlier period has as many days of its own."""

import duckdb
import pytest

from data.publish import publish
from metrics import CATALOGUE, Filters, open_book
from tests.ui.drawing import draw, words_on
from texts import words

EN, ZH = words("en"), words("zh")
NOW = Filters("2026-09", "2026-10")
THEN = Filters("2026-07", "2026-08", (), 17)

STAGES = ("submitted", "verified", "assessed", "decided", "signed", "disbursed")

CUT = {
    "applications": "select * replace ({stages}, if(decided_at < '{end}', decision,"
    " null) as decision) from read_parquet('{file}') where started_at < '{end}'",
    "loans": "select * from read_parquet('{file}') where disbursed_on < '{end}'",
    "performance": "select * from read_parquet('{file}') where as_of < '2026-10-01'",
    "campaign_spend": "select * from read_parquet('{file}')",
    "customers": "select * from read_parquet('{file}')",
}


@pytest.fixture(scope="module")
def running(sample_extract, tmp_path_factory):
    """The sample as it was at the end of 17 October; its last month-end is September's.

    Nothing that happened later is known.
    """
    folder = tmp_path_factory.mktemp("running")
    (folder / "extract").mkdir()
    end = "2026-10-18"
    stages = ", ".join(
        f"if({stage}_at < '{end}', {stage}_at, null) as {stage}_at" for stage in STAGES
    )
    for table, select in CUT.items():
        file = sample_extract / f"{table}.parquet"
        sql = select.format(file=file, end=end, stages=stages)
        target = folder / "extract" / f"{table}.parquet"
        duckdb.sql(f"copy ({sql}) to '{target}' (format parquet)")
    book = open_book(publish(folder / "extract", folder / "store"), threads=1)
    assert f"{book.newest_application:%Y-%m-%d}" == "2026-10-17"
    return book


def card(test, label):
    (found,) = [card for card in test.metric if card.label == label]
    return found


def started(book, filters) -> int:
    return int(CATALOGUE["conversion"].run(book, filters).frame["started"].sum())


def test_a_card_is_compared_with_as_many_days_of_the_earlier_month(running):
    test = draw("overview", running, NOW)
    now, then = started(running, NOW), started(running, THEN)
    whole = started(running, Filters("2026-07", "2026-08"))
    assert then < whole
    change = EN.change((now - then) / then)
    assert change != EN.change((now - whole) / whole)
    assert card(test, "Applications").delta == change
    assert not test.error and not test.exception


def test_month_end_figures_have_a_value_and_no_change(running):
    test = draw("overview", running, NOW)
    for label in ("Active balance", "PAR30"):
        assert card(test, label).value != "–"
        assert card(test, label).delta == ""
    test = draw("overview", running, NOW, figure="par30")
    assert EN("changes.whole_months") in [box.value for box in test.info]


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_the_sentence_says_how_many_days(running, t):
    test = draw("overview", running, NOW, lang=t.language)
    span = t("frame.filters.span", first=t.month("2026-07"), last=t.month("2026-08"))
    said = t("frame.filters.first_days", span=span, n="17")
    assert t("compared.previous", span=said) in words_on(test)


def test_what_changed_and_the_funnel_count_the_same_days(running):
    test = draw("overview", running, NOW, figure="applications", by="channel")
    now, then = started(running, NOW), started(running, THEN)
    said = words_on(test).replace("\\", "")
    assert f"from {EN.count(then)} to {EN.count(now)}" in said
    test = draw("funnel", running, NOW, by="before")
    groups = [frame.value for frame in test.dataframe if "by" in frame.value][0]
    assert sorted(groups["started"]) == sorted([now, then])


def test_a_period_that_ended_before_is_compared_whole(running):
    test = draw("overview", running, Filters("2026-08", "2026-09"))
    assert "days of the last month" not in words_on(test)
    assert card(test, "PAR30").delta != ""
