"""The dashboard with a mistake: all sessions of a process ask over one connection.

    python -m benchmarks.mistaken run app.py

What it answers is wrong now and then, and a benchmark or a test that can't tell proves
nothing. Never serve anybody with it.
"""

import sys

import duckdb
import pandas as pd
from streamlit.web.cli import main

from metrics import Book


def fetch(
    self: Book, sql: str, params: dict | None = None, source: str = "rollup"
) -> pd.DataFrame:
    """In place of Book.fetch: no cursor, so a question may read another's result."""
    names = duckdb.extract_statements(sql)[0].named_parameters
    values = {name: (params or {})[name] for name in names}
    connection = self._connection(source)
    connection.execute(sql, values or None)
    return connection.df()


if __name__ == "__main__":
    Book.fetch = fetch
    sys.exit(main())
