"""Funnel, conversion and declines: what became of applications.

An application belongs to the month in which it was started. A window keeps the young
ones out: those that still could convert are pending, never lost.
"""

from data.contract import STAGES
from metrics.book import Book
from metrics.definition import Metric, Option
from metrics.errors import BadOption

WINDOW_DAYS = Option("window_days", int, None, minimum=1)


def stages_of(book: Book) -> list[str]:
    """Codes of the stages whose columns the extract has, in order."""
    return [stage for stage, column in STAGES if book.has("applications", column)]


def _window(book: Book, options: dict) -> dict:
    days = options["window_days"]
    return {
        "window_days": days,
        "maturity_days": days or book.settings.conversion_window_days,
    }


def _settle_conversion(book: Book, options: dict) -> dict:
    if options["basis"] == "period" and options["window_days"] is not None:
        raise BadOption(
            "window_days follows applications from their start; basis = period counts "
            "events of the month wherever they began. Choose one of the two."
        )
    return _window(book, options) | {
        "basis": options["basis"],
        "has_decision_mode": book.has("applications", "decision_mode"),
        "has_amounts": book.has("loans") or book.has("applications", "approved_amount"),
    }


FUNNEL = Metric(
    name="funnel",
    rows="applications",
    columns=(
        "stage",
        "applications",
        "share_of_first",
        "low",
        "high",
        "share_of_previous",
        "amount",
        "median_hours",
        "p90_hours",
    ),
    needs=("applications",),
    whole_months="",
    options=(WINDOW_DAYS,),
    settle=lambda book, options: (
        _window(book, options)
        | {
            "stages": stages_of(book),
            "has_requested_amount": book.has("applications", "requested_amount"),
        }
    ),
    notes=(("pending_applications", "pending", "first_stage"),),
    splits_by_month=True,
    reads_rollups=lambda options: options["window_days"] is None,
)

CONVERSION = Metric(
    name="conversion",
    rows="applications",
    columns=(
        "month",
        "started",
        "submitted",
        "approved",
        "declined",
        "withdrawn",
        "open",
        "disbursed",
        "approval_rate",
        "take_up_rate",
        "conversion_rate",
        "low",
        "high",
        "auto_rate",
        "disbursed_amount",
        "average_amount",
        "mature",
    ),
    needs=("applications",),
    whole_months="",
    options=(
        WINDOW_DAYS,
        Option("basis", str, "cohort", choices=("cohort", "period")),
    ),
    settle=_settle_conversion,
    notes=(("pending_applications", "pending", "sum"),),
    reads_rollups=lambda options: options["window_days"] is None,
)

DECLINES = Metric(
    name="declines",
    rows="applications",
    columns=("reason", "applications", "share"),
    needs=("applications", "applications.decline_reason"),
    whole_months="",
    splits_by_month=True,
)
