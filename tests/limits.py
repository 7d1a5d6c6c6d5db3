"""A statement that outlasts every limit, and limits that stop it alone."""

from copy import copy

import pytest

from metrics import Book

ENDLESS = "select count(*) as n from range(1000000) a, range(1000000) b, range(9) c"
"""Years of work, of which a test waits for a part of a second."""

_PATIENCE_SECONDS = 3_600


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A book's limit holds for ENDLESS; any other statement may take an hour.

    The limit is short so that tests are; on a busy machine a usual question once took
    longer, was rightly stopped, and its test failed.
    """
    fetch = Book.fetch

    def fetch_patiently(book: Book, sql: str, *args, **kwargs):
        if ENDLESS not in sql and book.seconds is not None:
            book = copy(book)
            book.seconds = _PATIENCE_SECONDS
        return fetch(book, sql, *args, **kwargs)

    monkeypatch.setattr(Book, "fetch", fetch_patiently)
