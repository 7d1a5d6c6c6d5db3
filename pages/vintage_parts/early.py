"""Ever 30+ at three fixed ages: the young cohorts beside what older ones had been."""

from collections.abc import Callable

import pandas as pd

from metrics import Answer
from ui import ages, shown
from ui.blocks import empty, section
from ui.view import View

EARLY_AGES = (3, 6, 12)


def rows_of(
    view: View, answer: Answer, by: str | None
) -> tuple[pd.DataFrame, Callable]:
    """The answer with its cohorts, or values of the split, in one column `row`."""
    if by is None:
        return answer.frame.rename(columns={"cohort": "row"}), view.t.cohort
    frame = answer.frame.rename(columns={"by": "row"}).fillna({"row": ""})
    return frame, lambda code: view.name(by, code)


def early(view: View, by: str | None, cohort: str | None) -> None:
    """Ever 30+ by number at three ages: one row per cohort or value of the split."""
    t = view.t
    with section(
        view,
        t("vintage.early.title"),
        basis=t("vintage.early.basis", few=t.count(ages.FEW_LOANS)),
        about=t("vintage.early.about"),
    ):
        answer = view.ask("vintage", by=by, cohort=cohort, dpd=30, basis="count")
        if answer.frame.empty:
            empty(view, answer)
            return
        shown.add(view, answer, None, key="early", alt=t("vintage.early.title"))
        rows, names = rows_of(view, answer, by)
        ages.table(
            view,
            rows,
            EARLY_AGES,
            heading=t.dimension(by) if by else t.column("cohort"),
            names=names,
            key="early",
            alt=t("vintage.early.title"),
        )
