"""What channels and campaigns are ranked by, and the bars and columns that show it."""

from collections.abc import Callable

import pandas as pd

from charts.bars import ranked
from metrics import Answer
from pages.channel_roi_parts.part import column
from ui import crossing, roi_figures
from ui.blocks import figure
from ui.view import View

MEASURES = ("roi", "contribution", "spend", "cost_per_lead", "cost_per_loan")

SHOWN = (
    "spend",
    "leads",
    "applications",
    "approved",
    "loans",
    "disbursed",
    "contribution",
    "roi",
    "payback_mob",
    "roas",
    "cost_per_lead",
    "cost_per_application",
    "cost_per_approval",
    "cost_per_loan",
)
"""From money out to money back, in the order in which it happens; then what each
step cost."""


def bars(
    view: View,
    answer: Answer,
    rows: pd.DataFrame,
    measure: str,
    code: str,
    names: Callable[[str], str],
    **shown: str,
) -> None:
    """A bar for each channel or campaign, by the measure; its parts in the tooltip."""
    is_of_channels = code == roi_figures.CHANNEL
    base = roi_figures.colours(rows, code, measure, view.look)
    colours = base
    if is_of_channels:
        colours = crossing.colours(view, code, list(rows[code]), base)
        crossing.say(view, code)
    figure(
        view,
        answer,
        lambda: ranked(
            rows,
            view.t,
            view.look,
            category=code,
            value=column(view, measure),
            behind=[column(view, name) for name in _behind(measure)],
            names=names,
            colours=colours,
        ),
        details=False,
        filters=code if is_of_channels else None,
        **shown,
    )


def _behind(measure: str) -> tuple[str, ...]:
    """What a measure is made of: no ratio without its two sides."""
    return {
        "roi": ("contribution", "spend"),
        "contribution": ("revenue", "spend"),
        "spend": ("loans",),
        "cost_per_lead": ("spend", "leads"),
        "cost_per_loan": ("spend", "loans"),
    }[measure]
