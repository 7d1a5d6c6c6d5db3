"""One chart as a PNG, with what it is about written on it.

The chart is drawn first, then laid as a picture onto a sheet with title and stamp: the
room that a chart's own words take is not known before it is drawn.
"""

import asyncio
import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from html import escape
from pathlib import Path

import plotly.graph_objects as go
from choreographer.browsers.chromium import Chromium
from kaleido import Kaleido

from charts import theme
from exports import light, stamping
from exports.report import Shown, Stamp

WIDTH, HEIGHT, SCALE = 1200, 675, 2
"""The shape of a slide in pixels, drawn twice as fine; a tall chart makes it taller."""

_EDGE, _GAP = 40, 12
_TITLE_SIZE, _SMALL_SIZE = 24, 13
_LINE = 1.4
_TITLE_LETTERS, _SMALL_LETTERS = 80, 160
_PATIENCE_SECONDS = 60
_MOST_MAGNIFIED = 1.75

_one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="picture")
"""A picture starts a browser of its own; two at once would starve the pages."""


class NoBrowser(Exception):
    """There is no Chromium on this machine, which pictures are drawn with.

    Install one, or name it in BROWSER_PATH.
    """


def browser() -> str:
    """The browser that would draw a picture; raises NoBrowser where there is none."""
    found = Chromium.find_browser(skip_local=True)
    if not found or not Path(found).is_file():
        raise NoBrowser(
            f"A picture needs Chromium, and {found or 'PATH'!r} leads to none. Install "
            "it (apt-get install chromium) or name it in BROWSER_PATH."
        )
    return found


def png(shown: Shown, stamp: Stamp, made_at: datetime) -> bytes:
    """The chart as PNG, 1200 by 675 at twice the pixels, on white; seconds of work.

    A chart that needs more room than a slide has, such as a triangle of forty
    cohorts, gets it: below its own height its words would run into each other.

    Raises NoBrowser, and ValueError where there is no chart to draw.
    """
    chart = shown.chart()
    if chart is None:
        raise ValueError(f"{shown.key} has no chart; take its table as Excel or CSV.")
    path = browser()
    # A copy: the page goes on with the figure itself.
    figure = go.Figure(light.light(chart))
    return _one_at_a_time.submit(
        asyncio.run, _drawn(figure, shown, stamp, made_at, path)
    ).result()


def _laid_out(figure: go.Figure, room: int) -> tuple[tuple[int, int], float]:
    """Width and height that a chart is drawn in, and how much it is magnified then.

    It keeps the height that it was made for, to which its words are fitted.
    """
    height = int(figure.layout.height or room)
    magnified = max(1.0, min(room / height, _MOST_MAGNIFIED))
    return (round((WIDTH - 2 * _EDGE) / magnified), height), magnified


async def _drawn(
    figure: go.Figure, shown: Shown, stamp: Stamp, made_at: datetime, path: str
) -> bytes:
    # Without mathjax=False the browser would fetch it from the internet.
    async with Kaleido(path=path, mathjax=False, timeout=_PATIENCE_SECONDS) as kaleido:
        top, bottom = _above(shown), _below(stamp, made_at)
        around = _height(top) + _height(bottom) + 2 * (_EDGE + _GAP)
        room = HEIGHT - around
        size, magnified = _laid_out(figure, room)
        chart = await kaleido.calc_fig(
            figure.update_layout(width=size[0], height=size[1]),
            opts={"format": "svg", "width": size[0], "height": size[1]},
        )
        room = max(room, size[1])
        return await kaleido.calc_fig(
            _sheet(chart, room, magnified * size[1], top, bottom),
            opts={
                "format": "png",
                "width": WIDTH,
                "height": room + around,
                "scale": SCALE,
            },
        )


Text = tuple[str, int, str]
"""Mark-up, size and colour of one block of lines."""


def _above(shown: Shown) -> list[Text]:
    look = theme.light()
    title = (_bold(_lines(shown.title, _TITLE_LETTERS)), _TITLE_SIZE, look.text)
    basis = (_lines(shown.basis, _SMALL_LETTERS), _SMALL_SIZE + 1, look.muted)
    return [title, basis] if shown.basis else [title]


def _below(stamp: Stamp, made_at: datetime) -> list[Text]:
    muted = theme.light().muted
    told = (stamp.filters, stamping.small_print(stamp, made_at))
    return [(_lines(text, _SMALL_LETTERS), _SMALL_SIZE, muted) for text in told]


def _bold(markup: str) -> str:
    return "<br>".join(f"<b>{line}</b>" for line in markup.split("<br>"))


def _height(texts: list[Text]) -> int:
    lines = ((markup.count("<br>") + 1) * size for markup, size, _ in texts)
    return round(_LINE * sum(lines))


def _lines(text: str, letters: int) -> str:
    """The text in lines of so many narrow letters; Chinese ones count twice."""
    return "<br>".join(escape(line) for line in _wrapped(text, letters))


def _wrapped(text: str, letters: int) -> Iterator[str]:
    line, wide, space = "", 0, -1
    for letter in text:
        line += letter
        wide += 1 if ord(letter) < 0x2E80 else 2
        space = (
            len(line) if letter == " " or wide > 1 and ord(letter) > 0x2E80 else space
        )
        if wide >= letters:
            cut = space if space > 0 else len(line)
            yield line[:cut].rstrip()
            line = line[cut:]
            wide = sum(1 if ord(c) < 0x2E80 else 2 for c in line)
            space = -1
    if line or not text:
        yield line


def _sheet(
    chart: bytes, room: int, taken: float, top: list[Text], bottom: list[Text]
) -> go.Figure:
    """A white sheet in pixels with the chart on it, words above and below.

    The chart has `room` for its height, of which it takes `taken`.
    """
    look = theme.light()
    start = _EDGE + _height(top) + _GAP
    height = start + room + _GAP + _height(bottom) + _EDGE
    sheet = theme.figure(look, height=height).checked()
    sheet.update_layout(
        width=WIDTH,
        paper_bgcolor=look.background,
        plot_bgcolor=look.background,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
    )
    sheet.update_xaxes(visible=False, range=[0, WIDTH])
    sheet.update_yaxes(visible=False, range=[height, 0])
    sheet.add_layout_image(
        source="data:image/svg+xml;base64," + base64.b64encode(chart).decode(),
        x=_EDGE,
        y=start,
        sizex=WIDTH - 2 * _EDGE,
        sizey=taken,
        xref="x",
        yref="y",
        sizing="stretch",
    )
    _write(sheet, _EDGE, top)
    _write(sheet, start + room + _GAP, bottom)
    return sheet


def _write(sheet: go.Figure, at: float, texts: list[Text]) -> None:
    for markup, size, colour in texts:
        sheet.add_annotation(
            x=_EDGE,
            y=at,
            xref="x",
            yref="y",
            text=markup,
            showarrow=False,
            align="left",
            xanchor="left",
            yanchor="top",
            borderpad=0,
            font={"size": size, "color": colour},
        )
        at += _height([(markup, size, colour)])
