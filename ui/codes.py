"""Codes that a table cannot name cell by cell, written out.

What changed has a line per value, and its dimension beside it: `app_store` is a name of
the dimension `channel` there, and of `campaign_id` in the next line. An empty code is a
missing cell, which a table would show as unknown: its rows are known to have none.
"""

import pandas as pd

from metrics import Answer
from ui.view import View

_MAY_BE_EMPTY = ("by", "channel", "campaign", "reason")


def named(view: View, answer: Answer) -> pd.DataFrame:
    """The answer's lines in their order, `value` named, empty codes as the code ''.

    A frame with neither comes back as it is. The CSV keeps what the metric printed.
    """
    frame = answer.frame
    changed = {
        column: frame[column].fillna("")
        for column in _MAY_BE_EMPTY
        if column in frame and frame[column].isna().any()
    }
    if {"dimension", "value"} <= set(frame.columns):
        pairs = zip(frame["dimension"], frame["value"], strict=True)
        changed["value"] = [view.name(*pair) for pair in pairs]
    return frame.assign(**changed) if changed else frame
