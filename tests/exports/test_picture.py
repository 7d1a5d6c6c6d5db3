"""A chart as PNG: its size, that something is on it, and what is said without Chromium.

What a picture says can't be read back; the sheet that it is drawn from can.
"""

import asyncio
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from charts import theme
from exports import picture
from tests.exports.reports import MADE_AT, figure, stamp


@pytest.fixture
def size_of():
    """Width and height of a PNG, which stand at its start."""
    return lambda png: struct.unpack(">II", png[16:24])


@pytest.mark.browser
def test_a_picture_is_a_slide_and_not_blank(size_of):
    drawn = picture.png(figure("lines"), stamp(), MADE_AT)
    hollow = replace(
        figure("lines"), draw=lambda: theme.figure(theme.light(), height=300)
    )
    blank = picture.png(hollow, stamp(), MADE_AT)

    assert drawn.startswith(b"\x89PNG") and size_of(drawn) == (2400, 1350)
    assert size_of(blank) == (2400, 1350)
    assert len(drawn) > len(blank) + 5_000


@pytest.mark.browser
def test_a_tall_chart_gets_the_room_it_needs_in_either_language(size_of):
    tall = figure("triangle", "zh")
    chart = tall.draw()
    chart.update_layout(height=900)
    drawn = picture.png(
        replace(tall, draw=lambda: chart, title="曾经逾期 30+"), stamp("zh"), MADE_AT
    )

    width, height = size_of(drawn)
    assert width == 2400 and height > 2 * 900
    assert chart.layout.height == 900 and chart.layout.width is None


@pytest.mark.browser
def test_it_can_be_made_where_a_loop_is_running_already(size_of):
    async def inside() -> bytes:
        return picture.png(figure("bars"), stamp(), MADE_AT)

    with ThreadPoolExecutor(1) as pool:
        drawn = pool.submit(asyncio.run, inside()).result()

    assert size_of(drawn) == (2400, 1350)


def test_the_sheet_says_title_basis_filters_date_snapshot_and_time():
    shown = replace(figure("lines"), title="A <b> & B")
    top, bottom = picture._above(shown), picture._below(stamp(), MADE_AT)
    said = [
        a.text
        for a in picture._sheet(b"<svg/>", 400, 400, top, bottom).layout.annotations
    ]

    assert said == [
        "<b>A &lt;b&gt; &amp; B</b>",
        "Basis of lines",
        "Jan 2026 to Apr 2026 · Product: Car loan",
        "Data up to Apr 28, 2026 · Snapshot 20260428-0badcafe"
        " · Exported Nov 23, 2026 06:05 UTC",
    ]


def test_a_chart_keeps_the_height_that_its_words_were_fitted_to():
    for height, magnified in ((320, 500 / 320), (900, 1.0), (100, 1.75)):
        chart = theme.figure(theme.light(), height=height)
        size, by = picture._laid_out(chart, 500)

        assert (size[1], by) == (height, magnified)
        assert size[0] == round(1120 / magnified)


def test_long_lines_are_broken_between_words_and_chinese_anywhere():
    english = list(picture._wrapped("one two three four", 9))
    chinese = list(picture._wrapped("逾期三十天以上的贷款", 8))

    assert english == ["one two", "three", "four"]
    assert chinese == ["逾期三十", "天以上的", "贷款"]


def test_without_chromium_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")

    with pytest.raises(picture.NoBrowser, match="BROWSER_PATH"):
        picture.png(figure("lines"), stamp(), MADE_AT)


def test_a_table_has_no_picture():
    with pytest.raises(ValueError, match="table has no chart"):
        picture.png(figure("table"), stamp(), MADE_AT)
