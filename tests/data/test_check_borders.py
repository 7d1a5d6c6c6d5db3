"""Rules over several rows, right at their borders, on extracts drawn for it."""

from datetime import date
from decimal import Decimal

import pytest

from data.check import check_folder
from tests.books import table_of, write_extract
from tests.metrics.drawn import a_month, applications, histories, loans


def told(folder, **book):
    """Every finding's rule with the keys of its rows."""
    extract = {
        "customers": table_of("""
            customer_id  segment
            C1           salaried
        """)
    } | book
    findings = check_folder(write_extract(extract, folder))[2]
    return {f.rule: [row.key for row in f.offending] for f in findings}


def test_months_that_follow_on_from_another_loans_are_no_gap(tmp_path):
    """A ends in January and B begins in April: two loans, no month missing."""
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
            B        2026-04-05
        """),
        "performance": histories("""
            loan  2026-01  2026-02  2026-03  2026-04
            A     paid     -        -        -
            B     -        -        -        1000
        """),
    }
    assert told(tmp_path, **drawn) == {}


@pytest.mark.parametrize("backwards", [False, True])
def test_a_gap_and_a_growth_are_found_in_whatever_order_the_rows_are(
    tmp_path, backwards
):
    """A has no February; B grows by 1 % to 10,100, then by over 1 % to 10,202."""
    rows = histories("""
        loan  2026-01  2026-02  2026-03
        A     1000     -        900
        B     10000    10100    10202
    """)
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
            B        2026-01-05
        """),
        "performance": rows[::-1] if backwards else rows,
    }
    assert told(tmp_path, **drawn) == {
        "month_gap": ["A | 2026-03-31"],
        "balance_grows": ["B | 2026-03-31"],
    }


def test_one_loans_months_backwards_are_put_in_order_first(tmp_path):
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
        """),
        "performance": histories("""
            loan  2026-01  2026-02  2026-03  2026-04
            A     1000     -        900      950
        """)[::-1],
    }
    assert told(tmp_path, **drawn) == {
        "month_gap": ["A | 2026-03-31"],
        "balance_grows": ["A | 2026-04-30"],
    }


@pytest.mark.parametrize(
    ("disbursed_on", "is_found"),
    [
        (date(2026, 1, 1), True),  # the first month that performance reaches back to
        (date(2025, 12, 31), False),  # before it
        (date(2026, 3, 31), True),  # the last day that it knows
        (date(2026, 4, 1), False),  # no month-end since
    ],
)
def test_a_loan_without_a_month_is_missed_where_months_reach(
    tmp_path, disbursed_on, is_found
):
    drawn = {
        "loans": [
            *loans("""
                loan_id  disbursed_on
                A        2026-01-05
            """),
            *loans(f"""
                loan_id  disbursed_on
                B        {disbursed_on}
            """),
        ],
        "performance": histories("""
            loan  2026-01  2026-02  2026-03
            A     1000     900      800
        """),
    }
    assert told(tmp_path, **drawn) == ({"history_absent": ["B"]} if is_found else {})


@pytest.mark.parametrize(
    ("second", "is_found"),
    [("700.00", False), ("710.00", False), ("710.01", True), ("689.99", True)],
)
def test_loans_of_one_application_are_added_up_before_they_are_compared(
    tmp_path, second, is_found
):
    """300 and `second` of 1,000 approved: 990 to 1,010 is within 1 %."""
    drawn = {
        "applications": applications("""
            application_id  started_at        submitted_at      decision  decided_at        disbursed_at      approved_amount
            A1              2026-01-05T09:00  2026-01-05T09:10  approved  2026-01-06T09:00  2026-01-07T09:00  1000
            A2              2026-01-05T09:00  2026-01-05T09:10  approved  2026-01-06T09:00  2026-01-07T09:00  50
        """),  # noqa: E501
        "loans": loans(f"""
            loan_id  application_id  disbursed_on  principal
            L1       A1              2026-01-07    300
            L2       A1              2026-01-08    {second}
            L3       A2              2026-01-08    50
        """),
    }
    expected = {"amounts_differ": ["L1", "L2"]} if is_found else {}
    assert told(tmp_path, **drawn) == expected


def test_an_application_of_two_loans_that_was_not_disbursed(tmp_path):
    """Both loans are named, and the application of the third is not."""
    drawn = {
        "applications": applications("""
            application_id  started_at        submitted_at      decision  decided_at        disbursed_at
            A1              2026-01-05T09:00  2026-01-05T09:10  approved  2026-01-06T09:00  -
            A2              2026-01-05T09:00  2026-01-05T09:10  approved  2026-01-06T09:00  2026-01-07T09:00
        """),  # noqa: E501
        "loans": loans("""
            loan_id  application_id  disbursed_on
            L1       A1              2026-01-07
            L2       A1              2026-01-08
            L3       A2              2026-01-08
        """),
    }
    assert told(tmp_path, **drawn) == {"loan_without_disbursement": ["L1", "L2"]}


def test_an_application_without_a_channel_hides_no_channel_that_nobody_came_by(
    tmp_path,
):
    drawn = {
        "applications": applications("""
            application_id  started_at        channel
            A1              2026-01-05T09:00  web
            A2              2026-01-05T09:00  -
        """),
        "campaign_spend": table_of("""
            spend_date  channel  campaign_id  spend
            2026-01-01  radio    winter       10
        """),
    }
    assert told(tmp_path, **drawn) == {
        "value_missing": ["A2"],
        "channel_unused": ["radio"],
    }


def test_a_revolving_loan_without_an_id_hides_no_balance_that_grows(tmp_path):
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on  repayment_method
            A        2026-01-05    equal_instalments
            -        2026-01-05    revolving
        """),
        "performance": histories("""
            loan  2026-01  2026-02
            A     1000     1100
        """),
    }
    assert told(tmp_path, **drawn) == {
        "key_missing": ["NULL"],
        "balance_grows": ["A | 2026-02-28"],
    }


