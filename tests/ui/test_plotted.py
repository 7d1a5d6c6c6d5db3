"""What Streamlit is handed to draw: the figure as it is, told apart by its data."""

import json

from streamlit.testing.v1 import AppTest


def _script(height, is_clicked):
    from charts.figure import Figure, bar
    from ui import plotted

    figure = Figure(height=height, dragmode=False, xaxis={"range": [0, 1]})
    figure.add_trace(bar(x=[1, 2], y=[3, None]))
    taken = (lambda: None) if is_clicked else None
    plotted.chart(figure, key="one", alt="Two bars", on_click=taken)


def drawn(height: int = 200, is_clicked: bool = True):
    test = AppTest.from_function(
        _script, kwargs={"height": height, "is_clicked": is_clicked}
    ).run()
    assert not test.exception
    (chart,) = test.get("plotly_chart")
    return chart.proto


def test_a_figure_arrives_as_it_is():
    spec = json.loads(drawn().spec)
    assert spec["data"] == [{"type": "bar", "x": [1, 2], "y": [3, None]}]
    assert spec["layout"]["xaxis"] == {"range": [0, 1]}
    assert "template" not in spec["layout"]
    assert drawn().alt == "Two bars"


def test_only_a_chart_that_takes_clicks_selects_what_is_clicked():
    modes = {"clickmode": "event+select", "dragmode": "pan"}
    assert modes.items() <= json.loads(drawn().spec)["layout"].items()
    layout = json.loads(drawn(is_clicked=False).spec)["layout"]
    assert "clickmode" not in layout and layout["dragmode"] is False
    assert not drawn(is_clicked=False).selection_mode


def test_the_same_figure_is_the_same_revision_and_another_is_another():
    revision = [json.loads(drawn(h).spec)["layout"]["datarevision"] for h in (9, 9, 8)]
    assert revision[0] == revision[1] != revision[2]
