"""A whole as a bar of its parts."""

from charts import theme
from charts.parts import parts
from charts.quantity import Quantity
from texts import words

T, LOOK = words("en"), theme.light()
WHOLE = Quantity("all", "count", "All")
PARTS = [Quantity("won", "count", "Won"), Quantity("lost", "count", "Lost")]
COLOURS = {"won": "#0072b2", "lost": "#d55e00"}


def draw(row):
    return parts(row, T, LOOK, whole=WHOLE, parts=PARTS, colours=COLOURS)


def test_each_part_is_drawn_with_its_number_and_share():
    figure = draw({"all": 200, "won": 150, "lost": 50})
    assert [trace.name for trace in figure.data] == ["Won", "Lost"]
    assert [trace.x[0] for trace in figure.data] == [150, 50]
    assert [trace.text for trace in figure.data] == ["75.0%", "25.0%"]
    assert "Won: 150" in figure.data[0].hovertext
    assert "All: 200" in figure.data[0].hovertext
    assert tuple(figure.layout.xaxis.range) == (0, 200)


def test_a_part_too_narrow_for_words_says_its_number_in_the_tooltip_alone():
    figure = draw({"all": 200, "won": 199, "lost": 1})
    assert figure.data[1].text == ""
    assert "Lost: 1" in figure.data[1].hovertext


def test_an_empty_whole_is_said_in_words():
    for row in (None, {"all": 0, "won": 0, "lost": 0}):
        figure = draw(row)
        assert not figure.data
        assert figure.layout.annotations[0].text == T("charts.no_data")
