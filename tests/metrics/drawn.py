"""Small books drawn as text, for figures that can be worked out on paper.

A drawing names only what its test is about; every other required column has a dull
default. So a reader sees the book, the question and the arithmetic on one screen.
"""

from datetime import date

from tests.books import Row, table_of
from tests.oracle.months import month_end


def applications(text: str) -> list[Row]:
    """Applications; what is not drawn has not happened."""
    return [
        {
            "customer_id": "C1",
            "product": "cash",
            "channel": "web",
            "submitted_at": None,
            "decided_at": None,
            "decision": None,
            "disbursed_at": None,
        }
        | row
        for row in table_of(text)
    ]


def loans(text: str) -> list[Row]:
    """Loans of 1,000 that came from no application, unless drawn otherwise."""
    return [
        {
            "application_id": None,
            "customer_id": "C1",
            "product": "cash",
            "channel": "web",
            "principal": 1000,
            "term_months": 12,
            "annual_rate": 0.18,
        }
        | row
        for row in table_of(text)
    ]


def histories(text: str) -> list[Row]:
    """Month-ends, one line per loan and one column per month.

    `800` is a balance, `800/35` one that is 35 days late, `paid` paid off, `off:900`
    charged off at 900 (`off:900/120` when 120 days late), `back:100` recovered after a
    charge-off, `-` no row.
    """
    rows = []
    for line in table_of(text):
        loan_id = line.pop("loan")
        for month, cell in line.items():
            if cell is not None:
                year, number = map(int, month.split("-"))
                as_of = month_end(year * 12 + number - 1)
                rows.append(a_month(loan_id, as_of) | _state(str(cell)))
    return rows


def a_month(loan_id: str, as_of: date, **columns) -> Row:
    """A month-end at which nothing was paid and all is well, but for what is given."""
    return {
        "loan_id": loan_id,
        "as_of": as_of,
        "balance": 1000,
        "days_past_due": 0,
        "principal_paid": 0,
        "interest_paid": 0,
        "fees_paid": 0,
        "charged_off": 0,
        "recovered": 0,
        "status": "active",
    } | columns


def _state(cell: str) -> Row:
    what, _, days = cell.partition("/")
    late = {"days_past_due": int(days or 0)}
    word, _, amount = what.partition(":")
    if word == "paid":
        return late | {"balance": 0, "status": "paid_off"}
    if word == "off":
        gone = {"balance": 0, "status": "charged_off"}
        return late | gone | {"charged_off": int(amount)}
    if word == "back":
        gone = {"balance": 0, "status": "charged_off"}
        return late | gone | {"recovered": int(amount)}
    return late | {"balance": int(what)}
