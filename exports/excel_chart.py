"""A native chart of a workbook, drawn from a figure's series."""

from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from exports.excel_cells import Styles, put
from exports.series import Drawn, Series
from texts import Words

MOST_SERIES = 255
"""Excel draws no more in one chart."""

_SIZE = {"width": 900, "height": 360}
_ROW_PIXELS = 20
_MOST_MARKS = 60
"""Points of a line up to which each gets a mark."""

_SMALL = 100


def rows_taken(lines: int = 0) -> int:
    """How many rows of a sheet a chart with so many lying bars covers."""
    return -(-_height(lines) // _ROW_PIXELS) + 1


def chart(
    book: Workbook,
    sheet: Worksheet,
    styles: Styles,
    t: Words,
    drawn: Drawn,
    *,
    title: str,
    at: tuple[int, int],
    values_at: tuple[int, int],
) -> None:
    """Puts the chart at a row and column, its values into a block of their own.

    The block has a line per category and a column per series, which the chart points
    at, so that whoever changes a number sees the chart change.
    """
    _write_values(sheet, styles, t, drawn, values_at)
    made = book.add_chart(_kind(drawn))
    top, left = values_at[0] + 2, values_at[1]
    last = top + len(drawn.categories) - 1
    for place, series in enumerate(drawn.series):
        column = left + 1 + place
        made.add_series(
            {
                "name": [sheet.name, top - 1, column],
                "categories": [sheet.name, top, left, last, left],
                "values": [sheet.name, top, column, last, column],
                **_paint(drawn, series),
            }
        )
    _lay_out(made, t, drawn)
    sheet.insert_chart(*at, made, {"object_position": 2, "description": title})


def _height(lines: int) -> int:
    return max(_SIZE["height"], 80 + 26 * lines)


def _kind(drawn: Drawn) -> dict:
    stacked = {"subtype": "stacked"} if drawn.is_stacked else {}
    return {"type": drawn.kind, **stacked}


def _write_values(sheet, styles, t, drawn: Drawn, at: tuple[int, int]) -> None:
    row, left = at
    put(sheet, row, left, t("exports.chart_values"), styles.muted)
    for place, series in enumerate(drawn.series):
        name = t("exports.not_final", name=series.name) if series.is_tail else None
        put(sheet, row + 1, left + 1 + place, name or series.name, styles.heading)
    unit = _unit(drawn)
    for line, category in enumerate(drawn.categories, row + 2):
        is_day = isinstance(category, date)
        style = styles.unit("month") if is_day else styles.plain
        put(sheet, line, left, category, style)
        for place, series in enumerate(drawn.series):
            value = series.points.get(category)
            put(sheet, line, left + 1 + place, value, styles.unit(unit))


def _unit(drawn: Drawn) -> str:
    """Shares as percentages, small multiples with decimals, all else whole."""
    if drawn.is_share:
        return "rate"
    values = [
        value
        for series in drawn.series
        for value in series.points.values()
        if value is not None
    ]
    has_parts = any(value % 1 for value in values)
    return "ratio" if has_parts and max(map(abs, values)) < _SMALL else "count"


def _fills_up(drawn: Drawn) -> bool:
    """Whether the layers add up to a whole: Excel would end the axis at 120 %."""
    if not (drawn.is_share and drawn.is_stacked):
        return False
    totals = [
        sum(series.points.get(place) or 0 for series in drawn.series)
        for place in drawn.categories
    ]
    return 0.99 < max(totals) < 1.01


def _paint(drawn: Drawn, series: Series) -> dict:
    if drawn.kind == "line":
        dashed = {"dash_type": "dash"} if series.is_dashed else {}
        few = len(series.points) <= _MOST_MARKS
        mark = {"type": "circle", "size": 4, "fill": {"color": series.colour}}
        return {
            "line": {"color": series.colour, "width": 1.75, **dashed},
            "marker": mark | {"border": {"color": series.colour}} if few else {},
        }
    each = [
        {"fill": {"color": fill}} if place in series.points else None
        for place, fill in zip(drawn.categories, _fills_of(drawn, series), strict=True)
    ]
    return {
        "fill": {"color": series.colour},
        "gap": 60,
        **({"points": each} if series.fills else {}),
    }


def _fills_of(drawn: Drawn, series: Series) -> list[str]:
    own = dict(zip(series.points, series.fills, strict=False))
    return [own.get(place, series.colour) for place in drawn.categories]


def _lay_out(made: Chart, t: Words, drawn: Drawn) -> None:
    lying = drawn.kind == "bar"
    made.set_size(
        {
            "width": _SIZE["width"],
            "height": _height(len(drawn.categories) if lying else 0),
        }
    )
    made.show_blanks_as("gap")
    tails = [n for n, series in enumerate(drawn.series) if series.is_tail]
    one = len(drawn.series) - len(tails) <= 1
    made.set_legend(
        {"none": True} if one else {"position": "top", "delete_series": tails}
    )
    grid = {"visible": True, "line": {"color": "#e5e7eb", "width": 0.75}}
    values = {
        "num_format": "0%" if drawn.is_share else "#,##0",
        "major_gridlines": grid,
        "line": {"none": True},
    }
    if _fills_up(drawn):
        values["max"] = 1
    categories = {"line": {"color": "#9aa3b2"}, "label_position": "low"}
    if isinstance(drawn.categories[0], date | datetime):
        categories |= {"date_axis": True, "num_format": t("exports.month_format")}
    elif isinstance(drawn.categories[0], float):
        categories |= {"num_format": "0"}
    if lying:
        # Read from top to bottom; 'high' then is where the first bar is not.
        made.set_y_axis(categories | {"reverse": True})
        made.set_x_axis(values | {"label_position": "high"})
        return
    made.set_x_axis(categories)
    made.set_y_axis(values)
