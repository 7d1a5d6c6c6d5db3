"""Books that a whole file of tests asks: published once, never changed."""

from collections.abc import Callable, Iterator

import pytest

from data.publish import publish
from metrics import Book, open_book
from tests.books import write_extract


@pytest.fixture(scope="module")
def shelved(tmp_path_factory) -> Iterator[Callable[..., Book]]:
    """Like `opened`, but the book stays open for a module: shelved(book, toml)."""
    folder = tmp_path_factory.mktemp("shelf")
    books: list[Book] = []

    def open_(book: dict, settings_toml: str = "", **kwargs) -> Book:
        extract = folder / f"extract-{len(books)}"
        write_extract(book, extract, settings_toml, **kwargs)
        books.append(open_book(publish(extract, folder / "store"), threads=1))
        return books[-1]

    yield open_
    for book in books:
        book.close()
