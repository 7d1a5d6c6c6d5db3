"""Behind a figure: its rows, its definition, its SQL and a file to take away.

Nothing of it is made until the reader opens it.
"""

from collections.abc import Callable
from functools import partial

import streamlit as st

from metrics import Answer
from metrics.columns import unit_of
from metrics.printing import encode
from metrics.telling import PARTS
from texts import Words
from texts.formats import UNKNOWN
from ui import chosen
from ui.plain import plain
from ui.view import View

_STYLED_CELLS = 20_000
"""Larger tables are shown unformatted: formatting would take longer than reading."""

_MULTIPLES = ("roi", "roas")
"""Returns per unit spent: they read as 1.35, not as 135 %."""

_MOMENTS = {"month": "month", "cohort": "month", "as_of": "date"}

_CODES = ("stage", "bucket", "from_bucket", "to_bucket", "reason")


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
            rows(view, answer, key=key)
            download(view, answer, key=key)
        with meaning:
            definition(view, answer)
        with sql:
            st.code(answer.sql, language="sql")
            st.json(answer.params, expanded=False)


def rows(view: View, answer: Answer, *, key: str) -> None:
    """The answer's frame with headings and numbers in the reader's language."""
    frame = answer.frame
    data = frame
    if frame.size <= _STYLED_CELLS:
        data = frame.style.format(
            {column: _writer(view, answer, column) for column in frame.columns}
        )
    st.dataframe(
        data,
        hide_index=True,
        lazy=False,
        placeholder=UNKNOWN,
        key=f"{view.page}_{key}_table_{view.lang}",
        column_config={
            column: st.column_config.Column(_heading(view, answer, column))
            for column in frame.columns
        },
        alt=view.t("frame.behind.table"),
    )


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


def _heading(view: View, answer: Answer, column: str) -> str:
    if column == "by" and answer.by:
        return view.t.dimension(answer.by)
    return view.t.column(column)


def _writer(view: View, answer: Answer, column: str) -> Callable[[object], str]:
    t = view.t
    if column == "by" and answer.by:
        return lambda code: view.name(answer.by, code)
    if column in view.book.dimensions:
        return lambda code: view.name(column, code)
    if column in _CODES:
        return lambda code: t.name(column, code)
    unit = unit_of(answer.metric, column, answer.options)
    if column in _MULTIPLES:
        unit = "ratio"
    elif column in _MOMENTS:
        unit = _MOMENTS[column]
    return lambda value: t.by_unit(unit, value)
