"""Delinquency: how late the book is, where it moves, and who missed the first payment.

A growing book hides its losses in its denominator; so PAR30 stands beside the same
balance over last month's book, and roll rates follow single loans.
"""

from data.past_due import state_labels
from metrics.book import Book
from metrics.definition import Metric, Option

MONTH_ENDS = "its figures are states at month-ends, which have no days"
"""Why none of these can count a month up to a day."""


def _labels(book: Book, options: dict) -> dict:
    return {"state_labels": list(state_labels(book.settings.past_due_rule))}


DELINQUENCY = Metric(
    name="delinquency",
    rows="loans",
    columns=(
        "as_of",
        "bucket",
        "loans",
        "balance",
        "share_of_loans",
        "share_of_balance",
    ),
    needs=("loans", "performance"),
    whole_months=MONTH_ENDS,
    settle=_labels,
)

PORTFOLIO = Metric(
    name="portfolio",
    rows="loans",
    columns=(
        "as_of",
        "loans",
        "balance",
        "par1",
        "par30",
        "par60",
        "par90",
        "charged_off",
        "recovered",
        "net_charge_off_rate",
        "special_mention",
        "substandard",
        "doubtful",
        "loss",
        "lagged_par30",
    ),
    needs=("loans", "performance"),
    whole_months=MONTH_ENDS,
    settle=lambda book, options: {
        "has_charged_off": book.has("performance", "charged_off"),
        "has_recovered": book.has("performance", "recovered"),
    },
)

ROLL_RATES = Metric(
    name="roll_rates",
    rows="loans",
    columns=(
        "from_bucket",
        "to_bucket",
        "loans",
        "balance",
        "rate",
        "low",
        "high",
        "rate_balance",
    ),
    needs=("loans", "performance"),
    whole_months=MONTH_ENDS,
    settle=_labels,
    notes=(("left_out_loans", "left_out_loans", "first"),),
)

FLOW_RATES = Metric(
    name="flow_rates",
    rows="loans",
    columns=("as_of", "from_bucket", "to_bucket", "rate"),
    needs=("loans", "performance"),
    whole_months=MONTH_ENDS,
    settle=_labels,
)

FIRST_PAYMENT_DEFAULT = Metric(
    name="first_payment_default",
    rows="loans",
    columns=("month", "due", "defaulted", "rate", "low", "high"),
    needs=("loans", "performance", "loans.first_due_on|instalments"),
    whole_months="",
    options=(Option("days", int, 30, minimum=1),),
    settle=lambda book, options: {"days": options["days"]},
    notes=(("no_first_due_date", "no_first_due_date", "sum"),),
)
