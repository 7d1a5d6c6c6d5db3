"""What is on the screen, collected while a page draws itself."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from charts.figure import Figure
from metrics import Answer

log = logging.getLogger("loan_dashboard")


@dataclass(frozen=True)
class Stamp:
    """What a figure is about: without it a file taken away can't be read again."""

    page: str
    """The page's name, which is also its path in the URL."""
    title: str
    question: str
    filters: str
    """The filters in force as one sentence."""
    compared: str
    """What changes are against, as one sentence; '' where nothing is compared."""
    as_of: str
    """The newest day of the data, as the reader writes it."""
    snapshot: str
    query: str
    """The URL's query string, which shows the same figures again."""
    language: str
    """The language of the texts: en or zh."""


@dataclass(frozen=True)
class Shown:
    """One figure or table of a page."""

    key: str
    """Unique on the page."""
    title: str
    basis: str = ""
    """What is counted, by what, in which unit; the line under the title."""
    notes: tuple[str, ...] = ()
    answer: Answer | None = None
    """The metric's answer that it was drawn from, where there is one."""
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The rows as shown, in codes and plain numbers."""
    headings: dict[str, str] = field(default_factory=dict)
    """Column to what the reader calls it."""
    writers: dict[str, Callable[[object], str]] = field(default_factory=dict)
    """Column to how its values are written."""
    units: dict[str, str] = field(default_factory=dict)
    """Column to unit: count, rate, amount, hours, ratio, month, date, flag, label."""
    draw: Callable[[], Figure] | None = None
    """Draws the chart; None for a table without one."""

    def heading(self, column: str) -> str:
        """What a column is called; its own name where no words were given."""
        return self.headings.get(column, column)

    def written(self, column: str, value: object) -> str:
        """A value of a column as the reader sees it."""
        write = self.writers.get(column)
        if write is not None:
            return write(value)
        return "" if _unknown(value) else str(value)

    def chart(self) -> go.Figure | None:
        """The chart; None where there is none, or no rows to draw.

        A chart that failed on the screen fails here too: it is logged, and the file
        goes without it rather than the reader without the file.
        """
        if self.draw is None or self.frame.empty:
            return None
        try:
            return self.draw().checked()
        except Exception:
            log.exception("chart %s", self.key)
            return None


@dataclass(frozen=True)
class CardShown:
    """One headline figure."""

    label: str
    value: str
    """As written on the card."""
    change: str = ""
    """The change against the period before, as written; '' where none is known."""
    raw: float | None = None
    """The figure itself; None where it is not known."""
    unit: str = "count"
    """count, amount, rate, ratio or hours."""
    help: str = ""


@dataclass
class Report:
    """One page as its reader saw it. Filled during a run, read at a click."""

    stamp: Stamp
    cards: list[CardShown] = field(default_factory=list)
    figures: list[Shown] = field(default_factory=list)
    section: tuple[str, str] | None = None
    """Title and basis of the section that is being drawn."""

    def add_card(self, card: CardShown) -> None:
        """Takes a headline figure in, after those before it."""
        self.cards.append(card)

    def add(self, shown: Shown) -> None:
        """Takes a figure in; one of the same key takes its place."""
        for at, earlier in enumerate(self.figures):
            if earlier.key == shown.key:
                self.figures[at] = shown
                return
        self.figures.append(shown)

    def of(self, answer: Answer) -> list[Shown]:
        """The charts that were drawn from an answer."""
        return [s for s in self.figures if s.answer is answer and s.draw is not None]

    def metrics(self) -> list[str]:
        """The metrics behind the figures, each once, in the page's order."""
        asked = (shown.answer.metric for shown in self.figures if shown.answer)
        return list(dict.fromkeys(asked))


def _unknown(value: object) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))
