"""Behind a figure: its rows, its definition, its SQL and a file to take away.

Nothing of it is made until the reader opens it.
"""

from functools import partial
from zlib import crc32

import streamlit as st

from metrics import Answer
from metrics.printing import encode
from metrics.telling import PARTS
from texts import Words
from texts.formats import UNKNOWN
from ui import chosen, codes, exporting, reading
from ui import rows as single_rows
from ui.plain import plain
from ui.view import View

_STYLED_CELLS = 20_000
"""Larger tables are shown unformatted: formatting would take longer than reading."""


def details(view: View, answer: Answer, *, key: str) -> None:
    """An expander with the table, a download, the definition and the SQL."""
    t = view.t
    expander = st.expander(
        t("frame.behind.open"),
        key=f"{view.page}_{key}_behind_{view.lang}",
        icon=":material/table_view:",
        type="compact",
        on_change="rerun",
    )
    if not expander.open:
        return
    with expander:
        numbers, meaning, sql = st.tabs(
            [t("frame.behind.table"), t("frame.behind.meaning"), t("frame.behind.sql")]
        )
        with numbers:
            if single_rows.offered(answer):
                _rows_that_open(view, answer, key=key)
            else:
                rows(view, answer, key=key)
                _files(view, answer, key=key)
        with meaning:
            definition(view, answer)
        with sql:
            statement(answer)


def _rows_that_open(view: View, answer: Answer, *, key: str) -> None:
    """The table, and below it the rows behind that line of it that is pointed at.

    The key holds what was asked: another answer's lines are other lines.
    """
    asked = crc32(repr((answer.filters, answer.by, answer.options)).encode())
    table_key = f"{key}_{asked}"
    at = rows(view, answer, key=table_key, picks=True)
    _files(view, answer, key=key)
    single_rows.draw(
        view,
        answer,
        at,
        "" if at is None else reading.place(view, answer, at),
        key=f"{view.page}_{table_key}_{view.lang}",
    )


def _files(view: View, answer: Answer, *, key: str) -> None:
    """The table as CSV, and each chart of this answer as a picture."""
    with st.container(horizontal=True):
        download(view, answer, key=key)
        for chart in view.report.of(answer) if view.report else ():
            exporting.picture_button(view, chart, f"{key}_{chart.key}")


def rows(view: View, answer: Answer, *, key: str, picks: bool = False) -> int | None:
    """The answer's frame with headings and numbers in the reader's language.

    With `picks` a line can be pointed at; returns its number, else None.
    """
    frame = codes.named(view, answer)
    data = frame
    if frame.size <= _STYLED_CELLS:
        data = frame.style.format(
            {column: reading.writer(view, answer, column) for column in frame.columns}
        )
    picking = {"selection_mode": "single-row", "on_select": "rerun"} if picks else {}
    shown = st.dataframe(
        data,
        hide_index=True,
        lazy=False,
        placeholder=UNKNOWN,
        key=f"{view.page}_{key}_table_{view.lang}",
        column_config={
            column: st.column_config.Column(reading.heading(view, answer, column))
            for column in frame.columns
        },
        alt=view.t("frame.behind.table"),
        **picking,
    )
    return next(iter(shown.selection.rows), None) if picks else None


def download(view: View, answer: Answer, *, key: str) -> None:
    """The rows as the CSV that the command line writes, byte for byte."""
    st.download_button(
        view.t("frame.behind.csv"),
        data=partial(encode, answer.frame, "csv"),
        file_name=f"{answer.metric}-{view.book.snapshot_id}.csv",
        mime="text/csv",
        key=f"{view.page}_{key}_csv",
        icon=":material/download:",
        on_click="ignore",
    )


def definition(view: View, answer: Answer) -> None:
    """What the metric means, over what it is counted, and what misleads about it."""
    t = view.t
    as_of = view.book.as_of or view.book.newest_application
    facts = {
        "filters": chosen.sentence(view.book, t, answer.filters),
        "options": t.listed(
            [
                t("frame.behind.option", name=name, value=value)
                for name, value in answer.options.items()
                if value is not None
            ]
        ),
        "as_of": t.date(as_of),
        "snapshot": view.book.snapshot_id,
    }
    told(t, answer.metric)
    st.markdown(
        "\n".join(
            _line(t(f"frame.behind.{name}"), text)
            for name, text in facts.items()
            if text
        )
    )


def statement(answer: Answer) -> None:
    """The SQL that ran and the values it was given."""
    st.code(answer.sql, language="sql")
    st.json(answer.params, expanded=False)


def told(t: Words, metric: str) -> None:
    """A metric in words: what it is, its formula, over what, and what misleads."""
    st.markdown(
        "\n".join(
            _line(t(f"metrics.part.{part}"), t(f"metrics.{metric}.{part}"))
            for part in PARTS
        )
    )


def _line(what: str, text: str) -> str:
    return f"- **{plain(what)}** {plain(text)}"
