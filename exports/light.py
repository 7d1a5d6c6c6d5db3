"""A figure on a white page, whatever the theme that its reader had it in.

A page draws for the look on the screen. Paper is white; so the colours of the dark
look are exchanged for their counterparts, mixed ones by the colours they were mixed
from.
"""

import json
import re
from functools import cache

import plotly.graph_objects as go

from charts import theme
from charts.theme import Look

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|rgba\((\d+),(\d+),(\d+),([\d.]+)\)")
_SCALES = ("heat", "late", "shades", "diverging")
_ALONE = ("text", "muted", "grid", "good", "bad", "neutral", "immature", "accent")

Rgb = tuple[float, float, float]


def light(figure: go.Figure) -> go.Figure:
    """The figure in the light look; one that is in it already, as it is."""
    if figure.layout.font.color != theme.dark().text:
        return figure
    return go.Figure(json.loads(_COLOUR.sub(_exchange, figure.to_json())))


def _exchange(found: re.Match) -> str:
    if found[0].startswith("#"):
        return _counterpart(found[0].lower())
    red, green, blue, alpha = found.groups()
    if float(alpha) == 0:
        return found[0]
    opaque = f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
    return theme.see_through(_counterpart(opaque), float(alpha))


@cache
def _counterpart(colour: str) -> str:
    """The light colour that stands for a dark one; the nearest where none is exact."""
    best: tuple[float, str] = (float("inf"), colour)
    for dark_pair, light_pair in _pairs():
        distance, share = _nearest(_parts(colour), *map(_parts, dark_pair))
        if distance + 1e-9 < best[0]:
            best = (distance, theme.at(light_pair, share))
    return best[1]


@cache
def _pairs() -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Pairs of colours that others are mixed from: scales first, then fading."""
    dark, white = theme.dark(), theme.light()
    pure = list(zip(_named(dark), _named(white), strict=True))
    steps = [
        pair
        for scale in _SCALES
        for pair in zip(
            _steps(getattr(dark, scale)), _steps(getattr(white, scale)), strict=True
        )
    ]
    faded = [((one, dark.background), (other, white.background)) for one, other in pure]
    return [((one, one), (other, other)) for one, other in pure] + steps + faded


def _named(look: Look) -> list[str]:
    alone = [getattr(look, name) for name in _ALONE]
    scales = [colour for scale in _SCALES for colour in getattr(look, scale)]
    return [look.background, *alone, *look.categorical, *scales]


def _steps(scale: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(zip(scale, scale[1:], strict=False))


def _nearest(colour: Rgb, first: Rgb, second: Rgb) -> tuple[float, float]:
    """Distance of a colour from the way between two others, and where on it."""
    way = [b - a for a, b in zip(first, second, strict=True)]
    length = sum(step * step for step in way)
    along = sum(w * (c - a) for w, c, a in zip(way, colour, first, strict=True))
    share = min(max(along / length, 0.0), 1.0) if length else 0.0
    there = [a + share * w for a, w in zip(first, way, strict=True)]
    away = sum((c - p) ** 2 for c, p in zip(colour, there, strict=True)) ** 0.5
    return away, share


def _parts(colour: str) -> Rgb:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
