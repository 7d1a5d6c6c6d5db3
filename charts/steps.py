"""A funnel as horizontal bars: how many reach each stage, and where the rest went."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from charts import points, theme
from charts.figure import Figure, bar
from charts.quantity import Quantity, naming, show, tooltip
from charts.theme import Look
from texts import Words

_ROW_HEIGHT = 46


def steps(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    value: Quantity,
    stage: str = "stage",
    share_of_first: str = "share_of_first",
    share_of_previous: str = "share_of_previous",
    remainder: Sequence[Quantity] = (),
    behind: Sequence[Quantity] = (),
    names: Mapping | Callable | None = None,
    low: str | None = None,
    high: str | None = None,
    height: int | None = None,
) -> Figure:
    """One bar per stage, top to bottom, labelled with its number and both shares.

    `remainder` holds what did not get further, in the unit of `value`, for example
    those still open and those lost: drawn after the bar, hollow for the first (open)
    and pale for the others. `low` and `high` bound the share of the first stage.
    """
    height = height or 16 + _ROW_HEIGHT * max(len(frame), 2)
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height, legend=bool(remainder))
    rows, name = frame.to_dict("records"), naming(names)
    places = list(range(len(rows)))
    hovers = [
        tooltip(
            t,
            row,
            name(row[stage]),
            value,
            behind,
            asides=_shares(t, row, share_of_first, share_of_previous, low, high),
        )
        for row in rows
    ]
    figure.add_trace(
        bar(
            y=places,
            x=[_number(row[value.column]) for row in rows],
            orientation="h",
            marker={"color": look.categorical[0], "line": {"width": 0}},
            name=value.label,
            hovertext=hovers,
            customdata=points.along(frame, share_of_first, stage),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    for place, part in enumerate(remainder):
        is_open = place == 0 and len(remainder) > 1
        figure.add_trace(
            bar(
                y=places,
                x=[_number(row[part.column]) for row in rows],
                orientation="h",
                marker={
                    "color": theme.see_through(look.immature, 0.18 if is_open else 0.5),
                    "line": {"color": look.immature, "width": 1 if is_open else 0},
                },
                name=part.label,
                hovertext=[tooltip(t, row, name(row[stage]), part) for row in rows],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    _write_labels(figure, t, look, rows, value, share_of_first, share_of_previous)
    figure.update_xaxes(visible=False, rangemode="tozero")
    figure.update_yaxes(
        tickvals=places,
        ticktext=[name(row[stage]) for row in rows],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": look.text, "size": 13},
    )
    figure.update_layout(barmode="stack", bargap=0.55)
    return figure


def _write_labels(figure, t, look, rows, value, of_first, of_previous) -> None:
    """Number and shares above each bar, where they have room on a phone too."""
    for place, row in enumerate(rows):
        words = f"<b>{show(t, row[value.column], value.unit)}</b>"
        if pd.notna(row[of_previous]):
            first = show(t, row[of_first], "rate")
            previous = show(t, row[of_previous], "rate")
            words += "  " + t("charts.shares", first=first, previous=previous)
        figure.add_annotation(
            x=0,
            y=place,
            text=words,
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            yshift=10,
            align="left",
            font={"color": look.text, "size": 12},
        )


def _shares(t, row, of_first, of_previous, low, high) -> list[str]:
    if pd.isna(row[of_previous]):
        return []
    lines = [
        t("charts.share_of_first", share=show(t, row[of_first], "rate")),
        t("charts.share_of_previous", share=show(t, row[of_previous], "rate")),
    ]
    if low and high and pd.notna(row[low]) and pd.notna(row[high]):
        ends = {"low": show(t, row[low], "rate"), "high": show(t, row[high], "rate")}
        lines.insert(1, t("charts.interval", **ends))
    return lines


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)
