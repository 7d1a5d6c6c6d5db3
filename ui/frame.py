"""What stands around every page: data, menu, language, filters, notices.

The menu is our own, made of links that carry the whole query string: Streamlit's would
drop it on every change of page and leave a step in the browser's history with no
filters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from charts import theme
from data.errors import NothingPublished
from data.snapshot import Snapshot
from metrics import Book
from texts import Words, words
from ui import (
    answers,
    chosen,
    dead_ends,
    exporting,
    filter_bar,
    first_steps,
    freshness,
    hints,
    language,
    logs,
    mishaps,
    newer,
    snapshots,
    state,
    views_menu,
)
from ui.tally import PROCESS
from ui.view import View

STYLE = Path(__file__).parent / "frame.css"


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
    PROCESS.add("reruns")
    state.begin()
    t = words(language.chosen())
    st.set_page_config(
        page_title=t("frame.title"),
        page_icon="📈",
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.html(STYLE)
    views: list[View] = []
    shown = {page.name: _shown(page, views, t, page.name) for page in pages}
    # A default page has no path but '/': the first page is registered twice, so that
    # a link to its name opens it as well.
    home = _shown(pages[0], views, t)
    # A path that is no page gets one that says so, in place of Streamlit's dialog.
    lost = Page("frame.lost", ":material/wrong_location:", dead_ends.lost, False)
    strays = [_shown(lost, views, t, path) for path in dead_ends.strays(set(shown))]
    current = st.navigation([home, *shown.values(), *strays], position="hidden")
    if current == home:
        shown[pages[0].name] = home
    page = next((p for p in pages if shown[p.name] == current), lost)
    logs.at(page.name)
    with mishaps.guarded(t):
        if page is not lost:
            views_menu.redirect(page.name, shown, is_bare=current == home)
        views.extend(_draw(pages, page, shown, t))
    if views:
        current.run()


def _shown(page: Page, views: list[View], t: Words, path: str | None = None) -> st.Page:
    """A page as Streamlit knows it; without a path it is the default one."""
    return st.Page(
        _body(page, views, t),
        title=t(f"{page.name}.title"),
        icon=page.icon,
        url_path=path,
        default=path is None,
    )


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
        snapshot = snapshots.for_session()
    except NothingPublished:
        _sidebar(pages, page, shown, t, shared=("lang",))
        first_steps.draw(t)
        return []
    except OSError:
        _sidebar(pages, page, shown, t, shared=("lang",))
        dead_ends.unreadable(t)
        return []
    logs.at(page.name, snapshot.id)
    book = answers.book(snapshot.id, str(snapshot.path))
    t = words(t.language, book.settings.currency)
    shared = chosen.shared_keys(book)
    state.remember(page.name, shared)
    _sidebar(pages, page, shown, t, shared=shared, snapshot=snapshot, book=book)
    choice = chosen.chosen(book)
    view = View(
        page=page.name,
        book=book,
        filters=choice.filters,
        previous=choice.previous,
        against=choice.against,
        t=t,
        look=theme.look(st.context.theme.type),
        manifest=snapshot.manifest,
        pages=shown,
        shared_keys=shared,
    )
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="medium", key="page_head"
    ):
        st.title(t(f"{page.name}.title"), anchor=False, width="content")
        st.caption(t(f"{page.name}.question"), width="content")
        if page.filtered:
            view = exporting.begin(view)
            exporting.draw(view)
    newer.offer(t)
    newer.say_passed_over(snapshot, t)
    hints.draw(t)
    if page.filtered:
        filter_bar.draw(book, t, choice)
    return [view]


def _sidebar(
    pages: tuple[Page, ...],
    page: Page,
    shown: dict[str, object],
    t: Words,
    *,
    shared: tuple[str, ...],
    snapshot: Snapshot | None = None,
    book: Book | None = None,
) -> None:
    with st.sidebar:
        st.markdown(t("frame.brand"))
        for each in pages:
            st.page_link(
                shown[each.name],
                query_params=state.link(each.name, shared) or None,
                width="stretch",
            )
        st.space("small")
        if book is not None:
            views_menu.draw(page.name, shown, t)
        language.draw(t.language)
        if snapshot is not None and book is not None:
            freshness.draw(snapshot, book, t)
