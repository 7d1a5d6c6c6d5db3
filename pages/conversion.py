"""Are more of our applicants approved, and do more of them take the loan?

By default an application counts in the month in which it was started, whenever the
rest happened, so that each rate is about one set of people. Months still inside their
window are marked, and kept out of every rate that compares.
"""

import streamlit as st

from pages.conversion_parts import groups, months
from ui import cards, choices, compared
from ui import conversion_figures as reading
from ui.blocks import section
from ui.view import View

WINDOWS = ("none", "7", "14", "30", "60")


def render(view: View) -> None:
    """Rates over the period and by month, the counts behind them, groups compared."""
    options = _options(view)
    if options["basis"] == "cohort":
        with _section(view, "cards", options):
            shown = reading.cards(view, options)
            cards.row(view, shown, key="cards", compared=compared.sentence(view))
    with _section(view, "rates", options):
        months.rates(view, options)
    with _section(view, "counts", options):
        months.counts(view, options)
    with _section(view, "amounts", options):
        months.amounts(view, options)
    with _section(view, "groups", options):
        groups.compared(view, options)


def _options(view: View) -> dict:
    """Basis and window; a window follows applications, so a period basis has none."""
    t = view.t

    def pick(key: str, codes: tuple[str, ...], default: str) -> str:
        return choices.choose(
            view,
            key,
            codes,
            default,
            label=t(f"conversion.{key}.label"),
            word=lambda code: t(f"conversion.{key}.{code}"),
        )

    with st.container(horizontal=True, gap="medium"):
        basis = pick("basis", ("cohort", "period"), "cohort")
        window = pick("window", WINDOWS, "none") if basis == "cohort" else "none"
    days = None if window == "none" else int(window)
    open_days = view.book.settings.conversion_window_days
    kind = "window" if days else basis
    st.caption(t(f"conversion.meaning.{kind}", days=days or open_days))
    return {"basis": basis, "window_days": days}


def _section(view: View, name: str, options: dict):
    """A card whose words are found by its name and by the basis."""
    t, kind = view.t, options["basis"]
    title, basis = t(f"conversion.{name}.title_{kind}"), t(f"conversion.{name}.{kind}")
    return section(view, title, basis=basis, about=t(f"conversion.{name}.about"))


if __name__ == "__main__":
    from app import main

    main()
