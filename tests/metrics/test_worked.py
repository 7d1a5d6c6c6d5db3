"""The two cases worked by hand beside the definitions, asked of the product."""

from datetime import date

import pytest

from tests.metrics.asking import ask, only
from tests.oracle.worked import one_book, one_funnel

MAY, JUN = date(2026, 5, 31), date(2026, 6, 30)


@pytest.fixture(scope="module")
def four_loans(shelved):
    """Four loans of 1,000 of January; on 30 June A is current with 500 left, B has
    cured with 500 left, C is 45 days late with 800, D was charged off in May at 900
    and 100 came back in June."""
    return shelved(one_book())


@pytest.fixture(scope="module")
def two_months(shelved):
    """January: 100 start, 20 disbursed in January, 30 in February. February: 50 start,
    10 disbursed in February. The newest time is 28 February, 9:00."""
    return shelved(one_funnel())


def at_mob_5(book, **options):
    return only(ask(book, "vintage", **options), cohort="2026-01", mob=5)


def test_one_book_ever_30_by_count_is_3_of_4(four_loans):
    row = at_mob_5(four_loans)
    assert (row["bad"], row["loans"], row["rate"]) == (3, 4, 3 / 4)
    assert row["complete"]


def test_one_book_point_30_by_count_is_2_of_4(four_loans):
    row = at_mob_5(four_loans, measure="point")
    assert (row["bad"], row["loans"], row["rate"]) == (2, 4, 2 / 4)


def test_one_book_par30_is_800_of_1800(four_loans):
    row = only(ask(four_loans, "portfolio"), as_of=JUN)
    assert (row["loans"], row["balance"]) == (3, 500 + 500 + 800)
    assert row["par30"] == 800 / 1800


def test_one_book_net_loss_is_800_of_4000(four_loans):
    row = at_mob_5(four_loans, measure="net_loss")
    assert (row["bad"], row["principal"]) == (900 - 100, 4 * 1000)
    assert row["rate"] == 800 / 4000
    assert (row["low"], row["high"]) == (None, None)


def test_one_book_point_30_by_balance_keeps_what_was_charged_off(four_loans):
    row = at_mob_5(four_loans, measure="point", basis="balance")
    assert row["bad"] == 800 + 900 - 100
    assert row["rate"] == (800 + 900 - 100) / 4000


def test_one_book_ever_30_by_balance_takes_the_balance_when_first_over_30(four_loans):
    row = at_mob_5(four_loans, basis="balance")
    assert row["bad"] == 800 + 800 + 900  # B in March, C in June, D in January
    assert row["rate"] == 2500 / 4000


def test_one_book_month_by_month(four_loans):
    ever = ask(four_loans, "vintage")
    assert [r["bad"] for r in ever] == [1, 1, 2, 2, 2, 3]  # D; B in March; C in June
    point = ask(four_loans, "vintage", measure="point")
    assert [r["bad"] for r in point] == [1, 1, 2, 1, 1, 2]  # B cures in April
    assert [r["mob"] for r in ever] == [0, 1, 2, 3, 4, 5]
    assert {r["loans"] for r in ever} == {4}


def test_one_book_charge_offs_of_may_and_june(four_loans):
    rows = ask(four_loans, "portfolio")
    april, closing = 700 + 700 + 800 + 900, 600 + 600 + 800
    may = only(rows, as_of=MAY)
    assert (may["charged_off"], may["recovered"], may["loans"]) == (900, 0, 3)
    assert may["net_charge_off_rate"] == 12 * 900 / ((april + closing) / 2)
    june = only(rows, as_of=JUN)
    assert (june["charged_off"], june["recovered"]) == (0, 100)
    assert june["net_charge_off_rate"] == 12 * -100 / ((closing + 1800) / 2)
    assert june["lagged_par30"] == 800 / closing


def test_one_funnel_by_period_february_is_40_of_50(two_months):
    row = only(ask(two_months, "conversion", basis="period"), month="2026-02")
    assert (row["disbursed"], row["started"]) == (30 + 10, 50)
    assert row["conversion_rate"] == 40 / 50


def test_one_funnel_by_cohort_february_is_10_of_50_and_not_mature(two_months):
    row = only(ask(two_months, "conversion"), month="2026-02")
    assert (row["disbursed"], row["started"]) == (10, 50)
    assert row["conversion_rate"] == 10 / 50
    assert not row["mature"]


def test_one_funnel_by_cohort_january_is_50_of_100_and_mature(two_months):
    row = only(ask(two_months, "conversion"), month="2026-01")
    assert (row["disbursed"], row["started"]) == (20 + 30, 100)
    assert row["conversion_rate"] == 50 / 100
    assert row["mature"]
