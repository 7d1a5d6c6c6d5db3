"""What the laws need to know of each metric: what names a row, and what adds up."""

from collections import defaultdict
from decimal import Decimal

from tests.metrics.asking import Rows

KEYS: dict[str, tuple[str, ...]] = {
    "funnel": ("stage",),
    "conversion": ("month",),
    "declines": ("reason",),
    "vintage": ("cohort", "mob"),
    "delinquency": ("as_of", "bucket"),
    "portfolio": ("as_of",),
    "roll_rates": ("from_bucket", "to_bucket"),
    "flow_rates": ("as_of", "from_bucket"),
    "first_payment_default": ("month",),
    "channel_roi": ("channel",),
}
"""The columns that name a row of the whole."""

ADDITIVE: dict[str, tuple[str, ...]] = {
    "funnel": ("applications", "amount"),
    "conversion": (
        *("started", "submitted", "approved", "declined", "withdrawn", "open"),
        *("disbursed", "disbursed_amount"),
    ),
    "declines": ("applications",),
    "vintage": ("loans", "principal", "bad"),
    "delinquency": ("loans", "balance"),
    "portfolio": ("loans", "balance", "charged_off", "recovered"),
    "roll_rates": ("loans", "balance"),
    "first_payment_default": ("due", "defaulted"),
    "channel_roi": (
        *("spend", "impressions", "clicks", "leads", "applications", "approved"),
        *("loans", "disbursed", "revenue", "funding_cost", "servicing_cost"),
        *("credit_loss", "provision", "contribution"),
    ),
}
"""Counts and amounts: the parts of a split add up to the whole."""

SHARES: dict[str, tuple[str, ...]] = {
    "funnel": ("share_of_first", "share_of_previous", "low", "high"),
    "conversion": ("approval_rate", "conversion_rate", "auto_rate", "low", "high"),
    "declines": ("share",),
    "vintage": ("rate", "low", "high"),
    "delinquency": ("share_of_loans", "share_of_balance"),
    "portfolio": (
        *("par1", "par30", "par60", "par90"),
        *("special_mention", "substandard", "doubtful", "loss"),
    ),
    "roll_rates": ("rate", "low", "high", "rate_balance"),
    "first_payment_default": ("rate", "low", "high"),
}
"""Rates whose numerator is a part of their denominator."""

MONEY = frozenset(
    (
        *("amount", "disbursed_amount", "average_amount", "principal", "balance"),
        *("charged_off", "recovered", "spend", "disbursed_amount", "revenue"),
        *("funding_cost", "servicing_cost", "credit_loss", "provision"),
        *("contribution", "cost_per_lead", "cost_per_application"),
        *("cost_per_approval", "cost_per_loan"),
    )
)
"""Columns in currency; of channel_roi also `disbursed`, by balance also `bad`."""

PAIRWISE = (
    *((0, 0, 0, 0), (0, 1, 1, 2), (0, 2, 2, 1), (1, 0, 1, 1), (1, 1, 2, 0)),
    *((1, 2, 0, 2), (2, 0, 2, 2), (2, 1, 0, 1), (2, 2, 1, 0)),
)
"""Every pair of choices of product, channel, segment and split occurs."""


def options_of(name: str) -> dict:
    """Options under which a split keeps the rows of the whole."""
    return {"vintage": {"cohort": "month"}, "channel_roi": {"level": "total"}}.get(
        name, {}
    )


def sums(rows: Rows, name: str) -> dict[tuple, dict[str, float]]:
    """The additive columns summed by what names a row; zeros are left out.

    Of channel ROI there is one sum for all rows: a split has `(unallocated)` beside it.
    """
    found: dict[tuple, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        key = () if name == "channel_roi" else tuple(row[k] for k in KEYS[name])
        for column in ADDITIVE[name]:
            found[key][column] += row[column] or 0
    kept = {
        key: {column: value for column, value in line.items() if abs(value) > 1e-6}
        for key, line in found.items()
    }
    return {key: line for key, line in kept.items() if line}


def times(book: dict, factor: int, money: dict[str, tuple[str, ...]]) -> dict:
    """A copy of a book with its money multiplied."""
    return {
        table: [
            {
                column: value * Decimal(factor)
                if column in money.get(table, ()) and value is not None
                else value
                for column, value in row.items()
            }
            for row in rows
        ]
        for table, rows in book.items()
    }
