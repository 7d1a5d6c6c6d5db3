"""A figure put together from plain traces, and what Plotly makes of it."""

import pytest

from charts.figure import Figure, bar, scatter


def test_an_update_reaches_into_what_is_there():
    figure = Figure(height=200, margin={"l": 0, "r": 8})
    figure.update_layout(margin={"r": 56})
    figure.update_xaxes({"type": "date", "dtick": None}, showgrid=False)
    figure.update_xaxes(showgrid=True)
    assert figure.to_dict()["layout"] == {
        "height": 200,
        "margin": {"l": 0, "r": 56},
        "xaxis": {"type": "date", "showgrid": True},
    }


def test_what_is_given_is_not_changed_by_a_later_update():
    shared = {"font": {"size": 12}}
    one, other = Figure(xaxis=shared), Figure(xaxis=shared)
    one.update_xaxes(font={"size": 20})
    assert shared == {"font": {"size": 12}}
    assert other.to_dict()["layout"]["xaxis"] == shared


def test_traces_stand_in_order_and_are_updated_together():
    figure = Figure()
    figure.add_trace(bar(x=[1], y=[2], error_x=None))
    figure.add_traces([scatter(x=[None], y=[None], marker={"size": 5})])
    figure.update_traces(marker={"opacity": 1})
    assert figure.to_dict()["data"] == [
        {"type": "bar", "x": [1], "y": [2], "marker": {"opacity": 1}},
        {
            "type": "scatter",
            "x": [None],
            "y": [None],
            "marker": {"size": 5, "opacity": 1},
        },
    ]


def test_plotly_reads_it_and_adds_no_look_of_its_own():
    figure = Figure(height=200)
    figure.add_trace(bar(x=[1, 2], y=[3, None]))
    figure.add_shape(type="line", x0=1, x1=1, y0=0, y1=1)
    figure.add_annotation(text="here", x=1, y=1)
    assert figure.data[0].y == (3, None)
    assert figure.layout.shapes[0].type == "line"
    assert figure.layout.annotations[0].text == "here"
    template = figure.layout.template
    assert not template.layout.to_plotly_json()
    assert all(
        kind.to_plotly_json() == {"type": "scatter"} for kind in template.data.scatter
    )


def test_what_plotly_does_not_know_is_found_when_it_is_checked():
    figure = Figure()
    figure.add_trace(scatter(x=[1], colour="blue"))
    with pytest.raises(ValueError, match="colour"):
        figure.checked()
