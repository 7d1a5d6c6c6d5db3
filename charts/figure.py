"""A figure as the browser reads it: plain traces and a plain layout.

Plotly's classes check every property each time one is set, which takes longer than
everything else that a page does. On its way to the screen a figure is checked by
nobody; a file that is taken away, and every test, reads it `checked`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

Trace = dict[str, object]


def scatter(**properties: object) -> Trace:
    """Lines, marks or words."""
    return _trace("scatter", properties)


def bar(**properties: object) -> Trace:
    """Bars, upright or lying."""
    return _trace("bar", properties)


def heatmap(**properties: object) -> Trace:
    """Cells of a grid in shades."""
    return _trace("heatmap", properties)


def floating(**properties: object) -> Trace:
    """Bars that each begin where the one before ended."""
    return _trace("waterfall", properties)


class Figure:
    """Traces and a layout, put together step by step.

    Updates reach into what is there: `margin={"r": 56}` leaves the other margins
    alone. What is None is not set.
    """

    def __init__(self, **layout: object) -> None:
        self.traces: list[Trace] = []
        self._layout: dict[str, object] = {}
        self.update_layout(**layout)

    def add_trace(self, trace: Trace) -> None:
        """Draws one more trace, over those before it."""
        self.traces.append(trace)

    def add_traces(self, traces: Iterable[Trace]) -> None:
        """Draws more traces, over those before them."""
        self.traces.extend(traces)

    def add_shape(self, **shape: object) -> None:
        """A line or an area that belongs to no trace."""
        self._layout.setdefault("shapes", []).append(shape)

    def add_annotation(self, **annotation: object) -> None:
        """Words at a place of the figure."""
        self._layout.setdefault("annotations", []).append(annotation)

    def update_traces(self, **properties: object) -> None:
        """Sets properties of all traces so far."""
        for trace in self.traces:
            _merge(trace, properties)

    def update_layout(self, **properties: object) -> None:
        """Sets properties of the layout."""
        _merge(self._layout, properties)

    def update_xaxes(self, axis: dict | None = None, **properties: object) -> None:
        """Sets properties of the x axis."""
        self.update_layout(xaxis=(axis or {}) | properties)

    def update_yaxes(self, axis: dict | None = None, **properties: object) -> None:
        """Sets properties of the y axis."""
        self.update_layout(yaxis=(axis or {}) | properties)

    def to_dict(self) -> dict[str, object]:
        """What the browser draws."""
        return {"data": self.traces, "layout": self._layout}

    def checked(self) -> "go.Figure":
        """The figure as an object of Plotly; raises ValueError where it is not one."""
        import plotly.graph_objects as go  # slow to load, and no screen needs it

        # Without a template Plotly would add one of its own, or Streamlit's.
        return go.Figure(self.traces, self._layout | {"template": go.layout.Template()})

    @property
    def data(self) -> tuple:
        """The traces as objects of Plotly, to be read."""
        return self.checked().data

    @property
    def layout(self) -> "go.Layout":
        """The layout as an object of Plotly, to be read."""
        return self.checked().layout


def _trace(type_: str, properties: dict[str, object]) -> Trace:
    return _merge({"type": type_}, properties)


def _merge(into: dict, properties: dict) -> dict:
    for key, value in properties.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif value is not None:
            into[key] = value
    return into
