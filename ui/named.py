"""Columns and buckets by the words a reader knows them by, ready for a chart."""

from collections.abc import Sequence

from charts.quantity import Quantity
from metrics.columns import UNITS
from ui.view import View

ENDS = ("paid_off", "charged_off")
"""The two ways out of the book, beside the buckets."""


def quantity(view: View, column: str, label: str | None = None) -> Quantity:
    """A metric's column with its unit, under its own heading or another label."""
    return Quantity(column, UNITS[column], label or view.t.column(column))


def buckets(view: View, codes: Sequence[str]) -> dict[str, str]:
    """Words for each bucket, M0 to M7 with their days, and for the two ends.

    `codes` are all buckets in order, as a delinquency answer has them: their day
    ranges depend on the lender's past-due rule, their numbers on the order alone.
    """
    t = view.t
    late = {
        code: t("delinquency.bucket", number=number, days=code)
        for number, code in enumerate(codes)
    }
    current = dict.fromkeys(codes[:1], t("delinquency.bucket_current"))
    return late | current | {code: t.name("to_bucket", code) for code in ENDS}


def short_buckets(view: View, codes: Sequence[str]) -> dict[str, str]:
    """M0 to M7 alone, for the heads of narrow columns, and the two ends."""
    t = view.t
    short = {
        code: t("delinquency.bucket_short", number=number)
        for number, code in enumerate(codes)
    }
    return short | {code: t.name("to_bucket", code) for code in ENDS}
