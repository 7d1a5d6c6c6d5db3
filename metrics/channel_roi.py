"""Channel ROI: what each channel cost, brought, earned and lost.

Spend, applications, loans and losses of the same months in one row, so that cheap leads
with bad loans show what they are.
"""

from metrics.book import Book
from metrics.definition import SQL, Metric, Note, Option

SPEND_DIMENSIONS = frozenset({"channel", "campaign_id"})
"""Dimensions that spend carries; under any other it is shared out."""


def _settle(book: Book, options: dict) -> dict:
    by = options["by"]
    used = {*options["filters"].dimensions, *((by,) if by else ())}
    return {
        "level": options["level"],
        "horizon": options["horizon"],
        "is_shared": not used <= SPEND_DIMENSIONS,
        "servicing_cost": book.settings.servicing_cost_per_loan_month,
        "counted_columns": [
            column
            for column in ("impressions", "clicks", "leads")
            if book.has("campaign_spend", column)
        ],
        "has_loans": book.has("loans"),
        "has_earnings": book.has("loans") and book.has("performance"),
        "has_losses": book.has("loans") and book.has("performance", "charged_off"),
    }


def _all_excluded(book: Book, params: dict) -> tuple[Note, ...]:
    if params["horizon"] is None:
        return ()
    sql = (SQL / "notes" / "excluded_months.sql").read_text("utf-8")
    months = int(book.fetch(sql, params)["n"].iloc[0])
    values = {"n": months, "horizon": params["horizon"]}
    return (Note("excluded_months", values),) if months else ()


CHANNEL_ROI = Metric(
    name="channel_roi",
    rows="applications",
    columns=(
        "channel",
        "campaign",
        "spend",
        "impressions",
        "clicks",
        "leads",
        "applications",
        "approved",
        "loans",
        "disbursed",
        "revenue",
        "funding_cost",
        "servicing_cost",
        "credit_loss",
        "provision",
        "contribution",
        "roi",
        "roas",
        "cost_per_lead",
        "cost_per_application",
        "cost_per_approval",
        "cost_per_loan",
        "payback_mob",
        "months",
        "excluded",
    ),
    needs=("applications", "campaign_spend"),
    whole_months="its spend is shared out by whole months",
    options=(
        Option("level", str, "channel", choices=("channel", "campaign", "total")),
        Option("horizon", int, None, minimum=0),
    ),
    settle=_settle,
    notes_when_empty=_all_excluded,
    notes=(
        ("excluded_months", "excluded", "first"),
        ("unallocated_spend", "unallocated_spend", "first"),
    ),
)
