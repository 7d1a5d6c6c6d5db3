"""The buttons that make files, and the report that every page fills for them."""

import importlib
import io
from dataclasses import replace

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from charts import theme
from exports.excel import workbook
from exports.page_html import page
from exports.report import Report
from metrics import Filters
from tests.exports.reports import MADE_AT
from tests.ui.drawing import draw
from texts import words
from ui import chosen, exporting
from ui.view import View

PAGES = ("overview", "funnel", "conversion", "vintage", "delinquency", "channel_roi")


@pytest.fixture
def exported(sample_book, monkeypatch):
    """exported(page, lang): the page with its buttons, and the report it filled."""

    def drawn(name: str, lang: str = "en", **query) -> tuple[AppTest, Report]:
        module, kept = importlib.import_module(f"pages.{name}"), []
        render = module.render

        def body(view: View) -> None:
            view = exporting.begin(replace(view, look=theme.dark()))
            kept.append(view.report)
            exporting.draw(view)
            render(view)
            for place, shown in enumerate(view.report.figures):
                exporting.picture_button(view, shown, f"test_{place}")

        monkeypatch.setattr(module, "render", body)
        test = draw(name, sample_book, lang=lang, **query)
        assert not test.exception and not test.error
        return test, kept[-1]

    return drawn


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_makes_a_workbook_and_a_page_of_all_its_figures(
    exported, name, lang, caplog
):
    _, report = exported(name, lang)
    made = openpyxl.load_workbook(io.BytesIO(workbook(report, MADE_AT)))
    written = page(report, MADE_AT).decode()
    drawn = [shown for shown in report.figures if shown.draw]

    assert drawn
    assert len(made.sheetnames) == len(report.figures) + 2
    assert written.count('class="chart"') == len(drawn)
    for metric in report.metrics():
        assert words(lang)(f"metrics.{metric}.label") in written
    assert "chart" not in caplog.text


def test_every_chart_of_the_sample_is_a_chart_a_grid_or_shaded(exported):
    for name in PAGES:
        _, report = exported(name)
        made = openpyxl.load_workbook(io.BytesIO(workbook(report, MADE_AT)))
        for shown, sheet in zip(report.figures, made.worksheets[1:-1], strict=True):
            shaded = list(sheet.conditional_formatting)
            assert len(sheet._charts) == 1 or shaded or not shown.draw, shown.key


def test_the_files_are_stamped_with_what_the_url_and_the_filters_say(
    exported, sample_book
):
    _, report = exported("vintage", "zh", dpd="60", product=["car_loan", "cash_loan"])
    stamp = report.stamp

    assert (stamp.page, stamp.language) == ("vintage", "zh")
    assert stamp.title == words("zh")("vintage.title")
    assert stamp.query == "dpd=60&product=car_loan&product=cash_loan"
    assert stamp.filters == chosen.sentence(sample_book, words("zh"), Filters())
    assert stamp.snapshot == sample_book.snapshot_id
    assert stamp.as_of == words("zh").date(sample_book.as_of)


def test_the_page_offers_a_workbook_and_html_and_a_picture_of_each_chart(exported):
    test, report = exported("vintage")
    keys = [button.key for button in test.get("download_button")]

    assert "export_xlsx_vintage" in keys and "export_html_vintage" in keys
    pictures = [key for key in keys if key.endswith("_png")]
    assert len(pictures) >= len([s for s in report.figures if s.draw])


def test_without_chromium_the_picture_is_grey_and_says_why(exported, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    test, _ = exported("vintage")
    pictures = [b for b in test.get("download_button") if b.key.endswith("_png")]

    assert pictures
    for button in pictures:
        assert button.proto.disabled
        assert "Chromium" in button.proto.help


def test_without_a_report_there_are_no_buttons(sample_book):
    test = draw("vintage", sample_book)
    keys = [button.key for button in test.get("download_button")]

    assert not [key for key in keys if key.startswith("export") or key.endswith("png")]
