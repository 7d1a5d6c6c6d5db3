"""Parts of a ratio that its own answer does not carry: balances of the month before."""

from dataclasses import replace

import pandas as pd

from metrics import Answer, Filters
from ui import late
from ui.view import View

_MADE = {"portfolio": late.with_balances, "flow_rates": late.with_flows}


def parts(view: View, answer: Answer, at: int | None) -> dict[str, float]:
    """What the formulas of `portfolio` and `flow_rates` need for one of their rows.

    Keys are the columns that ui/late.py adds, without what is not known: the month
    before the first month-end. Empty for any other metric, and for no row.
    """
    if answer.metric not in _MADE or at is None:
        return {}
    row = answer.frame.iloc[at]
    if answer.by:
        code = "" if pd.isna(row["by"]) else row["by"]
        filters = _narrowed(answer.filters, answer.by, code)
        answer = view.ask(answer.metric, filters=filters)
        same = answer.frame["as_of"] == row["as_of"]
        if "from_bucket" in answer.frame:
            same &= answer.frame["from_bucket"] == row["from_bucket"]
        one = answer.frame[same]
    else:
        one = answer.frame.iloc[[at]]
    made = _MADE[answer.metric](view, replace(answer, frame=one)).iloc[0]
    added = {c: float(made[c]) for c in made.index.difference(row.index) if c != "by"}
    found = {column: value for column, value in added.items() if not pd.isna(value)}
    if "recovered" in row and pd.isna(row["recovered"]):
        found["recovered"] = 0.0
    return found


def _narrowed(filters: Filters, dimension: str, code: str) -> Filters:
    others = tuple(pair for pair in filters.where if pair[0] != dimension)
    return replace(filters, where=(*others, (dimension, (code,))))
