"""A page as a workbook: stamp and headline figures, a sheet per figure, definitions."""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from charts import theme
from exports import excel_chart, stamping
from exports.excel_cells import NUMBERS, Styles, is_number, put
from exports.grid import Grid, grid
from exports.report import CardShown, Report, Shown
from exports.series import drawn
from metrics.telling import PARTS
from texts import Words, words

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

_NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MONTH = re.compile(r"(\d{4})-(\d{2})")

_GAP = 2
_NARROW, _WIDE, _WIDEST = 11, 30, 90


def workbook(report: Report, made_at: datetime) -> bytes:
    """The report as .xlsx; `made_at` in UTC.

    Numbers are numbers in the unit's format, months and days are dates, what is not
    known is an empty cell, and no cell holds a formula.
    """
    t = words(report.stamp.language)
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        styles = Styles(book)
        titles = [report.stamp.title, *(shown.title for shown in report.figures)]
        names = sheet_names([*titles, t("exports.definitions")])
        _first(book.add_worksheet(names[0]), styles, t, report, made_at)
        for name, shown in zip(names[1:-1], report.figures, strict=True):
            _figure(book, book.add_worksheet(name), styles, t, shown)
        _definitions(book.add_worksheet(names[-1]), styles, t, report.metrics())
    return buffer.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """A legal name per title, all different whatever their case."""
    names: list[str] = []
    for title in titles:
        whole = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip(" '") or "-"
        name, number = _cut(whole, _NAME_LENGTH), 1
        taken = {other.lower() for other in names} | {"history"}
        while name.lower() in taken:
            number += 1
            ending = f" ({number})"
            name = _cut(whole, _NAME_LENGTH - len(ending)) + ending
        names.append(name)
    return names


def _cut(text: str, length: int) -> str:
    """So much of a text as Excel counts `length` of: in UTF-16."""
    while len(text.encode("utf-16-le")) > 2 * length:
        text = text[:-1]
    return text.strip(" '") or "-"


def _first(
    sheet: Worksheet, styles: Styles, t: Words, report: Report, made_at: datetime
) -> None:
    """Title, question, stamp, headline figures."""
    stamp = report.stamp
    sheet.set_column(0, 0, _WIDE, styles.plain)
    sheet.set_column(1, 2, _WIDE - 8, styles.plain)
    sheet.set_column(3, 3, _WIDEST, styles.plain)
    put(sheet, 0, 0, stamp.title, styles.title)
    put(sheet, 1, 0, stamp.question, styles.muted)
    row = 3
    for label, text in stamping.lines(stamp, made_at):
        put(sheet, row, 0, label, styles.label)
        put(sheet, row, 1, text, styles.plain)
        row += 1
    if not report.cards:
        return
    row += 1
    put(sheet, row, 0, t("exports.cards"), styles.subtitle)
    for column, part in enumerate(("figure", "value", "change", "about")):
        put(sheet, row + 1, column, t(f"exports.card.{part}"), styles.heading)
    for line, card in enumerate(report.cards, row + 2):
        _card(sheet, styles, line, card)


def _card(sheet: Worksheet, styles: Styles, row: int, card: CardShown) -> None:
    put(sheet, row, 0, card.label, styles.label)
    put(sheet, row, 1, card.raw, styles.unit(card.unit))
    # Our own words, such as '+2.1 pts': an apostrophe would only spoil them.
    if card.change:
        sheet.write_string(row, 2, card.change, styles.plain)
    put(sheet, row, 3, card.help, styles.wrapped)


def _figure(
    book: Workbook, sheet: Worksheet, styles: Styles, t: Words, shown: Shown
) -> None:
    """Title, basis, notes; the chart or the grid of numbers; the table."""
    put(sheet, 0, 0, shown.title, styles.title)
    put(sheet, 1, 0, shown.basis or None, styles.muted)
    row = 2
    for note in shown.notes:
        put(sheet, row, 0, note, styles.muted)
        row += 1
    row += 1
    figure = shown.chart()
    chart = drawn(figure) if figure is not None else None
    if chart and len(chart.series) > excel_chart.MOST_SERIES:
        chart = None
    cells = grid(shown, figure, t.language) if figure is not None else None
    top = row
    if chart:
        lines = len(chart.categories) if chart.kind == "bar" else 0
        row += excel_chart.rows_taken(lines)
    elif cells:
        row = _grid(sheet, styles, cells, row) + _GAP
    _table(sheet, styles, shown, row)
    if chart:
        beside = len(shown.frame.columns) + _GAP
        excel_chart.chart(
            book,
            sheet,
            styles,
            t,
            chart,
            title=shown.title,
            at=(top, 0),
            values_at=(max(row - 1, 0), beside),
        )
    elif figure is not None and figure.data and not cells:
        _shade_columns(sheet, shown, row)


