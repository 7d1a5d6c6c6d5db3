"""The numbers of a heatmap as rows and columns, as they stand on the screen.

A heatmap draws shades, not numbers; so the rows of the frame are laid out until every
cell reads what the heatmap reads, and where they do not, there is no grid.
"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from charts.quantity import show
from exports.report import Shown
from exports.series import plain_words
from texts import words


@dataclass(frozen=True)
class Grid:
    """Numbers by row and column; None where the heatmap is blank."""

    rows: tuple[str, ...]
    columns: tuple[str | int, ...]
    values: tuple[tuple[float | None, ...], ...]
    unit: str


def grid(shown: Shown, figure: go.Figure, language: str) -> Grid | None:
    """The grid of a figure's one heatmap; None where it has none, or none fits."""
    maps = [trace for trace in figure.data if trace.type == "heatmap"]
    if len(maps) != 1 or maps[0].text is None:
        return None
    read = [[_digits(text) for text in row] for row in maps[0].text]
    names = [plain_words(text) for text in figure.layout.yaxis.ticktext or ()]
    named = figure.layout.xaxis.ticktext
    columns = [plain_words(text) for text in named] if named else list(maps[0].x)
    rates = [column for column, unit in shown.units.items() if unit == "rate"]
    places = [c for c in shown.frame.columns if c not in rates]
    for row in places:
        codes = _by_label(shown, row, names)
        if codes is None:
            continue
        for column in places:
            if column == row or shown.frame.duplicated([row, column]).any():
                continue
            for rate in rates:
                values = _laid_out(shown, language, (row, column, rate), codes, read)
                if values is not None:
                    return Grid(tuple(names), tuple(columns), values, "rate")
    return None


def _by_label(shown: Shown, column: str, labels: list[str]) -> list | None:
    """The code that each label begins with, in the order of the labels.

    Where the chart has other names than the table, the frame's own order is taken:
    numbers that do not fit it are found out.
    """
    codes = list(shown.frame[column].drop_duplicates())
    if len(codes) < len(labels):
        return None
    in_order = codes if len(codes) == len(labels) else None
    written = {shown.written(column, code): code for code in codes}
    found = []
    for label in labels:
        fitting = [text for text in written if label.startswith(text) and text]
        if not fitting:
            return in_order
        found.append(written[max(fitting, key=len)])
    return found if len(set(found)) == len(labels) else in_order


def _laid_out(
    shown: Shown, language: str, by: tuple[str, str, str], codes: list, read: list
) -> tuple | None:
    """The values in the heatmap's order; None where one column reads otherwise."""
    row, column, value = by
    t = words(language)
    table = shown.frame.pivot(index=row, columns=column, values=value).reindex(codes)
    left = list(table.columns)
    ordered = []
    for place in range(len(read[0])):
        wanted = [line[place] for line in read]
        code = next((c for c in left if _reads(t, table[c]) == wanted), None)
        if code is None and any(wanted):
            return None
        if code is not None:
            left.remove(code)
        ordered.append([None] * len(codes) if code is None else list(table[code]))
    return tuple(
        tuple(None if pd.isna(v) else float(v) for v in line)
        for line in zip(*ordered, strict=True)
    )


def _reads(t, values: pd.Series) -> list[str]:
    return ["" if pd.isna(v) else _digits(show(t, v, "rate")) for v in values]


def _digits(text: str) -> str:
    return plain_words(text or "").removesuffix("%")
