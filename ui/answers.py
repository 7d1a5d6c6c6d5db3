"""Cached answers: one per snapshot, metric, filters, split and options.

A snapshot never changes, so an answer never goes stale; only memory bounds how many
are kept. Answers are small aggregates, copied for each reader.
"""

from pathlib import Path

import streamlit as st

from metrics import CATALOGUE, Answer, Book, Filters, open_book

_ANSWERS_KEPT = 2_000
_BOOKS_KEPT = 3
"""Readers of an older snapshot keep it open beside the newest."""


@st.cache_resource(max_entries=_BOOKS_KEPT, show_spinner=False)
def book(snapshot_id: str, folder: str) -> Book:
    """The open book of a snapshot; one per process."""
    return open_book(Path(folder), resident=True)


def ask(
    book: Book,
    metric: str,
    filters: Filters,
    by: str | None = None,
    /,
    **options: object,
) -> Answer:
    """A metric's answer, from the cache where it was asked before.

    Raises the metrics' errors: MissingData, UnknownDimension and their like.
    """
    given = tuple(sorted(options.items()))
    return _answer(book.snapshot_id, metric, filters, by, given, book)


@st.cache_data(max_entries=_ANSWERS_KEPT, show_spinner=False)
def _answer(
    snapshot_id: str,
    metric: str,
    filters: Filters,
    by: str | None,
    options: tuple[tuple[str, object], ...],
    _book: Book,
) -> Answer:
    return CATALOGUE[metric].run(_book, filters, by=by, **dict(options))