def test_a_month_without_a_loan_hides_no_loan_without_a_month(tmp_path):
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
            B        2026-01-05
        """),
        "performance": histories("""
            loan  2026-01
            A     1000
            -     1000
        """),
    }
    assert told(tmp_path, **drawn) == {
        "key_missing": ["NULL | 2026-01-31"],
        "history_absent": ["B"],
    }


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("missing", ["loan_id", "as_of"])
def test_a_month_without_its_key_hides_no_gap(tmp_path, missing, backwards):
    """A has January and March; a row between them lacks its loan or its month."""
    rows = histories("""
        loan  2026-01  2026-02  2026-03
        A     1000     950      900
    """)
    rows[1][missing] = None
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
        """),
        "performance": rows[::-1] if backwards else rows,
    }
    found = told(tmp_path, **drawn)
    assert found["month_gap"] == ["A | 2026-03-31"]
    assert set(found) == {"month_gap", "key_missing"}


def test_two_months_backwards_are_put_in_order_first(tmp_path):
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
        """),
        "performance": histories("""
            loan  2026-01  2026-02
            A     1000     1100
        """)[::-1],
    }
    assert told(tmp_path, **drawn) == {"balance_grows": ["A | 2026-02-28"]}


def test_a_month_told_twice_is_found_though_the_rows_are_in_order(tmp_path):
    rows = histories("""
        loan  2026-01  2026-02
        A     1000     900
    """)
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
        """),
        "performance": [rows[0], *rows],
    }
    assert told(tmp_path, **drawn) == {"key_repeated": ["A | 2026-01-31"] * 2}


def test_a_first_month_after_that_of_disbursement_is_a_gap(tmp_path):
    """Both are of January, which A has and B lacks; C is older than all months."""
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
            B        2026-01-15
            C        2025-12-31
        """),
        "performance": histories("""
            loan  2026-01  2026-02
            A     1000     900
            B     -        1000
            C     -        1000
        """),
    }
    assert told(tmp_path, **drawn) == {"month_gap": ["B | 2026-02-28"]}


def test_a_loan_without_a_month_is_missed_though_another_ended_before_it(tmp_path):
    """A is paid off in January; C goes on, so that months of B's are known."""
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
            B        2026-02-05
            C        2026-02-05
        """),
        "performance": histories("""
            loan  2026-01  2026-02  2026-03
            A     paid     -        -
            C     -        1000     900
        """),
    }
    assert told(tmp_path, **drawn) == {"history_absent": ["B"]}


def test_spend_of_no_campaign_hides_no_campaign_without_spend(tmp_path):
    drawn = {
        "applications": applications("""
            application_id  started_at        channel  campaign_id
            A1              2026-01-05T09:00  web      winter
            A2              2026-01-05T09:00  web      summer
        """),
        "campaign_spend": table_of("""
            spend_date  channel  campaign_id  spend
            2026-01-01  web      winter       10
            2026-01-01  web      -            10
        """),
    }
    assert told(tmp_path, **drawn) == {
        "value_missing": ["NULL"],
        "campaign_without_spend": ["A2"],
    }


def test_growth_is_told_to_the_last_digit(tmp_path):
    """From 0.0099 to 0.0100 is over 1 %, from 0.0100 to 0.0101 is not, to 0.0102 is."""
    cents = (
        *(("A", "0.0099", "0.0100"), ("B", "0.0100", "0.0101")),
        ("C", "0.0100", "0.0102"),
    )
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
            B        2026-01-05
            C        2026-01-05
        """),
        "performance": [
            a_month(loan, as_of, balance=Decimal(balance))
            for loan, *balances in cents
            for as_of, balance in zip(
                (date(2026, 1, 31), date(2026, 2, 28)), balances, strict=True
            )
        ],
    }
    assert told(tmp_path, **drawn) == {
        "balance_grows": ["A | 2026-02-28", "C | 2026-02-28"]
    }


def test_a_month_end_on_the_day_of_disbursement_is_not_before_it(tmp_path):
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-31
        """),
        "performance": histories("""
            loan  2025-12  2026-01
            A     1000     1000
        """),
    }
    assert told(tmp_path, **drawn) == {"before_disbursement": ["A | 2025-12-31"]}


def test_a_loan_whose_only_row_lacks_its_month_has_no_history(tmp_path):
    rows = histories("""
        loan  2026-01
        A     1000
        B     1000
    """)
    rows[1]["as_of"] = None
    drawn = {
        "loans": loans("""
            loan_id  disbursed_on
            A        2026-01-05
            B        2026-01-05
        """),
        "performance": rows,
    }
    found = told(tmp_path, **drawn)
    assert found["history_absent"] == ["B"]
    assert set(found) == {"history_absent", "key_missing"}
