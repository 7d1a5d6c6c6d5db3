"""Rates, counts and amounts of each month."""

from charts.bars import stacked
from charts.quantity import Quantity
from charts.trend import trend
from ui import accounting, events, goals, headlines, panels
from ui import conversion_figures as reading
from ui.blocks import figure
from ui.named import quantity
from ui.panels import Panel
from ui.view import View

EVENTS = ("started", "submitted", "approved", "declined", "withdrawn", "disbursed")


def rates(view: View, options: dict) -> None:
    """One panel per rate, with its interval where its counts are of one cohort."""
    t = view.t
    answer = view.ask("conversion", **options)
    rows = reading.with_intervals(reading.marked(view, answer))
    is_cohort = options["basis"] == "cohort"

    def panel(rate: str) -> Panel:
        ends = (f"{rate}_low", f"{rate}_high") if is_cohort else (None, None)
        values = [quantity(view, rate)]
        drawn = {"values": values, "behind": reading.behind(view, rate)}
        drawn |= {"low": ends[0], "high": ends[1], "complete": "mature", "height": 240}
        drawn |= {"goals": {rate: goals.by_month(view, rate)}}
        drawn["events"] = events.markers(view, rows, "month", values, complete="mature")
        basis = t(f"conversion.over.{rate}")
        return Panel(
            rate, t.column(rate), basis, lambda: trend(rows, t, view.look, **drawn)
        )

    events.switch(view)
    panels.row(view, answer, [panel(rate) for rate in reading.RATES], key="rates")


def counts(view: View, options: dict) -> None:
    """What became of each month's applications, or the events of each month."""
    _parts(view, options) if options["basis"] == "cohort" else _events(view, options)


def amounts(view: View, options: dict) -> None:
    """Money disbursed, and how much of it per loan."""
    t = view.t
    answer = view.ask("conversion", **options)
    headlines.need_amounts(answer)
    rows = reading.marked(view, answer)

    # The plan is of the month in which money goes out, not of the application's month.
    planned = {}
    if options["basis"] == "period":
        planned["disbursed_amount"] = goals.by_month(view, "disbursed_amount")

    def panel(column: str, behind: tuple[Quantity, ...]) -> Panel:
        drawn = {
            "values": [quantity(view, column)],
            "complete": "mature",
            "goals": {column: planned.get(column, {})},
            "height": 240,
        }
        return Panel(
            column,
            t.column(column),
            t(f"conversion.amount.{column}"),
            lambda: trend(rows, t, view.look, behind=behind, **drawn),
        )

    loans = Quantity("disbursed", "count", t.column("disbursed"))
    both = (panel("disbursed_amount", (loans,)),)
    both += (panel("average_amount", (quantity(view, "disbursed_amount"), loans)),)
    panels.row(view, answer, both, key="amounts")


def _parts(view: View, options: dict) -> None:
    """Cohort: what became of each month's applications; the parts add up to them."""
    t = view.t
    answer = view.ask("conversion", **options)
    drawn = {"series": "part", "x": "month", "value": quantity(view, "applications")}
    drawn |= {"behind": (quantity(view, "share"),)}
    drawn |= {"names": {part.column: part.label for part in accounting.quantities(t)}}
    drawn |= {"colours": accounting.colours(view.look), "layers_are_columns": True}
    figure(
        view,
        answer,
        lambda: stacked(accounting.by_month(answer.frame), t, view.look, **drawn),
        key="counts",
        alt=t("conversion.counts.title_cohort"),
    )


def _events(view: View, options: dict) -> None:
    """Period: events of different applications, so they don't stack."""
    t = view.t
    answer = view.ask("conversion", **options)
    rows = reading.marked(view, answer)
    values = [Quantity(event, "count", t.column(event)) for event in EVENTS]
    figure(
        view,
        answer,
        lambda: trend(rows, t, view.look, values=values, complete="mature"),
        key="events",
        alt=t("conversion.counts.title_period"),
    )
