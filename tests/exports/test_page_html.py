"""The page as one file: it opens offline, says what the screen said, asks nothing."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from exports.page_html import ROWS, page
from tests.exports.reports import (
    FORMULA,
    MADE_AT,
    MONTHS,
    SCRIPT,
    answer,
    figure,
    report,
)
from texts import words

pytestmark = pytest.mark.browser

NAMES = ("lines", "bars", "layers", "floating", "triangle", "table")


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path):
    """opened(report): the page in a browser, what it asked for and complained of."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})

    def open_(made) -> tuple[Page, list[str], list[str]]:
        file = tmp_path / "page.html"
        file.write_bytes(page(made, MADE_AT))
        tab, asked, complaints = context.new_page(), [], []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        tab.goto(file.as_uri())
        return tab, asked, complaints

    yield open_
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_opens_offline_with_living_charts_and_asks_nothing_of_anyone(
    opened, language
):
    tab, asked, complaints = opened(report(*NAMES, language=language))
    tab.locator(".chart .main-svg").nth(9).wait_for(state="attached")

    assert tab.locator(".chart").count() == 5
    assert [
        url for url in asked if not url.startswith(("file:", "data:", "blob:"))
    ] == []
    assert complaints == []
    assert tab.locator("html").get_attribute("lang")[:2] == language
    said = tab.locator("body").inner_text()
    t = words(language)
    for told in ("20260428-0badcafe", "06:05 UTC", "Product: Car loan", "¥12M"):
        assert told in said
    assert t("vintage.title") in said and t("metrics.vintage.label") in said


@pytest.mark.browser
def test_a_script_in_a_name_stays_text(opened):
    made = report("bars", "layers", "table")
    made.add(replace(figure("lines"), key="evil", title=SCRIPT, notes=(SCRIPT,)))
    tab, _, complaints = opened(made)
    tab.locator(".chart .main-svg").nth(5).wait_for(state="attached")

    assert complaints == []
    assert tab.locator("h2").nth(3).inner_text() == SCRIPT
    assert SCRIPT in tab.locator("#chart-1 .yaxislayer-above").text_content()
    assert tab.locator("td", has_text=SCRIPT).count() == 4
    assert tab.locator("td", has_text=FORMULA).count() == 4


@pytest.mark.browser
def test_the_policy_stops_what_would_leave_the_machine(opened):
    tab, _, complaints = opened(report("lines"))
    stopped = []
    tab.on("requestfailed", lambda request: stopped.append(request.failure))
    loaded = tab.evaluate(
        """new Promise((done) => {
            const image = new Image();
            image.onload = () => done("sent");
            image.onerror = () => done("stopped");
            image.src = "https://example.org/collect?x=1";
        })"""
    )
    fetched = tab.evaluate(
        "fetch('https://example.org/').then(() => 'sent', () => 'stopped')"
    )

    assert (loaded, fetched) == ("stopped", "stopped")
    assert set(stopped) <= {"csp"}
    assert sum("Content Security Policy" in said for said in complaints) >= 2


@pytest.mark.browser
def test_the_only_button_of_a_chart_saves_a_picture(opened):
    tab, _, _ = opened(report("lines"))
    chart = tab.locator("#chart-1")
    chart.hover()
    buttons = chart.locator(".modebar-btn")
    buttons.first.wait_for()

    assert buttons.count() == 1
    with tab.expect_download() as download:
        buttons.first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_library_is_in_it_once():
    written = page(report(*NAMES), MADE_AT).decode()

    assert written.count("plotly.js v") == 1
    assert written.count('class="chart"') == 5
    assert "<script src" not in written and "<link" not in written


def test_nothing_from_data_can_close_a_script():
    written = page(report("bars", "layers", "table"), MADE_AT).decode()

    # The library, a figure each, and the few lines that draw them.
    assert written.count("<script") == written.count("</script>") == 4
    assert "alert(1)" in written and SCRIPT not in written


def test_numbers_are_written_for_the_reader_and_a_long_table_says_it_is_cut():
    long = pd.concat([MONTHS] * 60, ignore_index=True)
    made = report()
    made.add(replace(figure("table"), frame=long, answer=answer()))
    written = page(made, MADE_AT).decode()

    assert "12.3%" in written and "¥1,234,568" in written
    assert written.count("<tr>") == ROWS + 1
    assert "The first 200 of 240 rows" in written


def test_what_is_compared_and_headline_figures_stand_at_the_top():
    made = report()
    made.stamp = replace(made.stamp, compared="Against 2025")
    written = page(made, MADE_AT).decode()

    assert "<dt>Compared with</dt><dd>Against 2025</dd>" in written
    assert '<div class="change">-2.1%</div>' in written
