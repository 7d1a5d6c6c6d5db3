"""How long a stage took, month by month: a queue shows here before it costs."""

from charts.trend import trend
from pages.funnel_parts.part import draw, names
from ui import choices, conversion_figures, events
from ui.named import quantity
from ui.view import View

DEFAULT_STAGE = "verified"
"""Checking documents is where people wait for people."""


def by_month(view: View, days: int | None) -> None:
    """Median and 90th percentile of one stage, by month of start."""
    answer = view.ask("funnel", by="month", window_days=days)
    timed = answer.frame.dropna(subset=["median_hours"]).rename(columns={"by": "month"})
    stages = tuple(dict.fromkeys(timed["stage"])) or (DEFAULT_STAGE,)
    stage = choices.choose(
        view,
        "stage",
        stages,
        DEFAULT_STAGE if DEFAULT_STAGE in stages else stages[0],
        label=view.t("funnel.pace.stage"),
        word=names(view, "stage"),
    )
    shown = timed[timed["stage"] == stage]
    is_whole = conversion_figures.is_whole(view, shown["month"])
    shown = shown.assign(is_whole=is_whole)
    hours = [quantity(view, "median_hours"), quantity(view, "p90_hours")]
    marks = events.markers(view, shown, "month", hours, complete="is_whole")
    strong = view.look.categorical[0]
    events.switch(view)
    draw(
        view,
        "pace",
        answer,
        trend,
        shown,
        values=hours,
        behind=[quantity(view, "applications")],
        colours={"median_hours": strong, "p90_hours": view.look.faded(strong)},
        events=marks,
        height=280,
    )
