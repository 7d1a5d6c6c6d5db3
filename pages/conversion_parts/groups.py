"""Groups of applicants side by side."""

import streamlit as st

from charts.intervals import intervals
from ui import choices, comparison, crossing
from ui import conversion_figures as reading
from ui import conversion_groups as groups
from ui.blocks import figure
from ui.named import quantity
from ui.view import View


def compared(view: View, options: dict) -> None:
    """One rate of each group with its interval, and all that is behind it."""
    t = view.t
    with st.container(horizontal=True, gap="medium"):
        by = choices.choose(
            view,
            "by",
            view.book.dimensions_of("applications"),
            "channel",
            label=t("conversion.groups.label"),
            word=t.dimension,
        )
        rate = choices.choose(
            view,
            "rate",
            reading.RATES,
            "conversion_rate",
            label=t("conversion.rate.label"),
            word=t.column,
        )
    found = groups.compared(crossing.around(view, by), by, options)
    if not found.months:
        st.info(t("conversion.none_mature"), icon=":material/hourglass_empty:")
    named = {"names": groups.names(view, by), "small": "is_small"}
    drawn = {"category": "by", "value": quantity(view, rate)}
    drawn |= {"low": f"{rate}_low", "high": f"{rate}_high"}
    drawn |= {"behind": reading.behind(view, rate), "reference": found.overall(rate)}
    drawn |= {"reference_label": t("conversion.groups.total")}
    drawn |= {"colours": crossing.colours(view, by, list(found.rows["by"]))}
    crossing.say(view, by)
    title = t(f"conversion.groups.title_{options['basis']}")
    figure(
        view,
        found.answer,
        lambda: intervals(found.rows, t, view.look, **drawn, **named),
        key="groups",
        alt=title,
        details=False,
        filters=by,
    )
    listed = named | {"heading": t.dimension(by), "total": "is_total", "key": "table"}
    listed |= {"answer": found.answer, "picks": by}
    columns = groups.columns(view)
    comparison.table(view, found.table, "by", columns, alt=title, **listed)
