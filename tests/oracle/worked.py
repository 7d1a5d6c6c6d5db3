"""The two books worked by hand beside the definitions, for every suite to use.

They belong in the tests as they are: the product's answers and the recount's are
held to the same figures.
"""

from datetime import date, datetime

from .rows import APR, FEB, JAN, JUN, MAR, MAY, a_loan, a_month, an_application
from .scope import Book


def one_book() -> Book:
    """Four loans of 1,000 disbursed in January, seen on 30 June (MOB 5)."""
    book = {
        "loans": [a_loan(name, date(2026, 1, 15)) for name in "ABCD"],
        "performance": [
            # A is current throughout, with 500 left at the end.
            a_month("A", JAN, 1000),
            a_month("A", FEB, 900),
            a_month("A", MAR, 800),
            a_month("A", APR, 700),
            a_month("A", MAY, 600),
            a_month("A", JUN, 500),
            # B was 35 days late in March with 800 left, and cured.
            a_month("B", JAN, 1000),
            a_month("B", FEB, 800, 5),
            a_month("B", MAR, 800, 35),
            a_month("B", APR, 700),
            a_month("B", MAY, 600),
            a_month("B", JUN, 500),
            # C is 45 days late with 800 left.
            a_month("C", JAN, 1000),
            a_month("C", FEB, 900),
            a_month("C", MAR, 850),
            a_month("C", APR, 800),
            a_month("C", MAY, 800, 15),
            a_month("C", JUN, 800, 45),
            # D, 125 days late in April, was charged off in May at 900.
            a_month("D", JAN, 900, 33),
            a_month("D", FEB, 900, 64),
            a_month("D", MAR, 900, 95),
            a_month("D", APR, 900, 125),
            a_month("D", MAY, 0, 156, "charged_off", charged_off=900),
            a_month("D", JUN, 0, 186, "charged_off", recovered=100),
        ],
    }
    return book


def one_funnel() -> Book:
    """January: 100 start, 20 disbursed in January, 30 in February. February: 50
    start, 10 disbursed in February; what March brings is not known yet."""
    applications = []

    def start(count, started_at, disbursed_at):
        for _ in range(count):
            applications.append(
                an_application(
                    len(applications),
                    started_at,
                    decision=disbursed_at and "approved",
                    decided_at=disbursed_at,
                    disbursed_at=disbursed_at,
                )
            )

    start(20, datetime(2026, 1, 5, 9), datetime(2026, 1, 25, 9))
    start(30, datetime(2026, 1, 20, 9), datetime(2026, 2, 10, 9))
    start(50, datetime(2026, 1, 20, 9), None)
    start(10, datetime(2026, 2, 3, 9), datetime(2026, 2, 28, 9))
    start(40, datetime(2026, 2, 3, 9), None)
    return {"applications": applications}
