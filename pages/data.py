"""What is published, as of when, and can it be trusted?"""

import pandas as pd
import streamlit as st

from metrics import CATALOGUE
from ui import behind, blocks, events, inventory
from ui.plain import plain
from ui.view import View


def render(view: View) -> None:
    """The snapshot's facts, its tables, findings, definitions and its history."""
    t = view.t
    _facts(view)
    with blocks.section(view, t("data.tables"), basis=t("data.tables.basis")):
        _show(inventory.tables(view), "tables")
    with blocks.section(view, t("data.findings"), basis=t("data.findings.basis")):
        findings = inventory.findings(view)
        if findings.empty:
            st.success(t("data.findings.none"), icon=":material/check_circle:")
        else:
            _show(findings, "findings")
    with blocks.section(view, t("data.books"), basis=t("data.books.basis")):
        books = inventory.books(view)
        if len(books) and inventory.books_balance(view):
            st.success(t("data.books.hold"), icon=":material/balance:")
        _show(books, "books")
    with blocks.section(view, t("data.agree"), basis=t("data.agree.basis")):
        told, all_agree = inventory.agreements(view)
        if len(told) and all_agree:
            st.success(t("data.agree.hold"), icon=":material/done_all:")
        _show(told, "agree")
    with blocks.section(
        view, t("events.title"), basis=t("events.basis"), about=t("events.about")
    ):
        if view.book.events:
            _show(events.table(view), "events")
        else:
            st.caption(plain(t("events.none")))
    with blocks.section(view, t("data.needs"), basis=t("data.needs.basis")):
        _show(inventory.needs(view), "needs")
    with blocks.section(view, t("data.definitions"), basis=t("data.definitions.basis")):
        for name in CATALOGUE:
            with st.expander(t(f"metrics.{name}.label"), type="compact"):
                behind.told(t, name)
    with blocks.section(view, t("data.settings"), basis=t("data.settings.basis")):
        _show(inventory.decisions(view), "settings")
    with blocks.section(view, t("data.snapshots"), basis=t("data.snapshots.basis")):
        _show(inventory.published(view), "snapshots")
    with blocks.section(view, t("data.sources"), basis=_versions(view)):
        _show(inventory.sources(view), "sources")


def _facts(view: View) -> None:
    t = view.t
    facts = {
        "as_of": t.date(view.book.as_of),
        "newest_application": t.moment(view.book.newest_application),
        "months": t(
            "frame.filters.span",
            first=t.month(view.book.first_month),
            last=t.month(view.book.last_month),
        ),
        "published": t.moment(inventory.moment(view.manifest)),
        "snapshot": view.book.snapshot_id,
        "extract": view.manifest["extract"],
    }
    with st.grid(3, min_column_width=230, gap="small"):
        for name, value in facts.items():
            with st.container(border=True, height="stretch"):
                st.caption(t(f"data.fact.{name}"))
                st.markdown(plain(value))


def _versions(view: View) -> str:
    versions = view.manifest["versions"].items()
    parts = [f"{name} {version}" for name, version in versions]
    return view.t("data.sources.basis", versions=view.t.listed(parts))


def _show(rows: pd.DataFrame, key: str) -> None:
    st.dataframe(rows, hide_index=True, lazy=False, key=f"data_{key}", height="content")


if __name__ == "__main__":
    from app import main

    main()
