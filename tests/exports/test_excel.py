"""The workbook, read back: real numbers, real dates, charts, and never a formula."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from exports.excel import sheet_names, workbook
from metrics.telling import PARTS
from tests.exports.reports import (
    FORMULA,
    MADE_AT,
    MONTHS,
    SCRIPT,
    TRIANGLE,
    figure,
    report,
)
from texts import words

NAMES = ("lines", "bars", "layers", "floating", "triangle", "table")


@pytest.fixture(scope="module")
def made() -> bytes:
    return workbook(report(*NAMES), MADE_AT)


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(io.BytesIO(made))


def texts_of(sheet) -> list[str]:
    return [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]


def table_of(sheet) -> pd.DataFrame:
    """The table of a figure's sheet: where its filter is."""
    rows = [[cell.value for cell in row] for row in sheet[sheet.auto_filter.ref]]
    return pd.DataFrame(rows[1:], columns=rows[0])


def test_sheets_are_the_page_its_figures_and_the_definitions(book):
    titles = [f"Title of {name}" for name in NAMES]

    assert book.sheetnames == ["Vintage", *titles, "Definitions"]


@pytest.mark.parametrize("name", ["lines", "bars", "layers", "floating", "table"])
def test_the_numbers_are_those_of_the_frame(book, name):
    table = table_of(book[f"Title of {name}"])

    for column in ("rate", "loans", "balance"):
        for written, number in zip(table[column.title()], MONTHS[column], strict=True):
            if pd.isna(number):
                assert written is None or pd.isna(written)
            else:
                assert written == pytest.approx(number, rel=1e-14)
    assert list(table["Month"]) == [datetime(2026, month, 1) for month in (1, 2, 3, 4)]
    assert list(table["As_Of"]) == [datetime(2026, month, 28) for month in (1, 2, 3, 4)]
    assert list(table["Complete"]) == ["yes", "yes", "yes", "no"]


def test_a_number_has_the_format_of_its_unit(book):
    sheet = book["Title of table"]
    line = sheet[sheet.auto_filter.ref][1]

    assert [cell.number_format for cell in line] == [
        *("yyyy-mm", "yyyy-mm-dd", "General", "0.0%", "#,##0", "#,##0.00", "General")
    ]