def _table(sheet: Worksheet, styles: Styles, shown: Shown, top: int) -> None:
    """The frame with its headings, from row `top` on."""
    frame = shown.frame
    for column, name in enumerate(frame.columns):
        heading = shown.heading(name)
        put(sheet, top, column, heading, styles.heading)
        unit = shown.units.get(name, "label")
        longest = max([_width(heading) / 2, *_widths(shown, name)], default=0)
        sheet.set_column(column, column, min(max(longest + 2, _NARROW), _WIDE))
        for row, value in enumerate(frame[name], top + 1):
            cell, style = _cell(shown, name, unit, value, styles)
            put(sheet, row, column, cell, style)
    if len(frame):
        sheet.autofilter(top, 0, top + len(frame), max(len(frame.columns) - 1, 0))


def _cell(shown: Shown, column: str, unit: str, value: object, styles: Styles):
    """What goes into a cell, and its format: a number, a date, or words."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None, styles.plain
    if isinstance(value, date):
        return value, styles.unit("date")
    month = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if unit == "month" and month:
        return date(int(month[1]), int(month[2]), 1), styles.unit("month")
    if is_number(value) and (unit in NUMBERS or column not in shown.writers):
        return value, styles.unit(unit)
    return shown.written(column, value), styles.plain


def _widths(shown: Shown, column: str) -> list[float]:
    """How wide a column's first texts are; numbers fit the narrowest."""
    texts = (shown.written(column, value) for value in shown.frame[column].head(50))
    return [_width(text) for text in texts]


def _width(text: str) -> float:
    return sum(1.1 if ord(letter) < 0x2E80 else 2 for letter in text)


def _grid(sheet: Worksheet, styles: Styles, cells: Grid, top: int) -> int:
    """Writes a heatmap's numbers with its shades; returns the first row after it."""
    for column, name in enumerate(cells.columns, 1):
        put(sheet, top, column, name, styles.heading)
    for row, (name, values) in enumerate(
        zip(cells.rows, cells.values, strict=True), top + 1
    ):
        put(sheet, row, 0, name, styles.label)
        for column, value in enumerate(values, 1):
            put(sheet, row, column, value, styles.unit(cells.unit))
    last = top + len(cells.rows)
    sheet.conditional_format(top + 1, 1, last, len(cells.columns), _scale())
    return last + 1


def _shade_columns(sheet: Worksheet, shown: Shown, top: int) -> None:
    """Shades the numbers of a shape that Excel has no chart of, each column by itself.

    A single row is shaded across, the columns of one unit together.
    """
    units = [shown.units.get(name) for name in shown.frame.columns]
    last = top + len(shown.frame)
    groups: dict[object, list[str]] = {}
    for column, unit in enumerate(units):
        if unit in NUMBERS:
            together = unit if len(shown.frame) == 1 else column
            cells = xl_range(top + 1, column, last, column)
            groups.setdefault(together, []).append(cells)
    for cells in groups.values():
        sheet.conditional_format(cells[0], _scale() | {"multi_range": " ".join(cells)})


def _scale() -> dict:
    heat = theme.light().heat
    return {
        "type": "3_color_scale",
        "min_color": heat[0],
        "mid_color": heat[2],
        "max_color": heat[3],
    }


def _definitions(
    sheet: Worksheet, styles: Styles, t: Words, metrics: Sequence[str]
) -> None:
    """Every metric of the page in the words of its definition."""
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, _WIDEST)
    put(sheet, 0, 0, t("exports.definitions"), styles.title)
    row = 2
    for metric in metrics:
        put(sheet, row, 0, t(f"metrics.{metric}.label"), styles.subtitle)
        for part in PARTS:
            put(sheet, row, 1, t(f"metrics.part.{part}"), styles.label)
            put(sheet, row, 2, t(f"metrics.{metric}.{part}"), styles.wrapped)
            row += 1
        row += 1
