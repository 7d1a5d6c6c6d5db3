"""From a state to a state: a square heatmap whose rows each add up to 1."""

from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape

import pandas as pd

from charts import points, theme
from charts.figure import Figure, heatmap
from charts.quantity import Quantity, naming, show, tooltip
from charts.theme import Look
from charts.triangle import each, label
from texts import Words

_ROW_HEIGHT = 40
_AXIS_HEIGHT = 56


def matrix(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    value: Quantity,
    rows: Sequence[str],
    columns: Sequence[str],
    sizes: Mapping[str, object],
    size: Quantity,
    row: str = "from_bucket",
    column: str = "to_bucket",
    behind: Sequence[Quantity] = (),
    better: Collection[str] = (),
    low: str | None = None,
    high: str | None = None,
    names: Mapping | Callable | None = None,
    headings: Mapping | Callable | None = None,
    height: int | None = None,
) -> Figure:
    """Rows and columns in the order given; each cell its rate, each row its size.

    `sizes` (by row) are the denominators, named by `size`; `behind` the numerators.
    `headings` are shorter names for the columns, where they need them.

    Columns run from best to worst: what lies after the row's own state is worse, what
    lies before it better, and so is a column named in `better`; each direction has its
    hue. The shade goes by the square root of the rate, or small rates could not be
    told from none; the figure in the cell is the rate itself. A pair that never
    happened is blank.
    """
    height = height or _AXIS_HEIGHT + _ROW_HEIGHT * max(len(rows), 2)
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height)
    name, heading = naming(names), naming(headings or names)
    cells = {(cell[row], cell[column]): cell for cell in points.records(frame)}
    cells = {key: cell for key, cell in cells.items() if pd.notna(cell[value.column])}
    grid = [[cells.get((start, end)) for end in columns] for start in rows]

    def place(cell: dict) -> float:
        direction = _direction(cell[row], cell[column], columns, better)
        return 2.0 * direction + float(cell[value.column]) ** 0.5

    def hover(cell: dict) -> str:
        title = f"{name(cell[row])} → {name(cell[column])}"
        whole = show(t, sizes.get(cell[row]), size.unit)
        asides = (f"{escape(size.label)}: {whole}",)
        return tooltip(t, cell, title, value, behind, low=low, high=high, asides=asides)

    figure.add_trace(
        heatmap(
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            z=each(grid, place),
            text=each(grid, lambda cell: show(t, cell[value.column], value.unit), ""),
            texttemplate="%{text}",
            hoverinfo="skip",
            colorscale=_three_scales(look),
            zmin=0.0,
            zmax=5.0,
            showscale=False,
            xgap=1,
            ygap=1,
            name=value.label,
        )
    )
    figure.add_trace(
        points.targets(
            [
                (x, y, hover(cell), points.of(cell[points.AT], value.column))
                for y, line in enumerate(grid)
                for x, cell in enumerate(line)
                if cell is not None
            ],
            name=value.label,
        )
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[
            label(t, look, name(r), sizes.get(r), size, between="<br>") for r in rows
        ],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": look.text, "size": 12},
    )
    figure.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=[heading(c) for c in columns],
        side="top",
        tickfont={"color": look.text, "size": 12},
    )
    return figure


def _direction(
    start: str, end: str, columns: Sequence[str], better: Collection[str]
) -> int:
    """0 for the better, 1 for the same, 2 for the worse."""
    if start == end:
        return 1
    is_better = end in better or columns.index(end) < columns.index(start)
    return 0 if is_better else 2


def _three_scales(look: Look) -> list[list]:
    """One scale with a stretch per direction: 0 to 1, 2 to 3, and 4 to 5.

    One trace holds all three: several would each choose a size of type of their own.
    """
    same = look.faded(look.neutral, 0.4)
    return [
        [(2 * direction + place) / 5, look.faded(hue, 0.95 * (1 - place))]
        for direction, hue in enumerate((look.good, same, look.bad))
        for place in (0, 1)
    ]
