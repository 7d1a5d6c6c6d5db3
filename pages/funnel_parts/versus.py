"""Two selections stage by stage: does one lose more on the way, and where?"""

from charts.quantity import Quantity
from charts.versus import dots
from pages.funnel_parts.part import names
from texts.formats import UNKNOWN
from ui import comparison, paired, versus
from ui.funnel_figures import FIRST
from ui.named import quantity
from ui.paired import SIDES, A, B
from ui.versus import Answers
from ui.view import View

_SHARE = "share_of_first"


def section(view: View, days: int | None) -> None:
    """Each stage's share of the first for A and B, and whether they differ."""

    def ask(filters):
        return view.ask("funnel", window_days=days, filters=filters)

    versus.section(view, "funnel", ask, lambda answers: _draw(view, answers))


def _draw(view: View, answers: Answers) -> None:
    t, title = view.t, view.t("versus.funnel.title")
    drawn = {"category": "stage", "value": quantity(view, _SHARE)}
    drawn |= {"behind": (quantity(view, "applications"),)}
    drawn |= {"colours": paired.colours(view.look), "names": names(view, "stage")}

    def draw(rows):
        later = rows[rows["stage"] != FIRST]  # of the first stage all is the first's
        return dots(later, t, view.look, **drawn)

    versus.figure(view, answers, draw, title)
    rows = paired.paired(answers[A].frame, answers[B].frame, "stage")
    rows = paired.with_difference(t, rows, _SHARE)
    rows.loc[rows["stage"] == FIRST, ["difference", "verdict"]] = (None, UNKNOWN)
    columns: list[Quantity] = []
    for side in SIDES:
        columns.append(paired.column(t, side, "applications", "count"))
        columns.append(paired.column(t, side, _SHARE, "rate"))
    comparison.table(
        view,
        rows,
        "stage",
        [*columns, *paired.differences(t)],
        names=names(view, "stage"),
        key="versus_table",
        alt=title,
    )
