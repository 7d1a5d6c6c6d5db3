"""The overview's headline figures: each one asked of the metrics for two periods."""

from collections.abc import Callable

from metrics import Answer, Filters
from metrics.columns import BETTER
from metrics.errors import MetricError, MissingData, UnknownDimension
from ui import figures, mishaps
from ui.cards import Card
from ui.figures import Reading
from ui.view import View

ROI_HORIZON = 6
"""Months on book after which two periods' returns are compared: without a horizon the
earlier one has always had longer to earn."""

Read = Callable[[Filters], tuple[float | None, tuple[float | None, ...]]]
"""A figure and its months, for given filters."""


def cards(view: View) -> list[Card]:
    """Every headline figure, in the order in which a manager asks for them."""
    return [
        _card(view, "disbursed_amount", "amount", _disbursed(view, "disbursed_amount")),
        _card(view, "disbursed", "count", _disbursed(view, "disbursed")),
        _card(view, "started", "count", _started(view)),
        _card(view, "approval_rate", "rate", _pooled(view, "approval_rate")),
        _card(view, "conversion_rate", "rate", _mature_conversion(view)),
        _card(view, "balance", "amount", _at_the_end(view, "balance")),
        _card(view, "par30", "rate", _at_the_end(view, "par30")),
        _card(view, "par90", "rate", _at_the_end(view, "par90")),
        _card(view, "cost_per_loan", "amount", _channels(view, "cost_per_loan")),
        _card(view, "roi", "ratio", _channels(view, "roi", horizon=ROI_HORIZON)),
    ]


def mature_months(view: View) -> tuple[int, int]:
    """Of the months with applications in the period: how many are mature, and all."""
    frame = view.ask("conversion").frame
    return int(frame["mature"].sum()), len(frame)


def disbursements(view: View, filters: Filters) -> Answer:
    """Loans paid out by month: of the applications, or of the loans themselves.

    An extract of loans alone has no applications; its loans' first month on book then
    says the same, in the columns loans and principal.
    """
    try:
        return view.ask("conversion", filters=filters, basis="period")
    except (MissingData, UnknownDimension):
        return view.ask("vintage", filters=filters, cohort="month")


def _card(view: View, column: str, unit: str, read: Read) -> Card:
    t, why = view.t, ""
    reading = Reading(None)
    try:
        now, series = read(view.filters)
        before = read(view.previous)[0] if view.previous else None
        reading = Reading(now, before, series)
    except MissingData as error:
        why = t.listed([mishaps.need(t, name) for name in error.missing])
        why = t("frame.card.missing", what=why)
    except UnknownDimension as error:
        why = t("frame.card.dimension", dimension=t.dimension(error.dimension))
    except MetricError as error:
        why = str(error)
    return Card(
        label=t(f"overview.card.{column}", horizon=ROI_HORIZON),
        unit=unit,
        reading=reading,
        better=BETTER.get(column, "neither"),
        help=t(f"overview.card.{column}.help", horizon=ROI_HORIZON),
        missing=why,
    )


def _disbursed(view: View, column: str) -> Read:
    of_loans = {"disbursed_amount": "principal", "disbursed": "loans"}

    def read(filters: Filters):
        answer = disbursements(view, filters)
        if answer.metric == "conversion":
            return _summed(answer, column)
        return _summed(answer, of_loans[column], first_month_on_book=True)

    return read


def _summed(answer: Answer, column: str, *, first_month_on_book: bool = False):
    frame = answer.frame
    if first_month_on_book:
        frame = frame[frame["mob"] == 0]
    return figures.total(frame, column), figures.series(frame, column)


def _started(view: View) -> Read:
    return lambda filters: _summed(view.ask("conversion", filters=filters), "started")


def _pooled(view: View, rate: str) -> Read:
    def read(filters: Filters):
        frame = view.ask("conversion", filters=filters).frame
        return figures.pooled(frame, rate), figures.series(frame, rate)

    return read


def _mature_conversion(view: View) -> Read:
    def read(filters: Filters):
        frame = view.ask("conversion", filters=filters).frame
        frame = frame[frame["mature"].astype(bool)]
        rate = "conversion_rate"
        return figures.pooled(frame, rate), figures.series(frame, rate)

    return read


def _at_the_end(view: View, column: str) -> Read:
    def read(filters: Filters):
        frame = view.ask("portfolio", filters=filters).frame
        return figures.last(frame, column), figures.series(frame, column)

    return read


def _channels(view: View, column: str, **options: int) -> Read:
    def read(filters: Filters):
        answer = view.ask("channel_roi", filters=filters, level="total", **options)
        frame = answer.frame
        return figures.last(frame[frame["channel"] == "all"], column), ()

    return read
