"""What every test may use: books published into a temporary store."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.publish import publish
from metrics import Book, open_book
from tests.books import clean_book, write_extract
from tests.checking import checked_here
from tests.chromium import chromium

__all__ = ["chromium"]


@pytest.fixture(autouse=True, scope="session")
def checked_in_this_process() -> Iterator[None]:
    """Publications check without a process of their own."""
    with checked_here():
        yield


@pytest.fixture(scope="session")
def clean_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clean book's extract, `a`, and its publication, `store`; nothing changes."""
    folder = tmp_path_factory.mktemp("clean")
    publish(write_extract(clean_book(), folder / "a"), folder / "store")
    return folder


@pytest.fixture
def clean_store(clean_once: Path, tmp_path: Path) -> Path:
    """A store of one test that serves the clean book; tmp_path / "a" is its extract.

    Copied: to publish it for each test takes seconds of every one.
    """
    shutil.copytree(clean_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "store"


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Book]:
    """Publishes a book (dict of tables) and opens it: opened(book, settings_toml)."""

    def open_(book: dict, settings_toml: str = "", **kwargs) -> Book:
        folder = tmp_path / f"extract-{len(list(tmp_path.iterdir()))}"
        write_extract(book, folder, settings_toml, **kwargs)
        return open_book(publish(folder, tmp_path / "store"), threads=1)

    return open_
