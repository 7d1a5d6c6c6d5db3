"""What the sections of the channel page share: their words, columns and names."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from charts.quantity import Quantity
from metrics.columns import unit_of
from ui.blocks import section
from ui.view import View

MULTIPLES = ("roi", "roas")
"""Returns per unit spent: they read as 1.35, not as 135 %."""


def part(view: View, name: str) -> AbstractContextManager:
    """A section whose title, basis and explanation are the texts of that name."""
    t = view.t
    title, basis = t(f"channel_roi.{name}.title"), t(f"channel_roi.{name}.basis")
    return section(view, title, basis=basis, about=t(f"channel_roi.{name}.about"))


def column(view: View, name: str) -> Quantity:
    """A column of the metric in its unit, under its own heading."""
    unit = "ratio" if name in MULTIPLES else unit_of("channel_roi", name)
    return Quantity(name, unit, view.t.column(name))


def channel_names(view: View) -> Callable[[str], str]:
    """How a reader knows each channel, and the total."""
    return lambda code: (
        view.t("channel_roi.total") if code == "all" else view.name("channel", code)
    )
