"""What a reader takes away from a page: the buttons, and what they stamp files with.

A file is made at the click and not before, from what the page kept while it drew
itself. What makes it is loaded then too: nobody waits for it at the first page.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from exports import stamping
from exports.report import Report, Shown, Stamp
from ui import chosen, compared, state
from ui.plain import plain
from ui.view import View

_LETTERS = 32
"""Of a title on a button; all of it is in the button's help."""

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def begin(view: View) -> View:
    """The view with an empty report, for the page to fill while it draws itself."""
    return replace(view, report=Report(stamp(view)))


def stamp(view: View) -> Stamp:
    """What every file of this view says about itself."""
    t = view.t
    return Stamp(
        page=view.page,
        title=t(f"{view.page}.title"),
        question=t(f"{view.page}.question"),
        filters=chosen.sentence(view.book, t, view.filters),
        compared=compared.sentence(view),
        as_of=t.date(view.book.as_of or view.book.newest_application),
        snapshot=view.book.snapshot_id,
        query=urlencode(state.query(), doseq=True),
        language=view.lang,
    )


def draw(view: View) -> None:
    """The button that offers the page as a workbook and as HTML."""
    if view.report is None:
        return
    t = view.t
    with st.popover(
        t("exports.open"),
        icon=":material/download:",
        type="tertiary",
        key=f"export_{view.page}_{view.lang}",
    ):
        st.caption(t("exports.about"))
        _button(view, t("exports.excel"), "xlsx", _EXCEL, _workbook)
        _button(view, t("exports.html"), "html", "text/html", _page)


def picture_button(view: View, shown: Shown, key: str) -> None:
    """The button that offers one chart as PNG; grey where nothing could draw it.

    `key` is unique on the page.
    """
    if view.report is None or shown.draw is None:
        return
    t = view.t
    from exports import picture

    try:
        picture.browser()
        why = ""
    except picture.NoBrowser:
        why = t("exports.no_browser")
    st.download_button(
        _named(view, shown),
        data=partial(_picture, shown, view.report.stamp),
        file_name=stamping.file_name(view.report.stamp, "png", shown.key),
        mime="image/png",
        key=f"{view.page}_{key}_png",
        icon=":material/image:",
        help=plain(why or t("exports.picture.about", title=shown.title)),
        on_click="ignore",
        disabled=bool(why),
    )


def _named(view: View, shown: Shown) -> str:
    """The button's words; among several charts of one answer they say which."""
    t = view.t
    if len(view.report.of(shown.answer)) < 2:
        return t("exports.picture")
    title = shown.title
    short = title if len(title) <= _LETTERS else title[: _LETTERS - 1] + "…"
    return plain(t("exports.picture_of", title=short))


def _button(
    view: View, label: str, ending: str, mime: str, make: Callable[[Report], bytes]
) -> None:
    st.download_button(
        label,
        data=partial(make, view.report),
        file_name=stamping.file_name(view.report.stamp, ending),
        mime=mime,
        key=f"export_{ending}_{view.page}",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def _workbook(report: Report) -> bytes:
    from exports import excel

    return excel.workbook(report, datetime.now(UTC))


def _page(report: Report) -> bytes:
    from exports import page_html

    return page_html.page(report, datetime.now(UTC))


def _picture(shown: Shown, stamp: Stamp) -> bytes:
    from exports import picture

    return picture.png(shown, stamp, datetime.now(UTC))
