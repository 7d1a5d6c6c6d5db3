"""What holds for every shape: explicit colours, no NaN, and empty is said."""

import json
import re

import pandas as pd
import pytest

from charts import theme
from charts.bars import grouped, ranked, stacked
from charts.curves import curves
from charts.intervals import intervals
from charts.matrix import matrix
from charts.quantity import Quantity
from charts.steps import steps
from charts.trend import spark, trend
from charts.triangle import triangle
from charts.versus import dots, lines
from charts.waterfall import waterfall
from texts import words

RATE = Quantity("rate", "rate", "Rate")
LOANS = Quantity("loans", "count", "Loans")
FRAME = pd.DataFrame(
    {
        "month": ["2026-01", "2026-02", "2026-03"],
        "mob": [0, 1, 2],
        "rate": pd.array([0.1, None, 0.3], dtype="Float64"),
        "low": [0.05, None, 0.2],
        "high": [0.2, None, 0.4],
        "loans": pd.array([100, 0, 120], dtype="Int64"),
        "complete": [True, True, False],
        "share_of_previous": [None, 0.5, 0.5],
    }
)

SHAPES = {
    "trend": lambda f, t, look: trend(
        f, t, look, values=[RATE], low="low", high="high", complete="complete"
    ),
    "spark": lambda f, t, look: spark(f, t, look, value=RATE),
    "ranked": lambda f, t, look: ranked(
        f, t, look, category="month", value=RATE, low="low", high="high"
    ),
    "grouped": lambda f, t, look: grouped(f, t, look, category="month", values=[LOANS]),
    "stacked": lambda f, t, look: stacked(
        f, t, look, series="mob", value=LOANS, x="month"
    ),
    "steps": lambda f, t, look: steps(
        f, t, look, value=LOANS, stage="month", share_of_first="rate"
    ),
    "curves": lambda f, t, look: curves(f, t, look, value=RATE, curve="month"),
    "triangle": lambda f, t, look: triangle(
        f, t, look, value=RATE, size=LOANS, row="month"
    ),
    "matrix": lambda f, t, look: matrix(
        f,
        t,
        look,
        value=RATE,
        rows=list(f["month"]),
        columns=[*f["month"], 0, 1, 2],
        sizes={},
        size=LOANS,
        row="month",
        column="mob",
    ),
    "waterfall": lambda f, t, look: waterfall(
        None if f.empty else f.iloc[0],
        t,
        look,
        parts=[(LOANS, "plus"), (RATE, "total")],
    ),
    "intervals": lambda f, t, look: intervals(f, t, look, category="month", value=RATE),
    "dots": lambda f, t, look: dots(
        f.assign(by="A"),
        t,
        look,
        category="month",
        value=RATE,
        colours={"A": look.categorical[0]},
    ),
    "lines": lambda f, t, look: lines(
        f.assign(by="A"), t, look, value=RATE, colours={"A": look.categorical[0]}
    ),
}


@pytest.fixture(params=SHAPES)
def shape(request):
    return SHAPES[request.param]


def test_an_empty_frame_says_so_in_the_readers_language(shape, t, look):
    figure = shape(FRAME.head(0), t, look)
    assert len(figure.data) == 0
    assert figure.layout.annotations[0].text == t("charts.no_data")


def test_no_colour_is_left_to_a_default(shape, en, look):
    figure = shape(FRAME, en, look)
    assert figure.layout.font.color == look.text
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert list(figure.layout.colorway) == list(look.categorical)
    for trace in figure.data:
        assert paint(trace), trace.name


def test_light_and_dark_differ(shape, en):
    assert paint_of(shape(FRAME, en, theme.light())) != paint_of(
        shape(FRAME, en, theme.dark())
    )


def test_the_figure_is_valid_json_without_nan(shape, en, look):
    written = json.dumps(shape(FRAME, en, look).to_dict())
    assert not re.search(r"\bNaN\b|\bInfinity\b|<NA>", written)
    json.loads(written)


def test_words_are_the_readers(shape, look):
    english = json.dumps(shape(FRAME, words("en"), look).to_dict(), ensure_ascii=False)
    assert not re.search(r"[\u4e00-\u9fff]", english)


def paint(trace) -> object:
    """The colour that a trace sets for itself, whatever its kind."""
    kind = trace.type
    if kind == "heatmap":
        return trace.colorscale
    if kind == "waterfall":
        return trace.totals.marker.color
    if kind == "bar":
        return trace.marker.color
    if trace.mode == "text":
        return trace.textfont.color
    return trace.line.color if "lines" in trace.mode else trace.marker.color


def paint_of(figure) -> list:
    return [str(paint(trace)) for trace in figure.data]
