"""Cells of a workbook: numbers stay numbers, and no text is ever a formula."""

import math
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.harmless import harmless_text

NUMBERS: dict[str, str] = {
    "count": "#,##0",
    "amount": "#,##0.00",
    "rate": "0.0%",
    "ratio": "0.00",
    "hours": "0.0",
}
"""Number format by unit. Amounts carry no sign: Excel would turn it to its own."""

_MONTH = "yyyy-mm"
_DATE = "yyyy-mm-dd"


class Styles:
    """The few formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        muted = {"font_color": "#5b6472", "valign": "top"}
        self.plain: Format = book.add_format({"valign": "top"})
        self.title: Format = book.add_format({"bold": True, "font_size": 16})
        self.subtitle: Format = book.add_format({"bold": True, "font_size": 12})
        self.muted: Format = book.add_format(muted)
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.label: Format = book.add_format({"bold": True, "valign": "top"})
        self.heading: Format = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "top",
                "bg_color": "#f5f7fa",
                "bottom": 1,
                "bottom_color": "#9aa3b2",
            }
        )
        formats = NUMBERS | {"month": _MONTH, "date": _DATE}
        self._units = {
            unit: book.add_format({"num_format": pattern, "valign": "top"})
            for unit, pattern in formats.items()
        }

    def unit(self, unit: str) -> Format:
        """The format of a unit's values; plain where the unit has none."""
        return self._units.get(unit, self.plain)


def put(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    """Writes a value as what it is; what is not known leaves the cell empty.

    Text is written as text, never as a formula or a link, and with an apostrophe where
    a spreadsheet could take it for a formula once it is saved as CSV.
    """
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return
    if isinstance(value, datetime | date):
        sheet.write_datetime(row, column, value, style)
    elif is_number(value):
        if math.isfinite(value):
            sheet.write_number(row, column, float(value), style)
    else:
        sheet.write_string(row, column, harmless_text(str(value)), style)


def is_number(value: object) -> bool:
    """Whether a value counts or measures; a flag does neither."""
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return False
    return isinstance(value, int | float | Decimal) or hasattr(value, "__float__")
