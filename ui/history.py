"""Two snapshots side by side: which two, what differs, and in which rows."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from data.diff import Difference, differences, rows_of
from data.snapshot import Snapshot
from exports.harmless import harmless
from metrics import Book
from metrics.printing import encode
from metrics.restated import Restated, changed_settings, restated
from ui import answers, choices, inventory, snapshots
from ui.plain import plain
from ui.view import View

PAGE_ROWS = 50

_MOST_DOWNLOADED = 100_000
"""Rows of one file: more than a spreadsheet is read for, less than a server minds."""

_LIST_WIDTH = 420
_DIFFERENCES_KEPT = 20
_PAGES_KEPT = 200


@dataclass(frozen=True)
class Pair:
    """Two snapshots, the earlier publication first."""

    before: Snapshot
    after: Snapshot

    def books(self, view: View) -> tuple[Book, Book]:
        """Both of them, open; the one that is shown is open already."""
        return tuple(
            view.book
            if snapshot.id == view.book.snapshot_id
            else answers.compared(snapshot.id, str(snapshot.path))
            for snapshot in (self.before, self.after)
        )


def choose(view: View) -> Pair | None:
    """The two snapshots of the URL: the one shown, and the one published before it.

    None, and the reader is told, where nothing that is kept was published before, or
    where one of the two is damaged.
    """
    t = view.t
    by_id = {snapshot.id: snapshot for snapshot in snapshots.published()}
    by_id.setdefault(view.book.snapshot_id, view.book.snapshot)
    with st.container(horizontal=True):
        after = _choose(view, "after", by_id, view.book.snapshot_id)
        earlier = {s.id: s for s in snapshots.published_before(after)}
        before = (
            _choose(view, "before", earlier, next(iter(earlier))) if earlier else None
        )
    if unusable := snapshots.unusable():
        listed = t.listed(unusable)
        st.caption(plain(t.plural("history.unusable", len(unusable), ids=listed)))
    if before is None:
        code = "history.alone" if len(by_id) == 1 else "history.first"
        st.info(plain(t(code, id=after.id)), icon=":material/history:")
        return None
    for snapshot in (before, after):
        if not snapshots.is_usable(snapshot):
            said = t("history.damaged", id=snapshot.id)
            st.warning(plain(said), icon=":material/broken_image:")
            return None
    return Pair(before, after)


def _choose(view: View, key: str, by_id: dict[str, Snapshot], usual: str) -> Snapshot:
    code = choices.choose(
        view,
        key,
        by_id,
        usual,
        label=view.t(f"history.choose.{key}"),
        word=lambda snapshot_id: named(view, by_id[snapshot_id]),
        width=_LIST_WIDTH,
    )
    return by_id[code]


def named(view: View, snapshot: Snapshot) -> str:
    """A snapshot in words: its id, and when it was published."""
    published = view.t.moment(inventory.moment(snapshot.manifest))
    return view.t("history.snapshot", id=snapshot.id, published=published)


def settings(view: View, pair: Pair) -> pd.DataFrame:
    """One row per setting that differs: its name, before and after."""
    t = view.t
    rows = [
        {
            t("data.settings.setting"): name,
            t("history.column.before"): inventory.said(then),
            t("history.column.after"): inventory.said(now),
        }
        for name, then, now in changed_settings(*pair.books(view))
    ]
    return pd.DataFrame(rows)


def figures(view: View, pair: Pair) -> Restated:
    """The headline figures in both, under the filters in force."""
    return restated(*pair.books(view), view.filters, ask=answers.ask)


def row_count(pair: Pair) -> int:
    """So many rows have to be read to compare the two."""
    return sum(
        table["rows"]
        for snapshot in (pair.before, pair.after)
        for table in snapshot.manifest["tables"].values()
    )


def changes(pair: Pair) -> list[Difference]:
    """What differs between the rows of the two, table by table."""
    return _differences(pair.after.id, pair.before.id, pair)


def page(pair: Pair, difference: Difference, number: int) -> pd.DataFrame:
    """PAGE_ROWS rows of a difference: the `number`-th page, from 0."""
    asked = (difference.table, difference.kind, difference.column, number)
    return _page(pair.after.id, pair.before.id, asked, pair, difference)


def file_of(pair: Pair, difference: Difference) -> tuple[partial, int]:
    """What makes the rows of a difference a CSV, and how many it will hold."""
    made = partial(_file, pair, difference)
    return made, min(difference.rows, _MOST_DOWNLOADED)


def _file(pair: Pair, difference: Difference) -> bytes:
    rows = rows_of(pair.before, pair.after, difference, limit=_MOST_DOWNLOADED)
    return encode(harmless(rows), "csv")


@st.cache_data(max_entries=_DIFFERENCES_KEPT, show_spinner=False)
def _differences(snapshot_id: str, earlier_id: str, _pair: Pair) -> list[Difference]:
    return differences(_pair.before, _pair.after)


@st.cache_data(max_entries=_PAGES_KEPT, show_spinner=False)
def _page(
    snapshot_id: str,
    earlier_id: str,
    asked: tuple,
    _pair: Pair,
    _difference: Difference,
) -> pd.DataFrame:
    return rows_of(
        _pair.before,
        _pair.after,
        _difference,
        limit=PAGE_ROWS,
        offset=PAGE_ROWS * asked[-1],
    )
