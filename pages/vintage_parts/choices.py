"""The vintage page's own knobs, and how the chosen reading is called."""

import streamlit as st

from ui.choices import choose, split
from ui.view import View


def choices(view: View) -> tuple[dict, str | None]:
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


def basis(view: View, measure: str, days: int) -> str:
    """What is counted, and over what, in a sentence."""
    rule = "one" if days == 1 else view.book.settings.past_due_rule
    lead = "" if measure == "net_loss" else view.t(f"vintage.rule.{rule}", days=days)
    return lead + view.t("vintage.curves.basis")
