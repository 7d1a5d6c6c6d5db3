"""Cached answers: one per snapshot, metric, filters, split and options.

A snapshot never changes, so an answer never goes stale; only memory bounds how many
are kept. What is kept are the columns' arrays, and each reader gets a frame of them: to
pickle every frame would take a sixth of a page's time, and of every copy of a frame
pandas leaves a note in that frame, up to hundreds in each of the thousands.
"""

import logging
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st
from pandas.api.extensions import ExtensionArray

from metrics import CATALOGUE, Answer, Book, Filters, open_book
from ui import watched
from ui.tally import PROCESS

_ANSWERS_KEPT = 2_000
_BOOKS_KEPT = 3
"""Readers of an older snapshot keep it open beside the newest."""

_COMPARED_KEPT = 6
"""Books that are only compared: they keep no rollup in memory and cost little."""

log = logging.getLogger("loan_dashboard")


@st.cache_resource(max_entries=_BOOKS_KEPT, show_spinner=False)
def book(snapshot_id: str, folder: str) -> Book:
    """The open book of a snapshot; one per process."""
    started = time.perf_counter()
    opened = open_book(Path(folder), resident=True, seconds=watched.limit_seconds())
    seconds = round(time.perf_counter() - started, 3)
    log.info(
        "snapshot %s opened",
        snapshot_id,
        extra={"event": "snapshot_opened", "told": {"seconds": seconds}},
    )
    return opened


@st.cache_resource(max_entries=_COMPARED_KEPT, show_spinner=False)
def compared(snapshot_id: str, folder: str) -> Book:
    """The book of a snapshot that is held beside another; its files stay on disk."""
    return open_book(Path(folder), seconds=watched.limit_seconds())


def ask(
    book: Book,
    metric: str,
    filters: Filters,
    by: str | None = None,
    /,
    **options: object,
) -> Answer:
    """A metric's answer, from the cache where it was asked before.

    Raises the metrics' errors: MissingData, UnknownDimension and their like; and
    TookTooLong, after which the next reader's question is asked anew.
    """
    question = (metric, filters, by, tuple(sorted(options.items())))
    made = []
    kept, columns = _answer(book.snapshot_id, repr(question), question, book, made)
    if not made:
        PROCESS.add("cached")
    return replace(
        kept,
        frame=pd.DataFrame({name: a.copy() for name, a in columns.items()}),
        options=dict(kept.options),
        params=dict(kept.params),
    )


@st.cache_resource(max_entries=_ANSWERS_KEPT, show_spinner=False)
def _answer(
    snapshot_id: str, asked: str, _question: tuple, _book: Book, _made: list
) -> tuple[Answer, dict[str, ExtensionArray]]:
    """The answer with no frame, and the frame's columns.

    `asked` says all of the question, and is a key that costs nothing to make.

    `_made` gets an entry where the answer was not in the cache.
    """
    metric, filters, by, options = _question
    with watched.asked(metric, by=by, where=dict(filters.where)):
        answer = CATALOGUE[metric].run(_book, filters, by=by, **dict(options))
    _made.append(metric)
    columns = {name: column.array for name, column in answer.frame.items()}
    return replace(answer, frame=pd.DataFrame()), columns