def test_no_cell_is_a_formula_or_a_link_whatever_a_name_begins_with(made, book):
    for sheet in book:
        cells = [cell for row in sheet for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    for name in NAMES[:4]:
        campaigns = table_of(book[f"Title of {name}"])["Campaign"]
        assert list(campaigns) == [f"'{FORMULA}", SCRIPT, "'+1", "'@friends"]
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        cells = [n for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        assert len(cells) == 8
        assert not [n for n in cells if b"<f>" in parts.read(n)]


@pytest.mark.parametrize(
    ("name", "kind", "grouping", "series"),
    [
        ("lines", "lineChart", "standard", 2),
        ("bars", "barChart", "clustered", 1),
        ("layers", "barChart", "stacked", 3),
    ],
)
def test_a_figure_has_a_chart_that_excel_draws(book, name, kind, grouping, series):
    sheet = book[f"Title of {name}"]
    (chart,) = sheet._charts

    assert (chart.tagname, chart.grouping) == (kind, grouping)
    assert len(chart.series) == series


def test_bars_lie_from_top_to_bottom_with_their_axis_below(book):
    (chart,) = book["Title of bars"]._charts

    assert chart.barDir == "bar"
    assert chart.x_axis.scaling.orientation == "maxMin"
    assert chart.y_axis.tickLblPos == "high"


def test_a_chart_points_at_the_values_that_were_drawn(book):
    sheet = book["Title of lines"]
    final = sheet._charts[0].series[0]
    cells = [cell[0] for cell in sheet[local(final.val.numRef.f)]]

    assert [cell.value for cell in cells] == [
        *(pytest.approx(0.123456789012), pytest.approx(0.2), None, None)
    ]
    months = [cell[0].value for cell in sheet[local(final.cat.numRef.f)]]
    assert months == [datetime(2026, month, 1) for month in (1, 2, 3, 4)]


def local(reference: str) -> str:
    """A reference without its sheet and its dollars."""
    return reference.rpartition("!")[2].replace("$", "")


def test_charts_do_not_lie_over_the_table(book):
    for name in ("lines", "bars", "layers"):
        sheet = book[f"Title of {name}"]
        anchor = sheet._charts[0].anchor
        first = int(re.match(r"[A-Z]+(\d+)", sheet.auto_filter.ref)[1])
        assert anchor.to.row + 1 < first


def test_a_triangle_is_a_grid_of_numbers_with_shades(book):
    sheet = book["Title of triangle"]
    (shaded,) = sheet.conditional_formatting
    numbers = [[cell.value for cell in row] for row in sheet[str(shaded.sqref)]]

    assert shaded.rules[0].type == "colorScale"
    assert [n for row in numbers for n in row if n is not None] == pytest.approx(
        list(TRIANGLE["rate"])
    )
    assert numbers[2][1:] == [None, None]
    assert not sheet._charts


def test_floating_bars_are_a_table_with_shades(book):
    sheet = book["Title of floating"]

    assert not sheet._charts
    assert len(list(sheet.conditional_formatting)) == 3


def test_a_single_row_is_shaded_across_the_columns_of_one_unit():
    made, shown = report(), figure("floating")
    row = MONTHS.head(1).assign(spend=9.5)
    units = shown.units | {"spend": "amount"}
    made.add(replace(shown, frame=row, units=units, draw=lambda: shown.draw()))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(made, MADE_AT))).worksheets[1]
    shaded = [str(found.sqref) for found in sheet.conditional_formatting]

    assert [len(cells.split()) for cells in shaded] == [1, 1, 2]


def test_title_basis_and_notes_stand_above_a_figure(book):
    words_ = texts_of(book["Title of lines"])

    assert words_[:3] == ["Title of lines", "Basis of lines", "Two loans are left out."]


def test_the_first_sheet_holds_the_stamp_and_the_headline_figures(book):
    sheet = book["Vintage"]
    said = {row[0].value: row[1] for row in sheet}

    assert said["Filters"].value == "Jan 2026 to Apr 2026 · Product: Car loan"
    assert said["Exported"].value == "Nov 23, 2026 06:05 UTC"
    assert said["Address of this view"].value == "vintage?product=car_loan&p=custom"
    assert said["Disbursed"].value == 12_000_000.5
    assert said["Disbursed"].number_format == "#,##0.00"
    assert said["PAR30"].value is None
    assert "-2.1%" in texts_of(sheet)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_metric_of_the_page_is_defined_in_the_readers_language(language):
    made = workbook(report("lines", "bars", language=language), MADE_AT)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[-1]
    t, said = words(language), texts_of(sheet)

    assert said[:2] == [t("exports.definitions"), t("metrics.vintage.label")]
    for part in PARTS:
        assert t(f"metrics.vintage.{part}") in said
    assert said.count(t("metrics.vintage.label")) == 1


def test_a_page_without_figures_is_a_workbook_too():
    book_ = openpyxl.load_workbook(io.BytesIO(workbook(report(), MADE_AT)))

    assert book_.sheetnames == ["Vintage", "Definitions"]


def test_sheet_names_are_legal_short_and_different():
    names = sheet_names(
        [
            "A/B: [x]*?\\",
            "a b x",
            "History",
            "",
            "'q'",
            "长" * 40,
            "长" * 50,
            "😀" * 20,
        ]
    )

    assert names[0] == "A B x"
    assert names[2:5] == ["History (2)", "-", "q"]
    assert names[5:7] == ["长" * 31, "长" * 27 + " (2)"]
    assert names[7] == "😀" * 15
    assert len({name.lower() for name in names}) == len(names)
    assert not [name for name in names if re.search(r"[\[\]:*?/\\]", name)]
