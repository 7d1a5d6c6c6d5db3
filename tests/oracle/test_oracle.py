"""The two cases worked by hand beside the definitions, in full.

Every expected figure is left as the arithmetic that gives it.
"""

from datetime import date

import pytest

from . import (
    conversion,
    delinquency,
    flow_rates,
    portfolio,
    roll_rates,
    roll_rates_left_out,
    vintage,
)
from .maths import wilson
from .rows import JUN, MAY, OVER, a_loan, only
from .scope import find
from .worked import one_book, one_funnel

# --- one book, many readings (worked by hand) ---------------------------------


@pytest.fixture
def four_loans():
    return one_book()


def at_mob_5(book, **options):
    return only(vintage(book, OVER, {}, **options), cohort="2026-01", mob=5)


def test_one_book_ever_30_by_count_is_three_of_four(four_loans):
    row = at_mob_5(four_loans)  # B in March, C in June, D since January
    assert (row["bad"], row["loans"], row["rate"]) == (3, 4, 3 / 4)
    assert (row["low"], row["high"]) == wilson(3, 4)
    assert row["complete"] is True


def test_one_book_point_30_by_count_is_two_of_four(four_loans):
    row = at_mob_5(four_loans, measure="point")  # C; D, charged off; B has cured
    assert (row["bad"], row["rate"]) == (2, 2 / 4)


def test_one_book_par30_is_800_of_1800(four_loans):
    row = only(portfolio(four_loans, OVER, {}), as_of=JUN)
    assert row["balance"] == 500 + 500 + 800  # D is no longer active
    assert row["par30"] == 800 / 1800


def test_one_book_net_loss_is_800_of_4000(four_loans):
    row = at_mob_5(four_loans, measure="net_loss", basis="balance")
    assert row["bad"] == 900 - 100
    assert row["rate"] == 800 / 4000
    assert (row["low"], row["high"]) == (None, None)


def test_one_book_point_30_by_balance(four_loans):
    row = at_mob_5(four_loans, measure="point", basis="balance")
    assert row["bad"] == 800 + 900 - 100
    assert row["rate"] == (800 + 900 - 100) / 4000


def test_one_book_ever_30_by_balance_takes_the_first_balance_over_30(four_loans):
    row = at_mob_5(four_loans, basis="balance")
    assert row["bad"] == 800 + 800 + 900  # B in March, C in June, D in January
    assert row["rate"] == 2500 / 4000


def test_one_book_month_by_month(four_loans):
    """Ever-30 by MOB: D from the start, B in March (2), C in June (5)."""
    assert [row["bad"] for row in vintage(four_loans, OVER, {})] == [1, 1, 2, 2, 2, 3]
    point = vintage(four_loans, OVER, {}, measure="point")
    assert [row["bad"] for row in point] == [1, 1, 2, 1, 1, 2]


def test_one_book_portfolio_of_may(four_loans):
    row = only(portfolio(four_loans, OVER, {}), as_of=MAY)
    opening, closing = 700 + 700 + 800 + 900, 600 + 600 + 800
    assert (row["loans"], row["balance"]) == (3, closing)
    assert (row["charged_off"], row["recovered"]) == (900, 0)
    assert row["net_charge_off_rate"] == 12 * 900 / ((opening + closing) / 2)
    assert row["special_mention"] == row["par1"] == 800 / closing
    assert row["par30"] == row["lagged_par30"] == 0


def test_one_book_portfolio_of_april_and_june(four_loans):
    rows = portfolio(four_loans, OVER, {"from": "2026-04", "to": "2026-06"})
    april, june = rows[0], rows[2]
    opening = 800 + 800 + 850 + 900  # March, which lies before the period
    assert april["lagged_par30"] == 900 / opening
    assert april["par90"] == april["substandard"] == 900 / 3100
    assert june["net_charge_off_rate"] == pytest.approx(
        12 * (0 - 100) / ((2000 + 1800) / 2)
    )


def test_the_first_month_end_has_no_opening_balance(four_loans):
    row = portfolio(four_loans, OVER, {})[0]
    assert row["net_charge_off_rate"] is None
    assert row["lagged_par30"] is None


def test_one_book_delinquency_prints_all_buckets(four_loans):
    rows = delinquency(four_loans, OVER, {"from": "2026-06"})
    assert [row["bucket"] for row in rows] == [
        *("0", "1-30", "31-60", "61-90", "91-120", "121-150", "151-180", "181+")
    ]
    assert [row["loans"] for row in rows] == [2, 0, 1, 0, 0, 0, 0, 0]
    assert rows[2]["share_of_loans"] == 1 / 3
    assert rows[2]["share_of_balance"] == 800 / 1800


def test_one_book_roll_rates_of_june(four_loans):
    """May to June: A and B stay at 0 (600 each), C rolls from 15 to 45 days."""
    rows = roll_rates(four_loans, OVER, {"from": "2026-06", "to": "2026-06"})
    assert [(r["from_bucket"], r["to_bucket"], r["loans"]) for r in rows] == [
        ("0", "0", 2),
        ("1-30", "31-60", 1),
    ]
    assert rows[0]["balance"] == 600 + 600
    assert (rows[0]["low"], rows[0]["high"]) == wilson(2, 2)


