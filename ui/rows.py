"""The rows behind a figure: the reader points at a row of a table and gets them.

They are as many, and as much, as the figure says; where they were not, it is said.
Nothing is asked before a row is pointed at.
"""

import math
from functools import partial

import pandas as pd
import streamlit as st

from metrics import Answer, Book, Filters
from metrics.printing import encode
from metrics.rows import PAGE_ROWS, Cell, Rows, rows_behind
from ui import raw, story
from ui.plain import plain
from ui.view import View

COUNTED: dict[str, tuple[str, ...]] = {
    "funnel": ("applications",),
    "conversion": (
        "started",
        "submitted",
        "approved",
        "declined",
        "withdrawn",
        "open",
        "disbursed",
    ),
    "declines": ("applications",),
    "vintage": ("bad", "loans"),
    "delinquency": ("loans",),
    "portfolio": ("loans",),
    "roll_rates": ("loans",),
    "first_payment_default": ("defaulted", "due"),
}
"""The columns of a metric whose rows can be shown, the first by default."""

_DENOMINATORS = ("loans", "due")

_PAGES_KEPT = 200

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_LIST_WIDTH = 240


def offered(answer: Answer) -> bool:
    """Whether the figures of an answer have rows of their own to show."""
    return answer.metric in COUNTED and answer.options.get("basis") != "period"


def draw(
    view: View, answer: Answer, at: int | None, pointed_at: str, *, key: str
) -> None:
    """The rows behind the answer's row `at`, or how to choose one where it is None.

    `pointed_at` says that row in words; `key` is unique to the answer.
    """
    t = view.t
    st.markdown(f"**{t('rows.title')}**")
    if at is None:
        st.caption(t("rows.point"))
        return
    key = f"{key}_{at}"
    counted = _choose(view, answer, key)
    cell = cell_of(answer, at, counted)
    first = _ask(view, answer, cell, 0)
    _compare(view, answer, at, counted, first, pointed_at)
    if not first.total:
        return
    key = f"{key}_{counted}"
    pages = math.ceil(first.total / PAGE_ROWS)
    page = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    found = _ask(view, answer, cell, page - 1)
    raw.table(
        view,
        found.frame,
        key=f"{key}_rows_{page}",
        alt=t("rows.title"),
        bad="amount" if answer.params.get("basis") == "balance" else "count",
    )
    st.download_button(
        t("rows.csv"),
        data=partial(encode, harmless(found.frame), "csv"),
        file_name=f"{answer.metric}-rows-{page}-{view.book.snapshot_id}.csv",
        mime="text/csv",
        key=f"{key}_csv_{page}",
        icon=":material/download:",
        on_click="ignore",
    )
    chosen = st.selectbox(
        t(f"rows.open.{found.id_column}"),
        list(dict.fromkeys(found.frame[found.id_column])),
        index=None,
        placeholder=t("rows.choose"),
        width=_LIST_WIDTH,
        key=f"{key}_story_{page}",
    )
    if chosen is not None:
        story.draw(view, found.id_column, chosen, key=f"{key}_story")


def cell_of(answer: Answer, at: int, counted: str) -> Cell:
    """Which part of the answer its row `at` is, and which of its columns is meant."""
    row = answer.frame.iloc[at]

    def known(column: str):
        return None if pd.isna(row.get(column)) else row[column]

    mob = known("mob")
    return Cell(
        by=known("by"),
        stage=known("stage"),
        counted=counted,
        month=known("month"),
        reason=known("reason"),
        has_reason="reason" in row.index,
        cohort=known("cohort"),
        mob=None if mob is None else int(mob),
        as_of=known("as_of"),
        bucket=known("bucket") or known("from_bucket"),
        to_bucket=known("to_bucket"),
        with_good=counted in _DENOMINATORS,
    )


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with an apostrophe before what a spreadsheet would run as a formula.

    A carriage return becomes a line feed: only that is quoted in a CSV, and an
    unquoted one would begin a row.
    """
    return frame.map(lambda cell: _harmless(cell) if isinstance(cell, str) else cell)


def _harmless(text: str) -> str:
    mark = "'" if text.startswith(_FORMULA_STARTS) else ""
    return mark + text.replace("\r", "\n")


def _choose(view: View, answer: Answer, key: str) -> str:
    columns = COUNTED[answer.metric]
    if len(columns) == 1:
        return columns[0]
    return st.selectbox(
        view.t("rows.figure"),
        columns,
        format_func=view.t.column,
        width=_LIST_WIDTH,
        key=f"{key}_counted",
    )


def _compare(
    view: View, answer: Answer, at: int, counted: str, found: Rows, pointed_at: str
) -> None:
    """How many rows there are and what they add up to, beside what the figure says."""
    t = view.t
    row = answer.frame.iloc[at]
    is_amount = counted == "bad" and answer.params["basis"] == "balance"
    count = found.total if is_amount else int(row[counted])
    if answer.metric == "vintage":
        amount = float(row["bad"]) if is_amount else None
    else:
        amount = None if found.amount is None else float(row["balance"])
    kind = "loan_month" if answer.metric == "roll_rates" else found.id_column
    said = t(f"rows.count.{kind}", n=t.count(found.total))
    if amount is not None:
        said = t("values.comma").join((said, t.amount(found.amount)))
    agrees = count == found.total and (
        amount is None or math.isclose(amount, found.amount, rel_tol=1e-9, abs_tol=0.01)
    )
    if agrees:
        st.caption(plain(t("rows.agrees", cell=pointed_at, rows=said)))
        return
    figure = t.count(count) if amount is None else t.amount(amount)
    st.warning(plain(t("rows.differs", cell=pointed_at, rows=said, figure=figure)))


def _ask(view: View, answer: Answer, cell: Cell, page: int) -> Rows:
    return _page(
        answer.snapshot_id,
        answer.metric,
        answer.filters,
        answer.by,
        tuple(sorted(answer.options.items())),
        cell,
        page,
        view.book,
        answer,
    )


@st.cache_data(max_entries=_PAGES_KEPT, show_spinner=False)
def _page(
    snapshot_id: str,
    metric: str,
    filters: Filters,
    by: str | None,
    options: tuple[tuple[str, object], ...],
    cell: Cell,
    page: int,
    _book: Book,
    _answer: Answer,
) -> Rows:
    return rows_behind(_book, _answer, cell, page=page)
