"""What every test may use: books published into a temporary store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.publish import publish
from metrics import Book, open_book
from tests.books import write_extract
from tests.checking import checked_here
from tests.chromium import chromium

__all__ = ["chromium"]


@pytest.fixture(autouse=True, scope="session")
def checked_in_this_process() -> Iterator[None]:
    """Publications check without a process of their own."""
    with checked_here():
        yield


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Book]:
    """Publishes a book (dict of tables) and opens it: opened(book, settings_toml)."""

    def open_(book: dict, settings_toml: str = "", **kwargs) -> Book:
        folder = tmp_path / f"extract-{len(list(tmp_path.iterdir()))}"
        write_extract(book, folder, settings_toml, **kwargs)
        return open_book(publish(folder, tmp_path / "store"), threads=1)

    return open_
