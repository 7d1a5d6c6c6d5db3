"""Groups of applicants side by side, and why applications were declined."""

from charts.bars import ranked
from charts.intervals import intervals
from pages.funnel_parts.part import draw, names
from ui import comparison, crossing, funnel_figures
from ui.named import quantity
from ui.view import View


def compared(view: View, days: int | None) -> None:
    """How many of each group reach the last stage, and every stage before it."""
    t = view.t
    by = funnel_figures.choose_groups(view)
    is_dimension = by != funnel_figures.BEFORE
    asked = crossing.around(view, by)
    answer = funnel_figures.split(asked, by, days)
    groups = funnel_figures.wide(answer.frame)
    whole = funnel_figures.share_of_all(asked, by, days)
    named = {"names": funnel_figures.group_names(view, by), "small": "is_small"}
    shown = {"category": "by", "value": quantity(view, "share_of_first")}
    shown |= {"behind": funnel_figures.counts(view, answer.frame), "reference": whole}
    shown |= {"reference_label": t("funnel.compared.whole")}
    if is_dimension:
        crossing.say(view, by)
        shown |= {"colours": crossing.colours(view, by, list(groups.get("by", ())))}
        shown |= {"filters": by}
    draw(view, "compared", answer, intervals, groups, False, **shown, **named)
    columns = funnel_figures.columns(view, answer.frame)
    named |= {"heading": funnel_figures.heading(view, by), "key": "groups"}
    if is_dimension:
        named |= {"answer": answer, "picks": by}
    title = t("funnel.compared.title")
    comparison.table(view, groups, "by", columns, alt=title, **named)


def declines(view: View) -> None:
    """The reasons given, the most frequent first."""
    answer = view.ask("declines")
    rows = answer.frame.fillna({"reason": ""})
    shown = {"category": "reason", "value": quantity(view, "share")}
    shown |= {"behind": (quantity(view, "applications"),)}
    shown |= {"names": names(view, "decline_reason")}
    draw(view, "declines", answer, ranked, rows, **shown)
