"""What a point of a chart stands for: the place in the frame that a click leads to.

Every point carries the label of its row in the frame's index, the column it shows and,
where it is a value of a dimension, that value's code. Nobody reads numbers off a
picture to find the rows behind them.
"""

from collections.abc import Sequence

import pandas as pd

from charts.figure import Trace, scatter
from charts.theme import CLEAR

AT = "_at"
"""The key under which a record keeps its row's label."""

WHOLE = "all"
"""The label of what is made of all rows together."""

_REACH = 24
"""Diameter of a cell's target in pixels; Plotly takes the nearest within some more."""


def records(frame: pd.DataFrame) -> list[dict]:
    """The rows as dicts that remember their place."""
    rows = frame.to_dict("records")
    for label, row in zip(frame.index, rows, strict=True):
        row[AT] = label
    return rows


def of(label: object, column: str, code: object = None) -> list:
    """One point: row label, column, code of a dimension or None."""
    return [label if isinstance(label, str) else int(label), column, code]


def along(frame: pd.DataFrame, column: str, category: str | None = None) -> list[list]:
    """The points of a whole trace, one per row of the frame."""
    codes = [None] * len(frame) if category is None else list(frame[category])
    return [
        of(label, column, code) for label, code in zip(frame.index, codes, strict=True)
    ]


def targets(cells: Sequence[tuple[object, object, str, list]], *, name: str) -> Trace:
    """Invisible targets over the cells of a heatmap, which takes no clicks itself.

    A cell is its x, its y, its tooltip and its point.
    """
    return scatter(
        x=[cell[0] for cell in cells],
        y=[cell[1] for cell in cells],
        mode="markers",
        marker={"symbol": "square", "size": _REACH, "color": CLEAR},
        text=[cell[2] for cell in cells],
        customdata=[cell[3] for cell in cells],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        name=name,
    )
