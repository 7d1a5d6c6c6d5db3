"""The rows behind a figure: the reader points at a row of a table and gets them.

They are as many, and as much, as the figure says; where they were not, it is said.
Nothing is asked before a row is pointed at.
"""

import math
from functools import partial

import pandas as pd
import streamlit as st

from exports.harmless import harmless
from metrics import Answer, Book, Filters
from metrics.formulas import FORMULAS, worked
from metrics.printing import encode
from metrics.rows import LATE_STATES, ORDERS, PAGE_ROWS, Cell, Rows, rows_behind
from ui import known, raw, story, watched
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
    "portfolio": ("loans", "par1", "par30", "par60", "par90"),
    "roll_rates": ("loans",),
    "flow_rates": ("balance_after",),
    "channel_roi": ("applications", "approved", "loans"),
    "first_payment_default": ("defaulted", "due"),
}
"""The columns of a metric whose rows can be shown, the first by default."""

_OF_ROWS = {
    "amount": "applications",
    "median_hours": "applications",
    "p90_hours": "applications",
    "disbursed_amount": "disbursed",
    "balance": "loans",
    "disbursed": "loans",
}
"""The rows that a figure which counts none itself is about, as far as there are any."""

_DENOMINATORS = ("loans", "due")

_PAGES_KEPT = 200

_MOST_DOWNLOADED = 100_000
"""Rows of one file: more than a spreadsheet is read for, less than a server minds."""

_LIST_WIDTH = 240


_BY_ROW_ONLY = ("vintage", "delinquency", "portfolio", "flow_rates", "funnel")
"""Metrics whose rows together are no figure: another age or month-end each."""


def offered(answer: Answer, at: int | None = 0) -> bool:
    """Whether a row of an answer, or all of it (None), has rows of its own to show."""
    if at is None and answer.metric in _BY_ROW_ONLY:
        return False
    return answer.metric in COUNTED and answer.options.get("basis") != "period"


def draw(
    view: View, answer: Answer, at: int | None, pointed_at: str, *, key: str
) -> None:
    """The rows behind the answer's row `at`, or how to choose one where it is None.

    `pointed_at` says that row in words; `key` is unique to the answer.
    """
    st.markdown(f"**{view.t('rows.title')}**")
    if at is None:
        st.caption(view.t("rows.point"))
        return
    show(view, answer, at, pointed_at, key=f"{key}_{at}")


