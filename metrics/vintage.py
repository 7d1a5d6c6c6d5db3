"""Vintage: how bad each cohort of loans had become by each month on book.

The denominator is all loans of the cohort and never shrinks; a cell is there only once
every loan of its cohort could have reached that age.
"""

from data.past_due import THRESHOLDS, first_late_day
from metrics.book import Book
from metrics.definition import Metric, Option
from metrics.errors import BadOption, MissingData

COHORTS = ("month", "quarter", "half", "year", "all")
"""How long a cohort is; `all` pools every month of the period in one."""

NET_LOSS_THRESHOLD = 0
"""Net loss has no threshold; its rows are kept under this one."""


def _settle(book: Book, options: dict) -> dict:
    measure, basis, days = options["measure"], options["basis"], options["dpd"]
    if measure == "net_loss" and basis == "count":
        raise BadOption(
            "measure = net_loss is an amount: it goes with basis = balance, not count."
        )
    if measure == "net_loss" and not book.has("performance", "charged_off"):
        raise MissingData(
            "measure = net_loss needs performance.charged_off, which this extract does "
            "not have. Add it to the extract and publish again.",
            ("performance.charged_off",),
        )
    if basis is None:
        basis = "balance" if measure == "net_loss" else "count"
    cohort = options["cohort"] or (None if options["by"] else "month")
    late_from = first_late_day(days, book.settings.past_due_rule)
    return {
        "measure": measure,
        "basis": basis,
        "cohort": cohort,
        "threshold": NET_LOSS_THRESHOLD if measure == "net_loss" else days,
        "thresholds": [{"threshold": days, "late_from": late_from}],
    }


VINTAGE = Metric(
    name="vintage",
    rows="loans",
    columns=(
        "cohort",
        "mob",
        "loans",
        "principal",
        "bad",
        "rate",
        "low",
        "high",
        "complete",
    ),
    needs=("loans", "performance"),
    whole_months="",
    options=(
        Option("cohort", str, None, choices=COHORTS),
        Option("dpd", int, 30, minimum=1),
        Option("measure", str, "ever", choices=("ever", "point", "net_loss")),
        Option("basis", str, None, choices=("count", "balance")),
    ),
    settle=_settle,
    reads_rollups=lambda options: (
        options["measure"] == "net_loss" or options["dpd"] in THRESHOLDS
    ),
)
