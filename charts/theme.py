"""How every figure looks: colours by meaning, a layout of our own, light and dark.

Nothing is left to Plotly's or Streamlit's defaults, which differ between the app, a
report and a test. Blue stands for good and orange for bad: red and green are the
pair most readers with a colour weakness can't tell apart, and red is up in China.
"""

from dataclasses import dataclass

from charts.figure import Figure

FONT = (
    "Inter, 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', sans-serif"
)

CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "displayModeBar": False,
    "responsive": True,
}
"""For whoever shows a figure: no logo, no button that uploads data elsewhere."""

CLEAR = "rgba(0,0,0,0)"

_PALETTE_START = {"product": 0, "channel": 3, "segment": 6}
"""Where each dimension starts in the palette, so that the most frequent product and
the most frequent channel, often on one page, don't share a colour."""


@dataclass(frozen=True)
class Look:
    """The colours of one theme; every one as '#rrggbb', `paper` transparent."""

    name: str
    text: str
    muted: str
    """Axis words and asides; at least 4.5 to 1 against the background."""
    grid: str
    background: str
    """What lies behind a figure: the shade that faded colours fade to."""
    good: str
    bad: str
    neutral: str
    immature: str
    accent: str
    """The one line or bar the eye should go to first."""
    categorical: tuple[str, ...]
    """Ten colours that stay apart for the colour-blind."""
    heat: tuple[str, ...]
    """From nothing to much, for cells and late buckets."""
    late: tuple[str, ...]
    """From a little late to very late: strong enough to draw lines with."""
    shades: tuple[str, ...]
    """From old to new, for cohorts."""
    diverging: tuple[str, ...]
    """From good over neutral to bad."""
    paper: str = CLEAR

    def colour_of(self, dimension: str, code: str, values: tuple[str, ...]) -> str:
        """The colour of one value of a dimension, the same on every page and day.

        `values` is the book's whole list for the dimension, not the filtered one.
        After ten values the colours come round again; an empty code is neutral.
        """
        if code == "" or code not in values:
            return self.neutral
        named = [value for value in values if value != ""]
        start = _PALETTE_START.get(dimension, 0)
        return self.categorical[(start + named.index(code)) % len(self.categorical)]

    def colours_of(self, dimension: str, values: tuple[str, ...]) -> dict[str, str]:
        """`colour_of` for every value of the dimension."""
        return {code: self.colour_of(dimension, code, values) for code in values}

    def ordered(self, number: int, scale: tuple[str, ...] | None = None) -> list[str]:
        """`number` colours spread evenly over a scale, `shades` where none is given."""
        scale = scale or self.shades
        if number <= 1:
            return [scale[-1]][:number]
        return [at(scale, i / (number - 1)) for i in range(number)]

    def lateness(self, number: int) -> list[str]:
        """Colours of buckets of days past due: the first, not late, is calm."""
        if number == 0:
            return []
        return [self.shades[1], *self.ordered(number - 1, self.late)]

    def faded(self, colour: str, share: float = 0.55) -> str:
        """The colour mixed with the background: the same thing, less certain."""
        return _mix(colour, self.background, share)


_LIGHT = Look(
    name="light",
    text="#0b1220",
    muted="#5b6472",
    grid="#e5e7eb",
    background="#ffffff",
    good="#0072b2",
    bad="#d55e00",
    neutral="#8a94a6",
    immature="#9aa3b2",
    accent="#d55e00",
    categorical=(
        "#0072b2",
        "#e69f00",
        "#009e73",
        "#cc79a7",
        "#56b4e9",
        "#d55e00",
        "#332288",
        "#882255",
        "#44aa99",
        "#8c8c00",
    ),
    heat=("#fff7ec", "#fee2b8", "#fdc38d", "#fc8d59", "#e0562f", "#b3200f", "#7f0000"),
    late=("#e5892e", "#cf5f1e", "#a83c10", "#7a2408", "#4d1503"),
    shades=("#a9c1db", "#84abd1", "#5a93c4", "#2a71ad", "#0b4f8a", "#08306b"),
    diverging=("#0072b2", "#7fb8d8", "#eef0f3", "#eaae7f", "#d55e00"),
)

