"""Targets: what was planned for a month, as far as the plan speaks of what is shown.

A plan that does not speak of the filters in force is no target: what is not there is
left blank, never spread over the parts.
"""

from dataclasses import dataclass
from typing import Any

from metrics.book import Book
from metrics.definition import Answer, Metric, Source
from metrics.errors import BadOption
from metrics.filters import Filters

ADDITIVE = ("applications", "disbursed", "loans", "disbursed_amount", "balance")
"""Figures whose targets add up over products, channels or segments."""

SAME_FIGURE = {"started": "applications"}
"""Codes of one figure: an application counts when it is started."""


def _settle(book: Book, options: dict) -> dict:
    return {
        "additive": list(ADDITIVE),
        "synonyms": {
            "key": list(SAME_FIGURE),
            "value": list(SAME_FIGURE.values()),
        },
    }


@dataclass(frozen=True)
class Targets(Metric):
    """Takes the filters of applications and of loans alike, and no split."""

    def run(
        self,
        book: Book,
        filters: Filters | None = None,
        *,
        by: str | None = None,
        source: Source | None = None,
        **options: Any,
    ) -> Answer:
        """The targets that hold under the filters. Raises as Metric.run."""
        if by is not None:
            raise BadOption(
                f"targets cannot be split by {by!r}: a plan need not have a line for "
                "each value. Filter by one value instead."
            )
        return super().run(book, filters, source=source, **options)

    def _require_dimension(self, book: Book, dimension: str) -> None:
        if dimension not in book.dimensions_of("applications"):
            super()._require_dimension(book, dimension)


TARGETS = Targets(
    name="targets",
    rows="loans",
    columns=("month", "figure", "target"),
    needs=("targets",),
    settle=_settle,
)
