"""Text from data, made so that no spreadsheet runs it as a formula."""

import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with an apostrophe before what a spreadsheet would run as a formula.

    A carriage return becomes a line feed: only that is quoted in a CSV, and an
    unquoted one would begin a row.
    """
    return frame.map(
        lambda cell: harmless_text(cell) if isinstance(cell, str) else cell
    )


def harmless_text(text: str) -> str:
    """One text, with an apostrophe before what would begin a formula."""
    mark = "'" if text.startswith(_FORMULA_STARTS) else ""
    return mark + text.replace("\r", "\n")
