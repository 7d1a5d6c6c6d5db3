"""What became of the applications: parts that add up to all that were started."""

import pytest

from metrics import CATALOGUE
from ui import accounting


def conversion(book, **options):
    return CATALOGUE["conversion"].run(book, **options).frame


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    from tests.books import clean_book
    from tests.pages.four_loans import published

    return published(tmp_path_factory.mktemp("clean"), clean_book())


def test_each_application_of_a_book_drawn_by_hand_is_in_one_part(by_hand):
    # A1 to A5 disbursed, A6 declined, A7 withdrawn, A8 open
    assert accounting.totals(conversion(by_hand)) == {
        "started": 8,
        "disbursed": 5,
        "undisbursed": 0,
        "open": 1,
        "declined": 1,
        "withdrawn": 1,
    }


def test_within_a_day_only_what_happened_by_then_counts(by_hand):
    # newest event 2025-06-28 21:30, so A8 is pending. Decided within a day: A1, A4, A6;
    # the others have no decision yet, and nobody had the money
    assert accounting.totals(conversion(by_hand, window_days=1)) == {
        "started": 7,
        "disbursed": 0,
        "undisbursed": 2,
        "open": 4,
        "declined": 1,
        "withdrawn": 0,
    }


@pytest.mark.parametrize("days", [None, 7, 14, 30, 60])
def test_the_parts_add_up_and_agree_with_the_funnel(sample_book, days):
    sums = accounting.totals(conversion(sample_book, window_days=days))
    assert sum(sums[part] for part in accounting.PARTS) == sums["started"]
    assert min(sums.values()) >= 0
    funnel = CATALOGUE["funnel"].run(sample_book, window_days=days).frame
    stages = dict(zip(funnel["stage"], funnel["applications"], strict=True))
    assert sums["started"] == stages["started"]
    assert sums["disbursed"] == stages["disbursed"]
    assert sums["disbursed"] + sums["undisbursed"] == stages["approved"]


def test_by_month_every_bar_is_its_month(sample_book):
    months = conversion(sample_book)
    long = accounting.by_month(months)
    heights = long.groupby("month")["applications"].sum()
    assert list(heights) == list(months["started"])
    shares = long.groupby("month")["share"].sum()
    assert list(shares) == pytest.approx([1.0] * len(months))


def test_nothing_started_has_no_accounting(sample_book):
    assert accounting.totals(conversion(sample_book).head(0)) is None
