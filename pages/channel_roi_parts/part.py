"""What the sections of the channel page share: their words, columns and names."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from charts.quantity import Quantity
from metrics import Answer
from metrics.columns import unit_of
from ui import roi_figures
from ui.blocks import section
from ui.view import View

MULTIPLES = ("roi", "roas")
"""Returns per unit spent: they read as 1.35, not as 135 %."""


def part(view: View, name: str, **values: str) -> AbstractContextManager:
    """A section whose title, basis and explanation are the texts of that name.

    `values` are those of the title.
    """
    t = view.t
    title = t(f"channel_roi.{name}.title", **values)
    basis, about = t(f"channel_roi.{name}.basis"), t(f"channel_roi.{name}.about")
    return section(view, title, basis=basis, about=about)


def column(view: View, name: str) -> Quantity:
    """A column of the metric in its unit, under its own heading."""
    unit = "ratio" if name in MULTIPLES else unit_of("channel_roi", name)
    return Quantity(name, unit, view.t.column(name))


def channel_names(view: View, total: Answer) -> Callable[[str], str]:
    """How a reader knows each channel, and the total, which may not be of all spend."""
    rest = roi_figures.unallocated(total.frame)
    every = view.t("channel_roi.total_allocated" if rest else "channel_roi.total")
    return lambda code: (
        every if code == roi_figures.ALL else view.name(roi_figures.CHANNEL, code)
    )
