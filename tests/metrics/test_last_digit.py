"""Sums of cents have one answer, which binary fractions would miss."""

import pytest

from tests.books import table_of
from tests.metrics.asking import ask, column, only
from tests.metrics.drawn import a_month, applications, loans
from tests.oracle.rows import FEB, JAN, MAR

FREE = "funding_rate = 0.0"


def a_campaign(spend: str, *interest: str):
    """One application of January; its loan earns so much at each month-end."""
    return {
        "applications": applications("""
            application_id  campaign_id  started_at        submitted_at
            A1              spring       2026-01-10T09:00  2026-01-10T09:10
        """),
        "campaign_spend": table_of(f"""
            spend_date  channel  campaign_id  spend
            2026-01-01  web      spring       {spend}
        """),
        "loans": loans("""
            loan_id  application_id  disbursed_on
            L        A1              2026-01-12
        """),
        "performance": [
            a_month("L", as_of, balance=0, status="active", interest_paid=paid)
            for as_of, paid in zip((JAN, FEB, MAR), interest, strict=False)
        ],
    }


def test_what_is_earned_in_cents_pays_back_to_the_cent(opened):
    """0.10 + 0.70 is 0.80, which as binary fractions is 0.7999999999999999."""
    assert 0.1 + 0.7 < 0.8
    (web,) = ask(
        opened(a_campaign("0.80", "0.10", "0.70", "0.10"), FREE), "channel_roi"
    )
    assert web["payback_mob"] == 1
    assert web["contribution"] == 0.10  # 0.90 - 0.80


def test_a_cent_is_left_of_a_million_millions(opened):
    book = opened(a_campaign("1000000000000.37", "1000000000000.38"), FREE)
    (web,) = ask(book, "channel_roi")
    assert web["spend"] == 1_000_000_000_000.37
    assert web["contribution"] == 0.01
    assert web["payback_mob"] == 0


def test_a_third_of_what_was_bought_is_a_third_to_the_last_digit(opened):
    """100 leads for three submitted applications, one of them a student's."""
    book = a_campaign("100", "0")
    book["customers"] = table_of("""
        customer_id  segment
        C1           salaried
        C2           student
    """)
    book["applications"] += applications("""
        application_id  customer_id  campaign_id  started_at        submitted_at
        A2              C1           spring       2026-01-10T09:00  2026-01-10T09:10
        A3              C2           spring       2026-01-10T09:00  2026-01-10T09:10
    """)
    book["campaign_spend"][0]["leads"] = 100
    rows = ask(opened(book, FREE), "channel_roi", by="segment")
    student = only(rows, by="student")
    assert student["leads"] == pytest.approx(100 / 3, rel=1e-15)
    assert student["spend"] == pytest.approx(100 / 3, rel=1e-15)
    assert sum(column(rows, "leads")) == pytest.approx(100, rel=1e-15)


def test_what_nobody_says_was_asked_for_adds_nothing(opened):
    """Web's two say 100 and nothing, of branch's one nobody knows."""
    book = opened(
        {
            "applications": applications("""
                application_id  channel  started_at        requested_amount
                a1              web      2026-01-05T10:00  100.50
                a2              web      2026-01-06T10:00  -
                a3              branch   2026-01-06T10:00  -
            """)
        }
    )
    rows = [r for r in ask(book, "funnel", by="channel") if r["stage"] == "started"]
    assert column(rows, "by", "amount") == [("branch", 0), ("web", 100.50)]


def test_a_balance_changes_by_cents_however_many_threads_add(opened):
    """0.10 + 0.20 + 0.30 is 0.60, in whichever order; binary fractions say two."""
    assert (0.1 + 0.2) + 0.3 != 0.1 + (0.2 + 0.3)
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on  channel
                A        2026-01-05    web
                B        2026-01-05    app
                C        2026-01-05    branch
            """),
            "performance": [
                a_month(loan, as_of, balance=balance)
                for as_of, of_loans in (
                    (JAN, {"A": "0.10", "B": "0.20", "C": "0.30"}),
                    (FEB, {"A": "0.40", "B": "0.20", "C": "0.10"}),
                )
                for loan, balance in of_loans.items()
            ],
        }
    )
    asked = {"metric": "balance", "first": "2026-02", "last": "2026-02"}
    rows = ask(book, "change", by="channel", **asked)
    assert {row["before_all"] for row in rows} == {0.6}
    assert {row["after_all"] for row in rows} == {0.7}
    assert column(rows, "value", "effect") == [
        ("web", 0.3),
        ("branch", -0.2),
        ("app", 0),
    ]
