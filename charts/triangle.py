"""Cohort by months on book: a heatmap whose unknown corner stays empty."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from charts import points, theme
from charts.figure import Figure, heatmap
from charts.quantity import Quantity, naming, show, tooltip
from charts.theme import Look
from texts import Words

_ROW_HEIGHT = 24
_AXIS_HEIGHT = 60
_AGES_ALL_NAMED = 18
_AGES_WITH_SIGN = 12
"""With more ages than this the cells go without their percent sign, to be legible."""

_OPEN = 2.0
"""Where the scale of incomplete cells starts; that of complete ones runs from 0 to 1.

One trace holds both: two would each choose a size of type of their own.
"""


def triangle(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    value: Quantity,
    size: Quantity,
    row: str = "cohort",
    age: str = "mob",
    behind: Sequence[Quantity] = (),
    low: str | None = None,
    high: str | None = None,
    complete: str = "complete",
    names: Mapping | Callable | None = None,
    height: int | None = None,
) -> Figure:
    """Rows top to bottom in the frame's order, ages left to right, values in the cells.

    The label of a row carries `size` at the row's youngest age, before any of its
    cohorts drop out. A cell with no row in the frame, or no value, is blank. Where
    `complete` is false the cell is paler and its tooltip says why.
    """
    codes = list(frame[row].drop_duplicates())
    height = height or _AXIS_HEIGHT + _ROW_HEIGHT * max(len(codes), 3)
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height)
    name = naming(names)
    ages = list(range(int(frame[age].min()), int(frame[age].max()) + 1))
    top = frame[value.column].astype(float).max()
    cells = {
        (cell[row], int(cell[age])): cell
        for cell in points.records(frame)
        if pd.notna(cell[value.column])
    }
    top = float(top) if top > 0 else 1.0
    grid = [[cells.get((code, months)) for months in ages] for code in codes]

    def place(cell: dict) -> float:
        return float(cell[value.column]) / top + (0 if cell[complete] else _OPEN)

    def words(cell: dict) -> str:
        text = show(t, cell[value.column], value.unit, short=True)
        return text if len(ages) <= _AGES_WITH_SIGN else text.removesuffix("%")

    def hover(cell: dict) -> str:
        title = f"{name(cell[row])} · MOB {cell[age]}"
        asides = () if cell[complete] else (t("charts.incomplete_cohort"),)
        return tooltip(t, cell, title, value, behind, low=low, high=high, asides=asides)

    figure.add_trace(
        heatmap(
            x=ages,
            y=list(range(len(codes))),
            z=each(grid, place),
            text=each(grid, words, ""),
            texttemplate="%{text}",
            hoverinfo="skip",
            colorscale=_two_scales(look),
            zmin=0.0,
            zmax=_OPEN + 1.0,
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
                for x, cell in zip(ages, line, strict=True)
                if cell is not None
            ],
            name=value.label,
        )
    )
    first = frame.sort_values(age, kind="stable").drop_duplicates(row).set_index(row)
    figure.update_yaxes(
        tickvals=list(range(len(codes))),
        ticktext=[
            label(t, look, name(code), first.loc[code, size.column], size)
            for code in codes
        ],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": look.text, "size": 12},
    )
    figure.update_xaxes(
        title={"text": t("charts.mob")},
        side="top",
        tickmode="linear",
        tick0=0,
        dtick=1 if len(ages) <= _AGES_ALL_NAMED else 3,
    )
    return figure


def scale_of(colours: Sequence[str]) -> list[list]:
    """Colours as the (place, colour) pairs Plotly wants."""
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]


def label(
    t: Words,
    look: Look,
    name: str,
    number: object,
    size: Quantity,
    *,
    between: str = "  ",
) -> str:
    """A row's name with its size in quieter type beside it, or on a line below."""
    aside = t("charts.size", n=show(t, number, size.unit, short=True))
    return f"{name}{between}<span style='color:{look.muted}'>{aside}</span>"


def _two_scales(look: Look) -> list[list]:
    """Full shades from 0 to a third, paler ones from two thirds to the end."""
    full = scale_of(look.heat)
    pale = scale_of([look.faded(colour, 0.5) for colour in look.heat])
    return [[at / 3, colour] for at, colour in full] + [
        [(2 + at) / 3, colour] for at, colour in pale
    ]


def each(grid: list[list], make: Callable, otherwise=None) -> list[list]:
    """A grid of cells made into a grid of what is drawn; `otherwise` where none is."""
    return [[otherwise if c is None else make(c) for c in row] for row in grid]
