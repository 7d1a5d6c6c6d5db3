"""What stands around every page: data, menu, language, filters, notices.

The menu is our own, made of links that carry the whole query string: Streamlit's would
drop it on every change of page and leave a step in the browser's history with no
filters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from charts import theme
from data.errors import NothingPublished
from data.snapshot import Snapshot
from metrics import Book
from texts import Words, words
from ui import (
    answers,
    chosen,
    filter_bar,
    first_steps,
    language,
    mishaps,
    period,
    snapshots,
    state,
)
from ui.plain import plain
from ui.view import View


@dataclass(frozen=True)
class Page:
    """One page of the menu."""

    name: str
    """Its path in the URL; its title is the text `<name>.title`."""
    icon: str
    render: Callable[[View], None]
    filtered: bool = True
    """Whether the filter bar applies to it."""


def run(pages: tuple[Page, ...]) -> None:
    """Draws the frame, and in it the page that the URL names; the first by default."""
    state.begin()
    t = words(language.chosen())
    st.set_page_config(
        page_title=t("frame.title"),
        page_icon="📈",
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    views: list[View] = []
    shown = {
        page.name: st.Page(
            _body(page, views, t),
            title=t(f"{page.name}.title"),
            icon=page.icon,
            url_path=page.name,
        )
        for page in pages
    }
    # A default page has no path but '/': the first page is registered twice, so that
    # a link to its name opens it as well.
    home = st.Page(
        _body(pages[0], views, t),
        title=t(f"{pages[0].name}.title"),
        icon=pages[0].icon,
        default=True,
    )
    current = st.navigation([home, *shown.values()], position="hidden")
    if current == home:
        shown[pages[0].name] = home
    page = next(p for p in pages if shown[p.name] == current)
    with mishaps.guarded(t):
        views.extend(_draw(pages, page, shown, t))
    if views:
        current.run()


def _body(page: Page, views: list[View], t: Words) -> Callable[[], None]:
    """What Streamlit runs as the page: it takes no arguments, so the view waits."""

    def body() -> None:
        with mishaps.guarded(t):
            page.render(views[0])

    return body


def _draw(
    pages: tuple[Page, ...], page: Page, shown: dict[str, object], t: Words
) -> list[View]:
    """Everything around the page; returns its view, none where there is no data."""
    try:
        snapshot, newer = snapshots.for_session()
    except NothingPublished:
        _sidebar(pages, shown, t, shared=("lang",))
        first_steps.draw(t)
        return []
    book = answers.book(snapshot.id, str(snapshot.path))
    t = words(t.language, book.settings.currency)
    shared = chosen.shared_keys(book)
    state.remember(page.name, shared)
    _sidebar(pages, shown, t, shared=shared, snapshot=snapshot, book=book)
    choice = chosen.chosen(book)
    view = View(
        page=page.name,
        book=book,
        filters=choice.filters,
        previous=period.before(choice.filters, book.first_month),
        t=t,
        look=theme.look(st.context.theme.type),
        manifest=snapshot.manifest,
        pages=shown,
        shared_keys=shared,
    )
    st.title(t(f"{page.name}.title"), anchor=False)
    st.caption(t(f"{page.name}.question"))
    if newer is not None:
        _offer(newer, t)
    if page.filtered:
        filter_bar.draw(book, t, choice)
        _say_dropped(choice.dropped, t)
    return [view]


def _sidebar(
    pages: tuple[Page, ...],
    shown: dict[str, object],
    t: Words,
    *,
    shared: tuple[str, ...],
    snapshot: Snapshot | None = None,
    book: Book | None = None,
) -> None:
    with st.sidebar:
        st.markdown(t("frame.brand"))
        for page in pages:
            st.page_link(
                shown[page.name],
                query_params=state.link(page.name, shared) or None,
                width="stretch",
            )
        st.space("small")
        language.draw(t.language)
        if snapshot is not None and book is not None:
            as_of = book.as_of or book.newest_application
            st.caption(
                t("frame.data_to", date=t.date(as_of)),
                help=t(
                    "frame.published",
                    snapshot=snapshot.id,
                    moment=t.moment(
                        datetime.fromisoformat(snapshot.manifest["published_at"])
                    ),
                ),
            )


def _offer(newer: Snapshot, t: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(t("frame.newer", snapshot=newer.id), icon=":material/update:")
        st.button(
            t("frame.newer_take"),
            type="tertiary",
            key="take_newer",
            on_click=snapshots.take,
            args=(newer.id,),
        )


def _say_dropped(dropped: tuple[tuple[str, str], ...], t: Words) -> None:
    if not dropped:
        return
    parts = [
        t(
            "frame.filters.part",
            dimension=t(f"frame.filters.key.{key}")
            if t.has(f"frame.filters.key.{key}")
            else t.dimension(key),
            values=value or t("values.not_given"),
        )
        for key, value in dropped
    ]
    st.warning(
        plain(t("frame.filters.dropped", values=t.listed(parts))),
        icon=":material/filter_alt_off:",
    )