def show(
    view: View,
    answer: Answer,
    at: int | None,
    pointed_at: str,
    *,
    key: str,
    column: str | None = None,
) -> None:
    """The rows behind the answer's row `at`; of all its rows where that is None.

    `column` is the figure that was pointed at: its numerator is shown first.
    """
    t = view.t
    first_counted = counted_by(answer, column)
    if first_counted is None:
        st.caption(t("figures.no_rows"))
        return
    with st.container(horizontal=True):
        counted = _choose(view, answer, key, first_counted)
        order = _choose_order(view, key)
    cell = cell_of(answer, at, counted)
    first = _ask(view, answer, cell, 0, order)
    _compare(view, answer, at, counted, first, pointed_at)
    if not first.total:
        return
    key = f"{key}_{counted}_{order}"
    pages = math.ceil(first.total / PAGE_ROWS)
    page = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    found = _ask(view, answer, cell, page - 1, order)
    raw.table(
        view,
        found.frame,
        key=f"{key}_rows_{page}",
        alt=t("rows.title"),
        bad="amount" if answer.params.get("basis") == "balance" else "count",
    )
    st.download_button(
        _download_words(view, first.total),
        data=partial(_file, view.book, answer, cell, order),
        file_name=f"{answer.metric}-rows-{view.book.snapshot_id}.csv",
        mime="text/csv",
        key=f"{key}_csv",
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


def _download_words(view: View, total: int) -> str:
    if total > _MOST_DOWNLOADED:
        return view.t("rows.csv_first", n=view.t.count(_MOST_DOWNLOADED))
    return view.t.plural("rows.csv", total)


def counted_by(answer: Answer, column: str | None) -> str | None:
    """Whose rows a figure's are: the column itself, or what a ratio counts.

    None where the figure counts no rows: a list of the whole book behind a
    charge-off rate would be right in number and wrong in meaning.
    """
    columns = COUNTED[answer.metric]
    if column is None:
        return columns[0]
    formula = FORMULAS.get(answer.metric, {}).get(column or "")
    above = (part.removesuffix("_balance") for part in formula.above) if formula else ()
    own = [column, *above]
    named = [*own, *(_OF_ROWS[name] for name in own if name in _OF_ROWS)]
    return next((name for name in named if name in columns), None)


def cell_of(answer: Answer, at: int | None, counted: str) -> Cell:
    """Which part of the answer its row `at` is, and which of its columns is meant.

    All of it where `at` is None.
    """
    row = pd.Series(dtype=object) if at is None else answer.frame.iloc[at]

    def known_as(column: str):
        return None if pd.isna(row.get(column)) else row[column]

    mob, channel = known_as("mob"), known_as("channel")
    campaign = known_as("campaign")
    if "campaign" in row.index and campaign is None:
        campaign = ""
    return Cell(
        by=known_as("by"),
        stage=known_as("stage"),
        counted=counted,
        month=known_as("month"),
        reason=known_as("reason"),
        has_reason="reason" in row.index,
        cohort=known_as("cohort"),
        mob=None if mob is None else int(mob),
        as_of=known_as("as_of"),
        bucket=known_as("bucket") or known_as("from_bucket"),
        to_bucket=known_as("to_bucket"),
        channel=None if channel == "all" else channel,
        campaign=campaign,
        with_good=counted in _DENOMINATORS,
    )


def _choose(view: View, answer: Answer, key: str, default: str) -> str:
    columns = COUNTED[answer.metric]
    if len(columns) == 1:
        return columns[0]
    return st.selectbox(
        view.t("rows.figure"),
        columns,
        index=columns.index(default),
        format_func=view.t.column,
        width=_LIST_WIDTH,
        key=f"{key}_counted",
    )


def _choose_order(view: View, key: str) -> str:
    return st.selectbox(
        view.t("rows.order"),
        ORDERS,
        format_func=lambda code: view.t(f"rows.order.{code}"),
        width=_LIST_WIDTH,
        key=f"{key}_order",
    )


def _compare(
    view: View,
    answer: Answer,
    at: int | None,
    counted: str,
    found: Rows,
    pointed_at: str,
) -> None:
    """How many rows there are and what they add up to, beside what the figure says."""
    t = view.t
    count, amount = _expected(view, answer, at, counted)
    kind = "loan_month" if answer.metric == "roll_rates" else found.id_column
    said = t.plural(f"rows.count.{kind}", found.total)
    if found.amount is not None:
        said = t("values.comma").join((said, t.amount(found.amount)))
    agrees = (count is None or count == found.counted) and (
        amount is None or math.isclose(amount, found.amount, rel_tol=1e-9, abs_tol=0.01)
    )
    if agrees:
        st.caption(plain(t("rows.agrees", cell=pointed_at, rows=said)))
        return
    figure = t.count(count) if amount is None else t.amount(amount)
    st.warning(plain(t("rows.differs", cell=pointed_at, rows=said, figure=figure)))


def _expected(
    view: View, answer: Answer, at: int | None, counted: str
) -> tuple[int | None, float | None]:
    """The count and the amount that the figure says; None where it says none."""
    rows = answer.frame if at is None else answer.frame.iloc[[at]]
    if answer.metric == "flow_rates" or counted in LATE_STATES:
        column = "rate" if answer.metric == "flow_rates" else counted
        parts = worked(answer, column, at, known.parts(view, answer, at))
        return None, parts.above[0][1] if parts else None
    if counted == "bad" and answer.params["basis"] == "balance":
        return None, float(rows["bad"].sum())
    is_balance = answer.metric in ("delinquency", "portfolio", "roll_rates")
    amount = float(rows["balance"].sum()) if is_balance else None
    return int(rows[counted].sum()), amount


def _file(book: Book, answer: Answer, cell: Cell, order: str) -> bytes:
    """All rows of a figure as CSV, made when the button is pressed."""
    found = rows_behind(book, answer, cell, page_rows=_MOST_DOWNLOADED, order=order)
    return encode(harmless(found.frame), "csv")


def _ask(view: View, answer: Answer, cell: Cell, page: int, order: str) -> Rows:
    return _page(
        answer.snapshot_id,
        answer.metric,
        answer.filters,
        answer.by,
        tuple(sorted(answer.options.items())),
        cell,
        page,
        order,
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
    order: str,
    _book: Book,
    _answer: Answer,
) -> Rows:
    with watched.asked("rows", of=metric):
        return rows_behind(_book, _answer, cell, page=page, order=order)
