"""Who missed the first payment, from month-ends and from instalments."""

import pytest

from metrics.errors import MissingData
from tests.books import table_of
from tests.metrics.asking import answer, ask, column, only
from tests.metrics.drawn import histories, loans


@pytest.fixture(scope="module")
def month_ends_only(shelved):
    """Seen on 31 March. P never paid. Q paid in February and missed March. The first
    due date of R is not known. S, T and U are due late in March."""
    return shelved(
        {
            "loans": loans("""
                loan_id  disbursed_on  first_due_on  partner
                P        2026-01-10    2026-02-10    north
                Q        2026-01-10    2026-02-10    -
                R        2026-01-10    -             -
                S        2026-02-20    2026-03-25    north
                T        2026-02-20    2026-03-24    -
                U        2026-02-20    2026-03-24    -
            """),
            "performance": histories("""
                loan  2026-01  2026-02  2026-03
                P     1000     1000/18  1000/49
                Q     1000     900      900/21
                R     1000     1000/20  1000/51
                S     -        1000     1000/6
                T     -        1000     1000/7
                U     -        1000     1000/6
            """),
        }
    )


def by_month(book, days, **asked):
    rows = ask(book, "first_payment_default", days=days, **asked)
    return column(rows, "month", "due", "defaulted", "rate")


def test_days_past_due_that_reach_back_to_the_first_due_date(month_ends_only):
    # 31 March less 21 days is 10 March: Q missed its second instalment, not its first.
    january = ("2026-01", 2, 1, 1 / 2)
    # T is 7 days late on 24 March; U is late on something that was due on the 25th.
    assert by_month(month_ends_only, 7) == [january, ("2026-02", 2, 1, 1 / 2)]


def test_a_loan_is_due_on_the_day_that_is_n_days_after_its_first_due_date(
    month_ends_only,
):
    # S: 25 March + 6 = 31 March; T and U: 24 March + 7 = 31 March.
    assert by_month(month_ends_only, 6)[1] == ("2026-02", 3, 2, 2 / 3)
    assert by_month(month_ends_only, 7)[1] == ("2026-02", 2, 1, 1 / 2)
    assert by_month(month_ends_only, 8)[1] == ("2026-02", 0, 0, None)
    # P: 10 February + 49 = 31 March, when it was 49 days late.
    assert by_month(month_ends_only, 49)[0] == ("2026-01", 2, 1, 1 / 2)
    assert by_month(month_ends_only, 50)[0] == ("2026-01", 0, 0, None)


def test_loans_with_no_first_due_date_are_left_out_and_counted(month_ends_only):
    notes = answer(month_ends_only, "first_payment_default").notes
    assert [(n.code, n.values) for n in notes] == [("no_first_due_date", {"n": 1})]
    assert answer(month_ends_only, "first_payment_default", first="2026-02").notes == ()


def test_a_split_keeps_the_loans_without_a_value(month_ends_only):
    rows = ask(month_ends_only, "first_payment_default", days=7, by="partner")
    assert column(rows, "by", "month", "due", "defaulted") == [
        ("north", "2026-01", 1, 1),
        ("north", "2026-02", 0, 0),
        (None, "2026-01", 1, 0),
        (None, "2026-02", 2, 1),
    ]


@pytest.fixture(scope="module")
def with_instalments(shelved):
    """Due on 1 February. P paid on the 8th, Q on the 7th, R never; V has no
    instalments, and was 20 days late on its first due date of 8 February."""
    return shelved(
        {
            "loans": loans("""
                loan_id  disbursed_on  first_due_on
                P        2026-01-10    -
                Q        2026-01-10    2026-03-20
                R        2026-01-10    -
                V        2026-01-10    2026-02-08
            """),
            "performance": histories("""
                loan  2026-01  2026-02  2026-03
                P     1000     900      900
                Q     1000     900      900/11
                R     1000     1000     1000
                V     1000     1000/20  900
            """),
            "instalments": table_of("""
                loan_id  number  due_on      due_amount  paid_on     paid_amount
                P        1       2026-02-01  100         2026-02-08  100
                P        2       2026-03-01  100         -           0
                Q        1       2026-02-01  100         2026-02-07  100
                Q        2       2026-03-01  100         -           0
                R        1       2026-02-01  100         -           40
            """),
        }
    )


def test_instalments_know_the_day_of_payment(with_instalments):
    # 7 days or more: P (7), R (58, unpaid on 31 March), V (20, from its month-ends).
    assert by_month(with_instalments, 7) == [("2026-01", 4, 3, 3 / 4)]
    assert by_month(with_instalments, 6) == [("2026-01", 4, 4, 4 / 4)]  # Q as well
    assert by_month(with_instalments, 8) == [("2026-01", 4, 2, 2 / 4)]
    assert by_month(with_instalments, 30) == [("2026-01", 4, 1, 1 / 4)]


def test_an_unpaid_instalment_is_late_up_to_the_last_month_end(with_instalments):
    assert by_month(with_instalments, 58)[0][1:3] == (3, 1)  # R; V is not due by then
    assert by_month(with_instalments, 59)[0][1:] == (0, 0, None)


def test_instalments_that_tell_no_day_of_payment_leave_it_to_the_month_ends(opened):
    """A paid on time and was never late; when it paid is not in the extract."""
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on  first_due_on
                A        2026-01-05    2026-02-05
            """),
            "performance": histories("""
                loan  2026-01  2026-02  2026-03
                A     1000     900      800
            """),
            "instalments": table_of("""
                loan_id  number  due_on      due_amount  paid_amount
                A        1       2026-02-05  100         100
            """),
        }
    )
    assert by_month(book, 30) == [("2026-01", 1, 0, 0 / 1)]


def test_without_due_dates_or_instalments_it_says_what_is_missing(opened):
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                A        2026-01-05
            """),
            "performance": histories("""
                loan  2026-01
                A     1000
            """),
        }
    )
    with pytest.raises(MissingData, match="loans.first_due_on or instalments"):
        ask(book, "first_payment_default")


def test_the_interval_is_that_of_the_defaulted_among_the_due(month_ends_only):
    row = only(ask(month_ends_only, "first_payment_default", days=7), month="2026-01")
    # Wilson: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n), p = 1/2, n = 2.
    z2 = 1.959963984540054**2
    half = (z2 * (1 / 4 / 2 + z2 / 4 / 4)) ** 0.5
    assert row["low"] == pytest.approx((1 / 2 + z2 / 4 - half) / (1 + z2 / 2))
    assert row["high"] == pytest.approx((1 / 2 + z2 / 4 + half) / (1 + z2 / 2))
