"""Goals of a period: worked by hand from the months' targets and actual volumes."""

import pandas as pd
import pytest

from charts import theme
from data.publish import publish
from metrics import Filters, open_book
from tests.books import clean_book, table_of, write_extract
from texts import words
from ui import goals
from ui.view import View

PLAN = """
    month       metric            product    channel  segment  value
    2025-01-01  applications      -          -        -        10
    2025-02-01  applications      -          -        -        20
    2025-03-01  applications      -          -        -        30
    2025-01-01  approval_rate     -          -        -        0.50
    2025-02-01  approval_rate     -          -        -        0.80
    2025-02-01  par30             -          -        -        0.05
    2025-03-01  par30             -          -        -        0.04
    2025-01-01  balance           -          -        -        900
    2025-03-01  auto_rate         -          -        -        0.70
    2025-01-01  disbursed_amount  cash_loan  -        -        500
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("goals")


@pytest.fixture(scope="module")
def planned(folder):
    book = clean_book() | {"targets": table_of(PLAN)}
    extract = write_extract(book, folder / "extract")
    return open_book(publish(extract, folder / "store"), threads=1)


def view(book, first=None, last=None, **where):
    chosen = tuple((d, (code,)) for d, code in where.items())
    filters = Filters(first, last, chosen)
    return View("overview", book, filters, None, words("en"), theme.light())


def counts(*rows):
    """Rows of `conversion`: month, approved, declined."""
    frame = pd.DataFrame(rows, columns=["month", "approved", "declined"])
    return frame.assign(started=0, disbursed=0)


def month_ends(*days):
    return pd.DataFrame({"as_of": [pd.Timestamp(day).date() for day in days]})


def test_months_and_their_targets_of_one_figure(planned):
    found = goals.by_month(view(planned, "2025-02", "2025-03"), "applications")
    assert found == {"2025-02": 20, "2025-03": 30}
    assert goals.by_month(view(planned), "started") == found | {"2025-01": 10}
    assert goals.by_month(view(planned), "roi") == {}


def test_what_adds_up_is_added_up_over_the_months_of_the_period(planned):
    two = view(planned, "2025-01", "2025-02")
    assert goals.over(two, "applications", counts()) == 10 + 20
    # also where a month had no applications, and so no row
    assert goals.over(two, "started", counts(("2025-01", 1, 0))) == 10 + 20


def test_a_month_without_a_target_leaves_the_period_without_one(planned):
    assert (
        goals.over(view(planned, "2025-02", "2025-04"), "applications", counts())
        is None
    )
    # without limits the period is all that the data have, to June
    assert goals.over(view(planned), "applications", counts()) is None


def test_a_rates_goal_is_weighted_with_the_actual_volumes(planned):
    """50 % of 30 decisions and 80 % of 10: (15 + 8) / 40, not 65 %."""
    frame = counts(("2025-01", 20, 10), ("2025-02", 4, 6))
    found = goals.over(view(planned), "approval_rate", frame)
    assert found == pytest.approx((0.5 * 30 + 0.8 * 10) / 40)


def test_a_month_without_decisions_needs_no_target(planned):
    frame = counts(("2025-01", 20, 10), ("2025-03", 0, 0))
    assert goals.over(view(planned), "approval_rate", frame) == 0.5
    frame = counts(("2025-01", 20, 10), ("2025-03", 0, 1))
    assert goals.over(view(planned), "approval_rate", frame) is None
    assert goals.over(view(planned), "approval_rate", counts()) is None


def test_a_state_has_the_goal_of_its_last_month_end(planned):
    both = month_ends("2025-02-28", "2025-03-31")
    assert goals.over(view(planned), "par30", both) == 0.04
    assert goals.over(view(planned), "par30", both.head(1)) == 0.05
    assert goals.over(view(planned), "balance", both) is None
    assert goals.over(view(planned), "par30", both.head(0)) is None


def test_a_rate_of_unknown_parts_has_a_goal_for_a_single_month_alone(planned):
    one, two = counts(("2025-03", 1, 1)), counts(("2025-02", 1, 1), ("2025-03", 1, 1))
    assert goals.over(view(planned), "auto_rate", one) == 0.7
    assert goals.over(view(planned), "auto_rate", two) is None


def test_a_goal_holds_for_what_the_plan_speaks_of_alone(planned):
    cash = view(planned, "2025-01", "2025-01", product="cash_loan")
    assert goals.over(cash, "disbursed_amount", counts()) == 500
    assert goals.over(cash, "applications", counts()) is None
    north = view(planned, "2025-01", "2025-01", region="north")
    assert goals.by_month(north, "disbursed_amount") == {}


def test_other_filters_can_be_asked_than_those_in_force(planned):
    january = Filters("2025-01", "2025-01")
    found = goals.over(view(planned, "2025-02"), "applications", counts(), january)
    assert found == 10


def test_of_some_days_of_a_month_a_plan_says_nothing(planned):
    days = Filters("2025-01", "2025-01", last_day=15)
    assert goals.over(view(planned), "applications", counts(), days) is None


def test_without_a_plan_there_is_no_goal_and_no_error(folder):
    book = clean_book()
    del book["targets"]
    extract = write_extract(book, folder / "without")
    without = view(open_book(publish(extract, folder / "store"), threads=1))
    assert goals.by_month(without, "applications") == {}
    assert goals.over(without, "approval_rate", counts(("2025-01", 1, 1))) is None
