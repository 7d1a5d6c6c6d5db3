"""Two selections at the same age: whose loans had gone worse by each month on book?"""

import pandas as pd

from charts.quantity import Quantity
from charts.versus import lines
from pages.vintage_parts.early import EARLY_AGES
from texts.formats import UNKNOWN
from ui import comparison, paired, versus
from ui.paired import SIDES, A
from ui.versus import Answers
from ui.view import View


def section(view: View, options: dict, title: str, **drawn: object) -> None:
    """One pooled curve of A and one of B, and their rates at three fixed ages.

    `title` says what is counted and over what; `drawn` is what every figure of the
    page is drawn with: the value, its two sides and its interval.
    """
    t = view.t
    whole = t("versus.vintage.title", what=title)
    colours = paired.colours(view.look)

    def ask(filters):
        return view.ask("vintage", filters=filters, **options | {"cohort": "all"})

    def draw(answers: Answers) -> None:
        versus.figure(
            view,
            answers,
            lambda rows: lines(_told(rows), t, view.look, colours=colours, **drawn),
            whole,
        )
        sides = (_told(answers[side].frame) for side in SIDES)
        rows = paired.paired(*sides, "mob")
        _table(view, rows[rows["mob"].isin(EARLY_AGES)], whole)

    versus.section(view, "vintage", ask, draw, what=title)


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """The ages that at least half of a selection's loans could have reached.

    Later ones tell of its oldest cohorts, and no longer of the selection.
    """
    by = rows[paired.SIDE] if paired.SIDE in rows else [A] * len(rows)
    most = rows["loans"].groupby(by).transform("max")
    return rows[2 * rows["loans"] >= most]


def _table(view: View, rows: pd.DataFrame, title: str) -> None:
    t = view.t
    rows = paired.with_difference(t, rows.reset_index(drop=True), "rate")
    both = rows["A_complete"].eq(True) & rows["B_complete"].eq(True)
    rows["verdict"] = rows["verdict"].where(both, UNKNOWN)
    columns: list[Quantity] = []
    for side in SIDES:
        columns.append(paired.column(t, side, "loans", "count"))
        columns.append(paired.column(t, side, "rate", "rate"))
    columns += paired.differences(t)
    columns.append(Quantity("complete", "label", t("versus.complete")))
    comparison.table(
        view,
        rows.assign(complete=[t.flag(flag) for flag in both]),
        "mob",
        columns,
        names=lambda age: t("vintage.early.at", age=age),
        key="versus_table",
        alt=title,
    )
