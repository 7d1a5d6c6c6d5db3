"""Two selections in one figure: dots with intervals, curves with bands."""

import pandas as pd

from charts.quantity import Quantity
from charts.versus import dots, lines

SHARE = Quantity("share", "rate", "Share")
COUNT = (Quantity("n", "count", "Applications"),)
STAGES = pd.DataFrame(
    [
        ("A", "submitted", 0.8, 0.7, 0.9, 80),
        ("A", "signed", 0.4, 0.3, 0.5, 40),
        ("B", "submitted", 0.6, 0.5, 0.7, 6),
        ("B", "signed", None, None, None, 0),
    ],
    columns=["by", "stage", "share", "low", "high", "n"],
    index=[1, 5, 1, 5],
)
AGES = pd.DataFrame(
    [
        ("A", 0, 0.0, 0.0, 0.1, True),
        ("A", 1, 0.2, 0.1, 0.3, True),
        ("A", 2, 0.3, 0.1, 0.5, False),
        ("B", 0, 0.1, None, None, True),
        ("B", 1, 0.2, None, None, False),
    ],
    columns=["by", "mob", "rate", "low", "high", "complete"],
    index=[0, 1, 2, 0, 1],
)


def coloured(look) -> dict:
    return dict(zip("AB", look.categorical, strict=False))


def drawn(t, look):
    return dots(
        STAGES,
        t,
        look,
        category="stage",
        value=SHARE,
        behind=COUNT,
        colours=coloured(look),
        names={"submitted": "Submitted", "signed": "<Signed>"},
    )


def test_each_side_has_its_colour_its_dots_and_its_place_in_the_row(en, look):
    a_lines, a, b_lines, b = drawn(en, look).data
    assert (a.x, b.x) == ((0.8, 0.4), (0.6, None))
    assert [round(y) for y in (*a.y, *b.y)] == [0, 1, 0, 1]
    assert all(ours < theirs for ours, theirs in zip(a.y, b.y, strict=True))
    assert (a.marker.color, b.marker.color) == look.categorical[:2]
    assert [trace.name for trace in (a, b) if trace.showlegend is not False] == [*"AB"]
    assert a_lines.x == (0.7, 0.9, None, 0.3, 0.5, None)
    assert b_lines.x == (0.5, 0.7, None)  # no interval is known of the other


def test_a_dot_says_its_side_its_numbers_and_its_interval(en, look):
    dot = drawn(en, look).data[1]
    assert dot.hovertext[0] == (
        "<b>A · Submitted</b><br>Share: 80.0%<br>Applications: 80"
        "<br>95% interval: 70.0% to 90.0%"
    )
    assert "&lt;Signed&gt;" in dot.hovertext[1]


def test_a_click_leads_to_the_row_of_its_own_sides_answer(en, look):
    _, a, _, b = drawn(en, look).data
    assert a.customdata == ([1, "share", "A"], [5, "share", "A"])
    assert b.customdata == ([1, "share", "B"], [5, "share", "B"])
    value = Quantity("rate", "rate", "Rate")
    figure = lines(AGES, en, look, value=value, colours=coloured(look))
    marks = [t for t in figure.data if t.customdata is not None and t.name == "B"]
    assert {tuple(point) for t in marks for point in t.customdata} == {
        (0, "rate", "B"),
        (1, "rate", "B"),
    }


def test_a_band_lies_where_a_curve_is_complete_and_its_interval_known(en, look):
    value = Quantity("rate", "rate", "Rate")
    figure = lines(AGES, en, look, value=value, colours=coloured(look))
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert [(band.name, band.x, band.y) for band in bands] == [
        ("A", (0, 1, 1, 0), (0.1, 0.3, 0.1, 0.0))
    ]
    tails = [trace for trace in figure.data if trace.line.dash == "dot"]
    assert [(tail.name, tail.y) for tail in tails] == [
        ("A", (None, 0.2, 0.3)),
        ("B", (0.1, 0.2)),
    ]
    assert sum(trace.showlegend is not False for trace in figure.data) == 2
