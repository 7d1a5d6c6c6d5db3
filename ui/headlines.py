"""The overview's headline figures: each one asked of the metrics for two periods."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from metrics import Answer, Filters
from metrics.columns import BETTER
from metrics.errors import MetricError, MissingData, TookTooLong, UnknownDimension
from ui import compared, figures, goals, mishaps
from ui.cards import Card, write
from ui.explained import Pointed
from ui.figures import Reading
from ui.view import View

ROI_HORIZON = 6
"""Months on book after which two periods' returns are compared: without a horizon the
earlier one has always had longer to earn."""


@dataclass(frozen=True)
class Found:
    """A figure under given filters, and where it stands in an answer."""

    now: float | None
    pointed: Pointed | None = None


Read = Callable[[Filters], Found]


def cards(view: View) -> list[Card]:
    """Every headline figure, in the order in which a manager asks for them."""
    return [
        _card(view, "disbursed_amount", "amount", _disbursed(view, "disbursed_amount")),
        _card(view, "disbursed", "count", _disbursed(view, "disbursed")),
        _card(view, "started", "count", _started(view)),
        _card(view, "approval_rate", "rate", _pooled(view, "approval_rate")),
        _card(view, "conversion_rate", "rate", _mature_conversion(view)),
        _card(view, "balance", "amount", at_the_end(view, "balance")),
        _card(view, "par30", "rate", at_the_end(view, "par30")),
        _card(view, "par90", "rate", at_the_end(view, "par90")),
        _card(view, "cost_per_loan", "amount", _channels(view, "cost_per_loan")),
        _card(view, "roi", "ratio", _channels(view, "roi", horizon=ROI_HORIZON)),
    ]


def mature_part(filters: Filters, frame: pd.DataFrame) -> Filters | None:
    """The filters over the months of `conversion` that are mature; None without any.

    They are the first ones, without a gap. A part of the last month counts only where
    that month is one of them.
    """
    months = list(frame.loc[frame["mature"].astype(bool), "month"])
    if not months:
        return None
    last_day = filters.last_day if months[-1] == filters.to_month else None
    return replace(
        filters, from_month=months[0], to_month=months[-1], last_day=last_day
    )


def disbursements(view: View, filters: Filters) -> Answer:
    """Loans paid out by month: of the applications, or of the loans themselves.

    An extract of loans alone has no applications; its loans' first month on book then
    says the same, in the columns loans and principal.
    """
    try:
        return view.ask("conversion", filters=filters, basis="period")
    except (MissingData, UnknownDimension):
        return view.ask("vintage", filters=filters, cohort="month")


def need_amounts(answer: Answer) -> None:
    """Raises MissingData where no amount paid out is told: `conversion` has blanks."""
    if not answer.params["has_amounts"]:
        needs = ("loans or applications.approved_amount",)
        raise MissingData(needs[0], needs)


def _card(view: View, column: str, unit: str, read: Read) -> Card:
    t, why = view.t, ""
    reading, found = Reading(None), Found(None)
    try:
        found = read(view.filters)
        reading = against(view, column, unit, found, read)
    except MissingData as error:
        why = t.listed([mishaps.need(t, name) for name in error.missing])
        why = t("frame.card.missing", what=why)
    except UnknownDimension as error:
        why = t("frame.card.dimension", dimension=t.dimension(error.dimension))
    except TookTooLong as error:
        why = mishaps.too_long(t, error)
    except MetricError as error:
        why = str(error)
    return Card(
        label=t(f"overview.card.{column}", horizon=ROI_HORIZON),
        unit=unit,
        reading=reading,
        better=BETTER.get(column, "neither"),
        help=t(f"overview.card.{column}.help", horizon=ROI_HORIZON),
        missing=why,
        pointed=found.pointed,
    )


def against(
    view: View, column: str, unit: str, found: Found, read: Read, *asides: str
) -> Reading:
    """The figure beside the earlier period's, or beside the target, as the reader asks.

    A known target is named on the card either way, after `asides`.
    """
    goal = None
    if found.pointed is not None:
        answer = found.pointed.answer
        goal = goals.over(view, column, answer.frame, answer.filters)
    if goal is not None:
        asides += (view.t("overview.goal", goal=write(view.t, unit, goal)),)
    aside = view.t("values.dot").join(asides)
    if view.against == "target":
        return Reading(found.now, goal, aside)
    return Reading(
        found.now, compared.earlier(view, lambda then: read(then).now), aside
    )


def _disbursed(view: View, column: str) -> Read:
    of_loans = {"disbursed_amount": "principal", "disbursed": "loans"}

    def read(filters: Filters) -> Found:
        answer = disbursements(view, filters)
        if answer.metric == "conversion":
            if column == "disbursed_amount":
                need_amounts(answer)
            return _summed(answer, column)
        first = answer.frame[answer.frame["mob"] == 0]
        total = figures.total(first, of_loans[column])
        return Found(total)

    return read


def _summed(answer: Answer, column: str) -> Found:
    return Found(
        figures.total(answer.frame, column),
        Pointed(answer, None, column),
    )


def _started(view: View) -> Read:
    return lambda filters: _summed(view.ask("conversion", filters=filters), "started")


def _pooled(view: View, rate: str) -> Read:
    def read(filters: Filters) -> Found:
        answer = view.ask("conversion", filters=filters)
        now = figures.pooled(answer.frame, rate)
        return Found(now, Pointed(answer, None, rate))

    return read


def _mature_conversion(view: View) -> Read:
    def read(filters: Filters) -> Found:
        frame = view.ask("conversion", filters=filters).frame
        within = mature_part(filters, frame)
        if within is None:
            return Found(None)
        return _pooled(view, "conversion_rate")(within)

    return read


def at_the_end(view: View, column: str) -> Read:
    """A state of the book at the last month-end of a period."""

    def read(filters: Filters) -> Found:
        answer = view.ask("portfolio", filters=filters)
        frame, last = answer.frame, len(answer.frame) - 1
        pointed = Pointed(answer, last, column) if last >= 0 else None
        return Found(figures.last(frame, column), pointed)

    return read


def _channels(view: View, column: str, **options: int) -> Read:
    def read(filters: Filters) -> Found:
        answer = view.ask("channel_roi", filters=filters, level="total", **options)
        every = list(answer.frame["channel"] == "all")
        if not any(every):
            return Found(None)
        at = every.index(True)
        now = figures.number(answer.frame[column].iloc[at])
        return Found(now, Pointed(answer, at, column))

    return read
