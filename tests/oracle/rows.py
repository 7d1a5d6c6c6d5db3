"""Rows for cases worked by hand: what a case does not speak of has a dull default."""

from datetime import date, datetime
from decimal import Decimal

from .months import month_end
from .scope import Row, Settings

OVER = Settings(past_due_rule="over")
AT_LEAST = Settings(past_due_rule="at_least")

JAN, FEB, MAR, APR, MAY, JUN = (month_end(2026 * 12 + n) for n in range(6))
"""The month-ends of the first half of 2026."""


def an_application(number: int, started_at: datetime, **columns) -> Row:
    """An application that was opened, and nothing else yet."""
    return {
        "application_id": f"a{number}",
        "customer_id": "c1",
        "product": "cash_loan",
        "channel": "web",
        "campaign_id": None,
        "started_at": started_at,
        "submitted_at": None,
        "decided_at": None,
        "decision": None,
        "disbursed_at": None,
    } | columns


def a_loan(loan_id: str, disbursed_on: date, principal: int = 1000, **columns) -> Row:
    """A loan that came from no application."""
    return {
        "loan_id": loan_id,
        "application_id": None,
        "customer_id": "c1",
        "product": "cash_loan",
        "channel": "web",
        "disbursed_on": disbursed_on,
        "principal": Decimal(principal),
        "term_months": 12,
        "annual_rate": 0.18,
    } | columns


def a_month(
    loan_id: str,
    as_of: date,
    balance: int,
    days_past_due: int = 0,
    status: str = "active",
    **amounts: int,
) -> Row:
    """A month-end at which nothing was paid, but for the amounts given."""
    row = {
        "loan_id": loan_id,
        "as_of": as_of,
        "balance": Decimal(balance),
        "days_past_due": days_past_due,
        "principal_paid": Decimal(0),
        "interest_paid": Decimal(0),
        "fees_paid": Decimal(0),
        "charged_off": Decimal(0),
        "recovered": Decimal(0),
        "status": status,
    }
    return row | {name: Decimal(amount) for name, amount in amounts.items()}


def only(rows: list[Row], **values) -> Row:
    """The one row that has these values."""
    found = [r for r in rows if all(r[name] == v for name, v in values.items())]
    assert len(found) == 1, (values, rows)
    return found[0]
