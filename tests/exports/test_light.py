"""A chart drawn on a dark page comes out as it would have on a white one."""

import json
import re

import pytest

from charts import theme
from exports.light import light
from tests.exports.reports import figure

COLOUR = re.compile(r"#[0-9a-fA-F]{6}|rgba\([^)]*\)")


@pytest.mark.parametrize("name", ["lines", "bars", "layers", "triangle", "floating"])
def test_a_dark_chart_has_the_colours_of_the_light_one(name):
    exchanged = colours(light(figure(name, look=theme.dark()).chart()))
    drawn = colours(figure(name, look=theme.light()).chart())

    assert len(exchanged) == len(drawn) > 20
    assert max(map(distance, exchanged, drawn)) < 8


def test_a_light_chart_is_left_as_it_is():
    drawn = figure("lines").chart()

    assert light(drawn) is drawn


def colours(figure_) -> list[str]:
    """Every colour, in the order of the figure's keys."""
    return COLOUR.findall(
        json.dumps(figure_.to_plotly_json(), sort_keys=True, default=str)
    )


def distance(one: str, other: str) -> float:
    return max(abs(a - b) for a, b in zip(parts(one), parts(other), strict=True))


def parts(colour: str) -> list[float]:
    if colour.startswith("#"):
        return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    *channels, alpha = re.findall(r"[\d.]+", colour)
    return [*map(float, channels), 255 * float(alpha)]