_DARK = Look(
    name="dark",
    text="#e5e7eb",
    muted="#a3adbb",
    grid="#2c3440",
    background="#0e1117",
    good="#56b4e9",
    bad="#ff8c42",
    neutral="#9aa4b5",
    immature="#6b7585",
    accent="#ff8c42",
    categorical=(
        "#4aa8e8",
        "#e69f00",
        "#2fc49c",
        "#e295bd",
        "#9ad5f7",
        "#ff8c42",
        "#9f91f2",
        "#d0699b",
        "#7fd6c7",
        "#d6d05a",
    ),
    heat=("#1c222c", "#43302a", "#6f3f27", "#a35223", "#d96f26", "#ff9a4d", "#ffd09e"),
    late=("#a8603a", "#c96f30", "#e88a3a", "#ffb070", "#ffdcb8"),
    shades=("#4a627d", "#4b7097", "#4a80b0", "#5b9dd3", "#86bdea", "#c2e0fa"),
    diverging=("#56b4e9", "#35688a", "#2a303a", "#8a5734", "#ff8c42"),
)


def light() -> Look:
    """The look on a white page."""
    return _LIGHT


def dark() -> Look:
    """The look on a dark page."""
    return _DARK


def look(type: str | None) -> Look:
    """The look for Streamlit's theme type; light where it is not known yet."""
    return _DARK if type == "dark" else _LIGHT


def figure(
    look: Look, *, height: int, legend: bool = False, hover: str = "closest"
) -> Figure:
    """An empty figure in this look; every shape starts here.

    Zooming by drag is off: on a phone it would swallow the scroll of the page.
    """
    axis = {
        "color": look.muted,
        "gridcolor": look.grid,
        "linecolor": look.grid,
        "zerolinecolor": look.grid,
        "tickfont": {"color": look.muted, "size": 12},
        "title": {"font": {"color": look.muted, "size": 12}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
        "zeroline": False,
        "ticks": "",
    }
    return Figure(
        height=height,
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        showlegend=legend,
        hovermode=hover,
        dragmode=False,
        font={"family": FONT, "size": 13, "color": look.text},
        colorway=list(look.categorical),
        paper_bgcolor=look.paper,
        plot_bgcolor=look.paper,
        xaxis=axis | {"showgrid": False},
        yaxis=axis | {"showgrid": True},
        hoverlabel={
            "bgcolor": look.background,
            "bordercolor": look.grid,
            "font": {"family": FONT, "size": 13, "color": look.text},
            "align": "left",
        },
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "font": {"color": look.text, "size": 12},
            "bgcolor": CLEAR,
        },
    )


def empty(look: Look, words: str, *, height: int) -> Figure:
    """A figure with no axes that says it has nothing to draw."""
    blank = figure(look, height=height)
    blank.update_xaxes(visible=False)
    blank.update_yaxes(visible=False)
    blank.add_annotation(
        text=words,
        showarrow=False,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        font={"color": look.muted, "size": 13},
    )
    return blank


def at(scale: tuple[str, ...], share: float) -> str:
    """The colour at a place from 0 to 1 on a scale."""
    place = min(max(share, 0.0), 1.0) * (len(scale) - 1)
    first = min(int(place), len(scale) - 2)
    return _mix(scale[first], scale[first + 1], place - first)


def see_through(colour: str, alpha: float) -> str:
    """The colour with the page shining through."""
    red, green, blue = _parts(colour)
    return f"rgba({red},{green},{blue},{alpha})"


def _mix(first: str, second: str, share: float) -> str:
    pairs = zip(_parts(first), _parts(second), strict=True)
    mixed = (round(a + (b - a) * share) for a, b in pairs)
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
