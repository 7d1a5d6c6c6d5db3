"""Where do applicants get lost, and how long does each step take?

An application that may still be decided is not a lost one: what is open stands apart
from what was declined or withdrawn, and all parts add up to what was started.
"""

import streamlit as st

from charts.bars import grouped
from charts.parts import parts
from charts.steps import steps
from pages.funnel_parts import groups, pace, versus
from pages.funnel_parts.part import draw, names
from ui import accounting, choices, comparison, funnel_figures
from ui.blocks import section
from ui.named import quantity
from ui.view import View

WINDOWS = ("none", "7", "14", "30", "60")


def render(view: View) -> None:
    """The stages, what became of everyone, times, groups compared, and refusals."""
    t = view.t
    window = choices.choose(
        view,
        "window",
        WINDOWS,
        "none",
        label=t("funnel.window.label"),
        word=lambda code: t(f"funnel.window.{code}"),
    )
    days = None if window == "none" else int(window)
    st.caption(t("funnel.window_meaning", days=days) if days else t("funnel.no_window"))
    versus.section(view, days)
    with _section(view, "stages", days):
        _stages(view, days)
    with _section(view, "accounting", days):
        _accounting(view, days)
    with _section(view, "times", days):
        _times(view, days)
    with _section(view, "pace", days):
        pace.by_month(view, days)
    with _section(view, "compared", days):
        groups.compared(view, days)
    with _section(view, "declines"):
        groups.declines(view)


def _stages(view: View, days: int | None) -> None:
    answer = view.ask("funnel", window_days=days)
    if funnel_figures.is_all_pending(answer.frame):
        st.info(view.t("funnel.all_pending"), icon=":material/hourglass_empty:")
    shown = {"value": quantity(view, "applications"), "low": "low", "high": "high"}
    shown |= {"behind": (quantity(view, "amount"),), "names": names(view, "stage")}
    draw(view, "stages", answer, steps, answer.frame, **shown)


def _accounting(view: View, days: int | None) -> None:
    t = view.t
    answer = view.ask("conversion", window_days=days)
    sums = accounting.totals(answer.frame)
    if sums:
        counts = {name: t.count(number) for name, number in sums.items()}
        st.markdown(t("funnel.accounting.equation", **counts))
    shown = {"whole": quantity(view, "started"), "parts": accounting.quantities(t)}
    shown |= {"colours": accounting.colours(view.look)}
    draw(view, "accounting", answer, parts, sums, **shown)


def _times(view: View, days: int | None) -> None:
    answer = view.ask("funnel", window_days=days)
    rows = funnel_figures.timed(answer.frame)
    hours = [quantity(view, "median_hours"), quantity(view, "p90_hours")]
    strong = view.look.categorical[0]
    colours = {"median_hours": strong, "p90_hours": view.look.faded(strong)}
    named = {"names": names(view, "stage")}
    shown = {"category": "stage", "values": hours, "colours": colours, "height": 260}
    draw(view, "times", answer, grouped, rows, False, **shown, **named)
    named |= {"alt": view.t("funnel.times.title"), "answer": answer}
    comparison.table(view, rows, "stage", hours, key="hours", **named)


def _section(view: View, name: str, days: int | None = None):
    """A card whose words are found by its name; its basis says the window in force."""
    t = view.t
    within = t("funnel.within", days=days) if days else ""
    basis, about = t(f"funnel.{name}.basis"), t(f"funnel.{name}.about")
    return section(view, t(f"funnel.{name}.title"), basis=basis + within, about=about)


if __name__ == "__main__":
    from app import main

    main()
