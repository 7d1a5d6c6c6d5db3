"""Vintage: are newer loans worse than older ones were at the same age?

Every cohort keeps all its loans in the denominator and ends where the data ends, so
that a young cohort is compared at the ages it has reached and at no other.
"""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from charts.curves import curves
from charts.quantity import Quantity
from charts.triangle import triangle
from metrics import Answer
from ui import ages
from ui.blocks import empty, figure, section
from ui.choices import choose, split
from ui.view import View

EARLY_AGES = (3, 6, 12)


def render(view: View) -> None:
    """The choices, the curves, the triangle, and the rates at three fixed ages."""
    t = view.t
    options, by = _choices(view)
    answer = view.ask("vintage", by=by, **options)
    measure, days = options["measure"], options["dpd"]
    kind = f"{measure}.{options['basis']}"
    title, basis = t(f"vintage.of.{kind}", days=days), _basis(view, measure, days)
    in_loans = options["basis"] == "count"
    size = Quantity("loans", "count", t.column("loans"))
    below = size if in_loans else Quantity("principal", "amount", t.column("principal"))
    above_unit = "count" if in_loans else "amount"
    above = Quantity("bad", above_unit, t(f"vintage.above.{kind}", days=days))
    value = Quantity("rate", "rate", t(f"vintage.measure.{measure}"))
    shared = {"value": value, "behind": (above, below), "low": "low", "high": "high"}
    rows, names = _rows(view, answer, by)
    colours = view.look.colours_of(by, view.book.dimensions[by]) if by else None
    with section(view, title, basis=basis, about=t("vintage.curves.about")):
        figure(
            view,
            answer,
            lambda: curves(
                rows, t, view.look, curve="row", names=names, colours=colours, **shared
            ),
            key="curves",
            alt=title,
        )
    with section(
        view,
        t("vintage.triangle.title", what=title),
        basis=t("vintage.triangle.basis"),
        about=t("vintage.triangle.about"),
    ):
        figure(
            view,
            answer,
            lambda: triangle(
                rows, t, view.look, row="row", size=size, names=names, **shared
            ),
            key="triangle",
            alt=t("vintage.triangle.title", what=title),
            details=False,
        )
    _early(view, by, options["cohort"])


def _choices(view: View) -> tuple[dict, str | None]:
    """The page's own knobs. Net loss is money: it has no threshold and one basis."""
    t = view.t

    def pick(key: str, codes: tuple[str, ...], default: str) -> str:
        return choose(
            view,
            key,
            codes,
            default,
            label=t(f"vintage.{key}.label"),
            word=lambda code: t(f"vintage.{key}.{code}"),
        )

    with st.container(horizontal=True, gap="medium", key="vintage_choices"):
        measure = pick("measure", ("ever", "point", "net_loss"), "ever")
        if measure == "net_loss":
            days, basis = 30, pick("basis", ("balance",), "balance")
        else:
            days = int(pick("dpd", ("1", "30", "60", "90"), "30"))
            basis = pick("basis", ("count", "balance"), "count")
        by = split(view, "vintage")
        cohort = None
        if not by:
            cohort = pick("cohort", ("month", "quarter", "half", "year"), "month")
    if measure == "net_loss":
        st.caption(t("vintage.net_loss_note"))
    if by:
        st.caption(t("vintage.by_note"))
    return {"measure": measure, "dpd": days, "basis": basis, "cohort": cohort}, by


def _basis(view: View, measure: str, days: int) -> str:
    rule = "one" if days == 1 else view.book.settings.past_due_rule
    lead = "" if measure == "net_loss" else view.t(f"vintage.rule.{rule}", days=days)
    return lead + view.t("vintage.curves.basis")


def _rows(view: View, answer: Answer, by: str | None) -> tuple[pd.DataFrame, Callable]:
    """The answer with its cohorts, or values of the split, in one column `row`."""
    if by is None:
        return answer.frame.rename(columns={"cohort": "row"}), view.t.cohort
    frame = answer.frame.rename(columns={"by": "row"}).fillna({"row": ""})
    return frame, lambda code: view.name(by, code)


def _early(view: View, by: str | None, cohort: str | None) -> None:
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
        rows, names = _rows(view, answer, by)
        ages.table(
            view,
            rows,
            EARLY_AGES,
            heading=t.dimension(by) if by else t.column("cohort"),
            names=names,
            key="early",
            alt=t("vintage.early.title"),
        )


if __name__ == "__main__":
    from app import main

    main()
