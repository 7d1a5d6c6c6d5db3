"""What lies over a line of months: targets, events, and what can still change."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from charts.figure import Figure, scatter
from charts.quantity import hover_colours, month_start
from charts.theme import Look
from texts import Words

_WIDTH = 46
"""Letters on a line of a tooltip that a phone can show; a Chinese one counts two."""

_FIRST_WIDE = "\u2e80"
"""From here on letters are Chinese, Japanese or Korean."""

_GOAL_DASH = "4px,3px"
"""Fine enough to show the step of a single month among three years of them."""

_EVENT_AXIS = "y2"
"""An axis of their own, so that marks stay at the top whatever the figures."""


@dataclass(frozen=True)
class Marker:
    """Something that happened in a month that the chart shows."""

    month: str
    """'2026-03', or a date within the month."""
    label: str
    """When and what, in the reader's words."""
    detail: tuple[str, ...] = ()
    """Lines below the label, such as the figure before and after."""


def add_goal(
    figure: Figure,
    t: Words,
    months: Sequence,
    goals: Mapping[str, float],
    *,
    colour: str,
    in_legend: bool,
) -> None:
    """Targets by month as a dashed step; a month without one is a gap.

    The legend has one entry for all targets: their colours say whose each is.
    """
    at = [month_start(month) for month in months]
    y = [goals.get(month[:7]) for month in at]
    alone = [
        value is not None
        and (i == 0 or y[i - 1] is None)
        and (i + 1 == len(y) or y[i + 1] is None)
        for i, value in enumerate(y)
    ]
    figure.add_trace(
        scatter(
            x=at,
            y=y,
            mode="lines+markers" if any(alone) else "lines",
            line={"color": colour, "width": 1.5, "dash": _GOAL_DASH, "shape": "hvh"},
            marker={
                "symbol": "line-ew",
                "size": [14 if is_alone else 0 for is_alone in alone],
                "color": colour,
                "line": {"color": colour, "width": 1.5},
            },
            connectgaps=False,
            hoverinfo="skip",
            name=t("charts.goal"),
            legendgroup="goals",
            showlegend=in_legend,
        )
    )


def add_open_key(figure: Figure, t: Words, look: Look) -> None:
    """Says in the legend what a dashed line with hollow marks is."""
    figure.add_trace(
        scatter(
            x=[None],
            y=[None],
            mode="lines+markers",
            line={"color": look.muted, "width": 2, "dash": "dot"},
            marker={
                "color": look.background,
                "size": 7,
                "line": {"color": look.muted, "width": 1.5},
            },
            hoverinfo="skip",
            name=t("charts.can_change"),
            showlegend=True,
        )
    )


def add_events(figure: Figure, t: Words, look: Look, events: Sequence[Marker]) -> None:
    """A quiet dotted line per month with events, and a mark at its top that tells them.

    Events of one month share a mark.
    """
    months: dict[str, list[Marker]] = {}
    for event in events:
        months.setdefault(month_start(event.month), []).append(event)
    if not months:
        return
    for month in months:
        figure.add_shape(
            type="line",
            x0=month,
            x1=month,
            y0=0,
            y1=1,
            yref="paper",
            line={"color": look.faded(look.muted, 0.4), "width": 1, "dash": "dot"},
            layer="below",
        )
    figure.add_trace(
        scatter(
            x=list(months),
            y=[1.0] * len(months),
            yaxis=_EVENT_AXIS,
            mode="markers",
            marker={"symbol": "triangle-down", "size": 10, "color": look.muted},
            cliponaxis=False,
            text=["<br>".join(map(_told, group)) for group in months.values()],
            hovertemplate="%{text}<extra></extra>",
            hoverlabel=hover_colours(look, look.muted),
            name=t("charts.event"),
            showlegend=True,
        )
    )
    # A click on a mark selects it, and what is not selected would fade.
    figure.update_traces(unselected={"marker": {"opacity": 1}})
    figure.update_layout(
        yaxis2={
            "overlaying": "y",
            "range": [0, 1],
            "visible": False,
            "fixedrange": True,
            "automargin": False,
        }
    )


def _told(event: Marker) -> str:
    """A marker's lines; what is not ours is escaped, and long text wrapped."""
    first, *rest = _wrapped(event.label)
    head = [f"<b>{part}</b>" for part in (first, *rest)]
    return "<br>".join([*head, *(p for line in event.detail for p in _wrapped(line))])


def _wrapped(text: str) -> list[str]:
    """Lines that fit a phone; Chinese may break anywhere, other words at spaces.

    A no-break space holds together what stands on either side of it.
    """
    lines, room = [""], _WIDTH
    for piece in re.findall(r"[^ \u2e80-\uffef]{1,46}| |[\u2e80-\uffef]", text):
        width = sum(1 + (letter >= _FIRST_WIDE) for letter in piece)
        if width > room and lines[-1]:
            lines.append("")
            room = _WIDTH
        if lines[-1] or not piece.isspace():
            lines[-1] += piece
            room -= width
    return [escape(line.rstrip()) for line in lines]
