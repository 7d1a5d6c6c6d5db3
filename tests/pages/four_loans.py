"""Four loans, drawn by hand, whose every rate can be worked out by hand."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from data.publish import publish
from metrics import open_book
from tests.books import Book as Rows
from tests.books import table_of, write_extract

FOUR_LOANS: Rows = {
    "loans": table_of("""
        loan_id customer_id product   channel disbursed_on first_due_on principal term_months annual_rate
        A       C1          cash_loan app     2025-01-10   2025-02-10   1000.00   12          0.18
        B       C2          cash_loan app     2025-01-11   2025-02-10   1000.00   12          0.18
        C       C3          cash_loan web     2025-01-12   2025-02-10   1000.00   12          0.18
        D       C4          cash_loan web     2025-01-13   2025-02-10   1000.00   12          0.18
    """),  # noqa: E501
    "performance": table_of("""
        loan_id as_of      balance days_past_due charged_off recovered status
        A       2025-01-31 1000.00 0             0.00        0.00      active
        A       2025-02-28 900.00  0             0.00        0.00      active
        A       2025-03-31 800.00  0             0.00        0.00      active
        A       2025-04-30 700.00  0             0.00        0.00      active
        A       2025-05-31 600.00  0             0.00        0.00      active
        A       2025-06-30 500.00  0             0.00        0.00      active
        B       2025-01-31 1000.00 0             0.00        0.00      active
        B       2025-02-28 800.00  4             0.00        0.00      active
        B       2025-03-31 800.00  35            0.00        0.00      active
        B       2025-04-30 700.00  0             0.00        0.00      active
        B       2025-05-31 600.00  0             0.00        0.00      active
        B       2025-06-30 500.00  0             0.00        0.00      active
        C       2025-01-31 1000.00 0             0.00        0.00      active
        C       2025-02-28 950.00  0             0.00        0.00      active
        C       2025-03-31 900.00  0             0.00        0.00      active
        C       2025-04-30 850.00  0             0.00        0.00      active
        C       2025-05-31 800.00  15            0.00        0.00      active
        C       2025-06-30 800.00  45            0.00        0.00      active
        D       2025-01-31 1000.00 0             0.00        0.00      active
        D       2025-02-28 900.00  64            0.00        0.00      active
        D       2025-03-31 900.00  95            0.00        0.00      active
        D       2025-04-30 900.00  125           0.00        0.00      active
        D       2025-05-31 0.00    0             900.00      0.00      charged_off
        D       2025-06-30 0.00    0             0.00        100.00    charged_off
    """),
}
"""As of 30 June (MOB 5): A current, 500 left; B was 35 days late in March with 800
left and cured; C is 45 days late, 800 left; D was charged off in May at 900, after
125 days late, and 100 came back in June."""

for _loan in FOUR_LOANS["loans"]:
    _loan["application_id"] = None
for _row in FOUR_LOANS["performance"]:
    _row |= {"principal_paid": 0, "interest_paid": 0, "fees_paid": 0}


def published(folder: Path, book: Rows = FOUR_LOANS, settings: str = "", **kwargs):
    """The book, published below the folder and opened."""
    extract = write_extract(book, folder / "extract", settings, **kwargs)
    return open_book(publish(extract, folder / "store"), threads=1)


def figure(test: AppTest, number: int) -> dict:
    """The Plotly figure that a page drew as its n-th, from 0."""
    return json.loads(test.get("plotly_chart")[number].proto.spec)
