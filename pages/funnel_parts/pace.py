"""How long a stage took, month by month: a queue shows here before it costs."""

from charts.trend import trend
from pages.funnel_parts.part import draw, names
from ui import choices
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
    strong = view.look.categorical[0]
    draw(
        view,
        "pace",
        answer,
        trend,
        timed[timed["stage"] == stage],
        values=[quantity(view, "median_hours"), quantity(view, "p90_hours")],
        behind=[quantity(view, "applications")],
        colours={"median_hours": strong, "p90_hours": view.look.faded(strong)},
        height=280,
    )
