"""Which figures of the past were restated, by how much, and from which rows?"""

from dataclasses import replace

import streamlit as st

from pages.history_parts import figures, rows
from ui import blocks, history, shown
from ui.history import Pair
from ui.plain import plain
from ui.view import View


def render(view: View) -> None:
    """Two snapshots to choose; what differs in figures, in settings and in rows."""
    t = view.t
    with blocks.section(view, t("history.pair"), about=t("history.pair.about")):
        pair = history.choose(view)
    if pair is None:
        return
    if view.report is not None:
        said = t("history.compared", before=pair.before.id, after=pair.after.id)
        view.report.stamp = replace(view.report.stamp, compared=said)
    _settings(view, pair)
    with blocks.section(
        view,
        t("history.figures"),
        basis=t("history.figures.basis", before=pair.before.id, after=pair.after.id),
        about=t("history.figures.about"),
    ):
        figures.draw(view, pair)
    with blocks.section(
        view,
        t("history.rows"),
        basis=t("history.rows.basis"),
        about=t("history.rows.about"),
    ):
        rows.draw(view, pair)


def _settings(view: View, pair: Pair) -> None:
    """What the lender decided otherwise: it restates figures and changes no row."""
    t, changed = view.t, history.settings(view, pair)
    if changed.empty:
        return
    with blocks.section(view, t("history.settings")):
        names = t.listed(list(changed.iloc[:, 0]))
        said = t("history.settings.warning", names=names)
        st.warning(plain(said), icon=":material/tune:")
        st.dataframe(changed, hide_index=True, lazy=False, key="history_settings")
        shown.add_table(view, changed, key="settings", title=t("history.settings"))


if __name__ == "__main__":
    from app import main

    main()
