"""A figure of the funnel page under its section's name."""

from collections.abc import Callable

import pandas as pd

from metrics import Answer
from ui.blocks import figure
from ui.view import View


def draw(
    view: View,
    name: str,
    answer: Answer,
    shape: Callable,
    frame: pd.DataFrame | dict | None,
    details: bool = True,
    filters: str | None = None,
    **shown: object,
) -> None:
    """A figure under the section's name; `shown` is what its shape asks for.

    Without `details` what is behind it is left for a table that follows. `filters` is
    the dimension by whose value a click filters the page.
    """
    figure(
        view,
        answer,
        lambda: shape(frame, view.t, view.look, **shown),
        key=name,
        alt=view.t(f"funnel.{name}.title"),
        details=details,
        filters=filters,
    )


def names(view: View, dimension: str) -> Callable[[str], str]:
    """How a reader knows each code of a dimension."""
    return lambda code: view.name(dimension, code)
