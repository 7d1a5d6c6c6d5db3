"""Draws one page, or the whole frame, without a browser.

A page is a function of a View; AppTest runs it as a script of its own, on a small
sample that is published once for all tests.
"""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.publish import publish
from data.sample import make_sample
from metrics import Book, Filters, open_book

PATIENCE_SECONDS = 60


@pytest.fixture(scope="session")
def sample_extract(tmp_path_factory) -> Path:
    """The extract of a small sample lender: every table, 24 months."""
    folder = tmp_path_factory.mktemp("sample") / "extract"
    make_sample(folder, loans=700, months=24)
    return folder


@pytest.fixture(scope="session")
def sample_store(sample_extract, tmp_path_factory) -> Path:
    """A store that serves the small sample."""
    store = tmp_path_factory.mktemp("store")
    publish(sample_extract, store)
    return store


@pytest.fixture(scope="session")
def sample_book(sample_store) -> Book:
    """The small sample, open."""
    snapshot = next((sample_store / "snapshots").glob("2*"))
    return open_book(snapshot, threads=1)


def _book_of(extract: Path, tables: set[str], folder: Path) -> Book:
    """A book of some tables of an extract, settings and all."""
    part = folder / "extract"
    part.mkdir()
    for file in extract.iterdir():
        if file.suffix == ".toml" or file.stem in tables:
            shutil.copy(file, part / file.name)
    return open_book(publish(part, folder / "store"), threads=1)


@pytest.fixture(scope="session")
def loans_only_book(sample_extract, tmp_path_factory) -> Book:
    """A lender without applications and campaigns."""
    tables = {"customers", "loans", "performance"}
    return _book_of(sample_extract, tables, tmp_path_factory.mktemp("loans"))


@pytest.fixture(scope="session")
def applications_only_book(sample_extract, tmp_path_factory) -> Book:
    """A lender without loans and campaigns."""
    tables = {"customers", "applications"}
    return _book_of(sample_extract, tables, tmp_path_factory.mktemp("applications"))


def draw(
    page: str, book: Book, filters: Filters | None = None, *, lang: str = "en", **query
) -> AppTest:
    """The page of that name, drawn for a book; `query` goes into the URL."""
    test = AppTest.from_function(
        _script,
        default_timeout=PATIENCE_SECONDS,
        kwargs={
            "page": page,
            "folder": str(book.snapshot.path),
            "filters": filters or Filters(),
            "lang": lang,
        },
    )
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def _script(page, folder, filters, lang):
    import importlib
    from pathlib import Path

    from charts import theme
    from texts import words
    from ui import answers, chosen, period, state
    from ui.view import View

    state.begin()
    book = answers.book(Path(folder).name, folder)
    against = (*state.read(chosen.AGAINST), period.DEFAULT_AGAINST)[0]
    importlib.import_module(f"pages.{page}").render(
        View(
            page=page,
            book=book,
            filters=filters,
            previous=period.earlier(book, filters, against),
            against=against,
            t=words(lang, book.settings.currency),
            look=theme.light(),
            manifest=book.snapshot.manifest,
        )
    )


def words_on(test: AppTest) -> str:
    """Everything that the page says, in one string."""
    elements = (
        *test.markdown,
        *test.caption,
        *test.header,
        *test.info,
        *test.warning,
        *test.error,
        *test.success,
    )
    return "\n".join(element.value for element in elements)
