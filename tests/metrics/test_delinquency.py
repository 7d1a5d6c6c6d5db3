"""The book at each month-end: delinquency by bucket, and the portfolio."""

from datetime import date

import pytest

from tests.metrics.asking import ask, column, only
from tests.metrics.drawn import a_month, histories, loans

JAN, FEB, MAR, APR = (
    date(2026, 1, 31),
    date(2026, 2, 28),
    date(2026, 3, 31),
    date(2026, 4, 30),
)
TIERS = ("special_mention", "substandard", "doubtful", "loss")
BUCKETS = ["0", "1-30", "31-60", "61-90", "91-120", "121-150", "151-180", "181+"]


@pytest.fixture(scope="module")
def three_loans(shelved):
    """A is charged off in March and 300 comes back in April; B pays off in March; C is
    charged off in April, after which no active loan is left. G is paid out and paid
    back within April: it is never active at a month-end."""
    return shelved(
        {
            "loans": loans("""
                loan_id  disbursed_on  partner
                A        2026-01-05    north
                B        2026-01-08    -
                C        2026-02-08    -
                G        2026-04-02    gone
            """),
            "performance": histories("""
                loan  2026-01  2026-02  2026-03   2026-04
                A     1000     900/31   off:900   back:300
                B     1000     500      paid      -
                C     -        400      400/95    off:400/125
                G     -        -        -         paid
            """),
        }
    )


def test_every_bucket_prints_at_every_month_end_with_an_active_loan(three_loans):
    rows = ask(three_loans, "delinquency")
    assert column(rows, "as_of", "bucket") == [
        (as_of, bucket) for as_of in (JAN, FEB, MAR) for bucket in BUCKETS
    ]
    february = [row for row in rows if row["as_of"] == FEB]
    assert column(february, "loans") == [2, 0, 1, 0, 0, 0, 0, 0]
    assert column(february, "balance") == [500 + 400, 0, 900, 0, 0, 0, 0, 0]
    assert february[2]["share_of_loans"] == 1 / 3
    assert february[2]["share_of_balance"] == 900 / 1800


def test_what_a_loan_that_has_left_still_states_is_in_no_class(opened):
    """P1 to P4 are paid off with 100 left in every class; A alone owes anything."""
    late = {"P1": 45, "P2": 200, "P3": 300, "P4": 400}
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                A        2026-01-05
                P1       2026-01-05
                P2       2026-01-05
                P3       2026-01-05
                P4       2026-01-05
            """),
            "performance": [
                a_month("A", JAN),
                *(
                    a_month(
                        loan, JAN, balance=100, days_past_due=days, status="paid_off"
                    )
                    for loan, days in late.items()
                ),
            ],
        }
    )
    (january,) = ask(book, "portfolio")
    assert january["balance"] == 1000
    assert [january[name] for name in TIERS] == [0, 0, 0, 0]
    (never,) = ask(book, "vintage", dpd=1)
    assert (never["bad"], never["rate"]) == (0, 0)


def test_loans_that_have_left_are_in_no_bucket(three_loans):
    march = [r for r in ask(three_loans, "delinquency") if r["as_of"] == MAR]
    assert sum(column(march, "loans")) == 1
    assert only(march, bucket="91-120")["share_of_balance"] == 400 / 400


def test_the_period_takes_its_first_and_its_last_month(three_loans):
    rows = ask(three_loans, "delinquency", first="2026-02", last="2026-03")
    assert {row["as_of"] for row in rows} == {FEB, MAR}


def test_buckets_of_a_split_and_of_loans_without_a_value(three_loans):
    rows = ask(three_loans, "delinquency", by="partner", first="2026-02")
    assert [row["by"] for row in rows] == ["north"] * 8 + [None] * 16
    assert only(rows, by="north", bucket="31-60")["share_of_balance"] == 900 / 900
    assert only(rows, by=None, bucket="0", as_of=FEB)["loans"] == 2


def test_the_portfolio_of_february(three_loans):
    row = only(ask(three_loans, "portfolio"), as_of=FEB)
    assert (row["loans"], row["balance"]) == (3, 900 + 500 + 400)
    assert row["par1"] == row["par30"] == 900 / 1800
    assert row["par60"] == row["par90"] == 0 / 1800
    assert row["lagged_par30"] == 900 / (1000 + 1000)
    assert row["net_charge_off_rate"] == 0 / ((2000 + 1800) / 2)


def test_the_first_month_end_has_no_month_before_it(three_loans):
    row = only(ask(three_loans, "portfolio"), as_of=JAN)
    assert (row["loans"], row["balance"], row["par30"]) == (2, 2000, 0)
    assert (row["net_charge_off_rate"], row["lagged_par30"]) == (None, None)


def test_the_month_before_is_known_though_it_lies_before_the_period(three_loans):
    (row,) = ask(three_loans, "portfolio", first="2026-03", last="2026-03")
    assert (row["loans"], row["balance"], row["charged_off"]) == (1, 400, 900)
    assert row["lagged_par30"] == 400 / 1800
    assert row["net_charge_off_rate"] == 12 * 900 / ((1800 + 400) / 2)
    assert row["par90"] == row["substandard"] == 400 / 400


def test_a_book_with_no_balance_has_empty_shares_not_zero(three_loans):
    row = only(ask(three_loans, "portfolio"), as_of=APR)
    assert (row["loans"], row["balance"]) == (0, 0)
    shares = ("par1", "par30", "par60", "par90", "special_mention", "loss")
    assert [row[name] for name in shares] == [None] * 6
    assert (row["charged_off"], row["recovered"]) == (400, 300)
    assert row["net_charge_off_rate"] == 12 * (400 - 300) / ((400 + 0) / 2)
    assert row["lagged_par30"] == 0 / 400


def test_a_split_has_its_own_opening_balance(three_loans):
    rows = ask(three_loans, "portfolio", by="partner")
    assert [row["by"] for row in rows] == ["gone", *["north"] * 4, *[None] * 4]
    april = only(rows, by="north", as_of=APR)
    assert (april["recovered"], april["net_charge_off_rate"]) == (300, None)
    march = only(rows, by="north", as_of=MAR)
    assert march["net_charge_off_rate"] == 12 * 900 / ((900 + 0) / 2)
    assert march["lagged_par30"] == 0 / 900
    assert only(rows, by=None, as_of=MAR)["lagged_par30"] == 400 / (500 + 400)


def test_after_a_month_end_that_the_extract_lacks_what_needs_it_is_empty(opened):
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                A        2026-01-05
            """),
            "performance": histories("""
                loan  2026-01  2026-03
                A     1000     800/45
            """),
        }
    )
    (march,) = ask(book, "portfolio", first="2026-03")
    assert march["par30"] == 800 / 800
    assert (march["lagged_par30"], march["net_charge_off_rate"]) == (None, None)
    assert ask(book, "roll_rates") == []
    assert ask(book, "flow_rates") == []
