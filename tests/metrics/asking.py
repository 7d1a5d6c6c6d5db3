"""How a test asks a book, and reads the answer as plain rows."""

import math

import pandas as pd

from metrics import Answer, Book, Filters, metric

Rows = list[dict]


def answer(
    book: Book,
    name: str,
    *,
    first: str | None = None,
    last: str | None = None,
    where: dict | None = None,
    by: str | None = None,
    source: str | None = None,
    **options,
) -> Answer:
    """A metric's answer; `where` maps a dimension to a value or a tuple of them."""
    chosen = tuple(
        (dimension, values if isinstance(values, tuple) else (values,))
        for dimension, values in (where or {}).items()
    )
    return metric(name).run(
        book, Filters(first, last, chosen), by=by, source=source, **options
    )


def ask(book: Book, name: str, **asked) -> Rows:
    """The same as plain rows: what is missing is None."""
    return plain(answer(book, name, **asked).frame)


def plain(frame: pd.DataFrame) -> Rows:
    """A frame's rows as dicts, with None for every kind of missing value."""
    return [
        {column: _plain(value) for column, value in row.items()}
        for row in frame.to_dict("records")
    ]


def column(rows: Rows, *names: str) -> list:
    """One column's values, or tuples of several columns."""
    if len(names) == 1:
        return [row[names[0]] for row in rows]
    return [tuple(row[name] for name in names) for row in rows]


def only(rows: Rows, **values) -> dict:
    """The one row with these values."""
    found = [r for r in rows if all(r[name] == v for name, v in values.items())]
    assert len(found) == 1, (values, rows)
    return found[0]


def _plain(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    return value
