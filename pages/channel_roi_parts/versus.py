"""Two selections of channels, products or months: what each cost, and brought."""

import pandas as pd

from charts.quantity import Quantity
from pages.channel_roi_parts.part import column
from texts.formats import UNKNOWN
from ui import comparison, figures, roi_figures, versus
from ui.paired import SIDES, A, B
from ui.versus import Answers
from ui.view import View

SHOWN = ("spend", "leads", "loans", "cost_per_loan", "contribution", "roi")


def section(view: View, horizon: int | None) -> None:
    """The totals of A and B at one horizon, and how far they are apart."""

    def ask(filters):
        return roi_figures.ask(view, horizon, level="total", filters=filters)

    versus.section(view, "channel_roi", ask, lambda answers: _table(view, answers))


def _table(view: View, answers: Answers) -> None:
    t = view.t
    totals = {
        side: roi_figures.row_of(answers[side].frame, roi_figures.ALL) for side in SIDES
    }
    parts = [column(view, name) for name in SHOWN]
    labels = {part.column: part.label for part in parts}
    versus.keep(view, answers, t("versus.channel_roi.title"))
    comparison.table(
        view,
        pd.DataFrame([_row(view, part, totals) for part in parts]),
        "figure",
        [
            *(Quantity(side, "label", side) for side in SIDES),
            Quantity("difference", "label", t("versus.difference")),
            Quantity("relative", "change", t("versus.relative")),
        ],
        names=labels.__getitem__,
        heading=t("versus.figure"),
        key="versus_table",
        alt=t("versus.channel_roi.title"),
    )


def _row(
    view: View, part: Quantity, totals: dict[str, pd.Series | None]
) -> dict[str, object]:
    """A figure of both sides in words, their difference, and it as a share of B's.

    A share only of what is an amount or a count above 0.
    """
    a, b = (
        None if totals[side] is None else figures.number(totals[side][part.column])
        for side in SIDES
    )
    known = a is not None and b is not None
    has_share = known and b > 0 and part.unit != "ratio"
    return {
        "figure": part.column,
        A: view.t.by_unit(part.unit, a),
        B: view.t.by_unit(part.unit, b),
        "difference": _signed(view, part, a - b) if known else UNKNOWN,
        "relative": (a - b) / b if has_share else None,
    }


def _signed(view: View, part: Quantity, value: float) -> str:
    if part.unit == "ratio":
        return view.t.difference(value)
    return ("+" if value > 0 else "") + view.t.by_unit(part.unit, value)