def test_one_book_roll_rates_pool_all_pairs(four_loans):
    """Bucket 0 at t-1: A five times, B in January and April and May, C four times."""
    rows = roll_rates(four_loans, OVER, {})
    leaving = [row for row in rows if row["from_bucket"] == "0"]
    to_late = only(leaving, to_bucket="1-30")  # B in January, C in April
    assert (to_late["loans"], to_late["rate"]) == (2, 2 / (5 + 3 + 4))
    balance_of_a = 1000 + 900 + 800 + 700 + 600
    balance_of_b, balance_of_c = 1000 + 700 + 600, 1000 + 900 + 850 + 800
    everything = balance_of_a + balance_of_b + balance_of_c
    assert to_late["balance"] == 1000 + 800
    assert to_late["rate_balance"] == 1800 / everything
    assert only(rows, from_bucket="121-150")["to_bucket"] == "charged_off"
    assert roll_rates_left_out(four_loans, OVER, {}) == 0


def test_a_loan_without_a_row_at_t_is_left_out_and_counted(four_loans):
    four_loans["performance"].remove(
        find(
            [r for r in four_loans["performance"] if r["loan_id"] == "A"], "as_of", JUN
        )
    )
    june = {"from": "2026-06"}
    stays = only(roll_rates(four_loans, OVER, june), from_bucket="0")
    assert (stays["loans"], stays["balance"], stays["rate"]) == (1, 600, 1.0)
    assert roll_rates_left_out(four_loans, OVER, june) == 1


def test_one_book_flow_rates_of_june(four_loans):
    rows = flow_rates(four_loans, OVER, {"from": "2026-06"})
    assert [row["from_bucket"] for row in rows] == [
        *("0", "1-30", "31-60", "61-90", "91-120", "121-150", "151-180")
    ]
    # In May 1,200 are in bucket 0 and 800 in 1-30; in June 0 and 800 further on.
    assert [row["rate"] for row in rows[:3]] == [0 / 1200, 800 / 800, None]


def test_a_loan_without_a_month_end_stays_in_the_denominator(four_loans):
    four_loans["loans"].append(a_loan("E", date(2026, 1, 31)))
    assert at_mob_5(four_loans)["rate"] == 3 / 5


def test_net_loss_is_an_amount(four_loans):
    with pytest.raises(ValueError, match="balance"):
        vintage(four_loans, OVER, {}, measure="net_loss")


# --- one funnel, three rates (worked by hand) ---------------------------------


@pytest.fixture
def two_months():
    return one_funnel()


def test_one_funnel_by_period_february_is_40_of_50(two_months):
    row = only(conversion(two_months, OVER, {}, basis="period"), month="2026-02")
    assert (row["disbursed"], row["started"]) == (30 + 10, 50)
    assert row["conversion_rate"] == 40 / 50
    assert row["open"] is None


def test_one_funnel_by_cohort_february_is_10_of_50_and_not_mature(two_months):
    row = only(conversion(two_months, OVER, {}), month="2026-02")
    assert (row["disbursed"], row["started"]) == (10, 50)
    assert row["conversion_rate"] == 10 / 50
    assert row["mature"] is False
    assert row["open"] == 40


def test_one_funnel_by_cohort_january_is_50_of_100_and_mature(two_months):
    """The newest timestamp, 28 February 9:00, is 39 days after the last start."""
    row = only(conversion(two_months, OVER, {}), month="2026-01")
    assert (row["disbursed"], row["started"]) == (20 + 30, 100)
    assert row["conversion_rate"] == 50 / 100
    assert (row["low"], row["high"]) == wilson(50, 100)
    assert row["mature"] is True


def test_a_window_keeps_a_month_that_is_all_pending(two_months):
    row = only(conversion(two_months, OVER, {}, window_days=30), month="2026-02")
    assert (row["started"], row["conversion_rate"], row["mature"]) == (0, None, False)


def test_a_window_of_20_days_includes_its_last_second(two_months):
    """January: 20 after exactly 20 days, 30 after 21. February has had 25 days."""
    rows = conversion(two_months, OVER, {}, window_days=20)
    assert [(row["started"], row["disbursed"]) for row in rows] == [(100, 20), (50, 0)]
    assert [row["open"] for row in rows] == [80, 50]  # a decision must be in time too
    assert [row["mature"] for row in rows] == [True, True]


def test_more_disbursed_than_started_has_no_interval(two_months):
    february = [a for a in two_months["applications"] if a["started_at"].month == 2]
    two_months["applications"] = [
        a for a in two_months["applications"] if a not in february[1:]
    ]
    row = only(conversion(two_months, OVER, {}, basis="period"), month="2026-02")
    assert (row["disbursed"], row["started"]) == (31, 1)
    assert row["conversion_rate"] == 31.0
    assert (row["low"], row["high"]) == (None, None)
