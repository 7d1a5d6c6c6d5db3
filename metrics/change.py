"""What changed: which values of which dimension moved a figure between two periods.

Kitagawa (1955) splits the change of a ratio into what the mix did and what the rates
did; with midpoint weights nothing is left over, so the effects of a dimension's values
add up to the whole change exactly. It says what moved, never why.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from metrics.book import Book
from metrics.definition import Answer, Metric, Option, Source
from metrics.delinquency import MONTH_ENDS
from metrics.errors import BadOption
from metrics.filters import Filters, day_of, first_of
from metrics.months import before
from metrics.scope import ROLLUP_DIMENSIONS

APPLICATION_FIGURES = (
    "applications",
    "approval_rate",
    "take_up_rate",
    "conversion_rate",
    "auto_rate",
)
LOAN_FIGURES = ("disbursed_amount", "loans")
MONTH_END_FIGURES = {"balance": None, "par1": 1, "par30": 2, "par60": 3, "par90": 4}
"""Figures of the last month-end of a period, with the first bucket that is late."""

TOTALS = ("applications", "disbursed_amount", "loans", "balance")
"""Figures that add up; all others are ratios."""

MATURE_ONLY = ("take_up_rate", "conversion_rate")
"""Ratios that young months would pull down."""

FIGURES = (*APPLICATION_FIGURES, *LOAN_FIGURES, *MONTH_END_FIGURES)

MOST_VALUES = 60
"""Without `by`, dimensions with more values are left out: they explain nothing."""


def _settle(book: Book, options: dict, dimensions: tuple[str, ...] = ()) -> dict:
    figure, filters = options["metric"], options["filters"]
    if filters.from_month is None or filters.to_month is None:
        raise BadOption(
            "change compares two periods: give --from and --to, the later one."
        )
    earlier = before(filters.from_month, filters.to_month, options["against"])
    reads = "loans" if figure in LOAN_FIGURES else "applications"
    return {
        "figure": figure,
        "dimensions": list(dimensions) or [options["by"]],
        "reads": "months" if figure in MONTH_END_FIGURES else reads,
        "is_ratio": figure not in TOTALS,
        "is_mature_only": figure in MATURE_ONLY,
        "maturity_days": book.settings.conversion_window_days,
        "first_late_state": MONTH_END_FIGURES.get(figure) or 0,
        "has_before": earlier[0] >= book.first_month,
        "before_from": first_of(earlier[0]),
        "before_to": first_of(earlier[1]),
        "before_until": day_of(earlier[1], filters.last_day),
    }


@dataclass(frozen=True)
class Change(Metric):
    """Asks of all dimensions that one source holds at once."""

    def of(self, figure: str) -> Metric:
        """The metric for one figure: whose rows it counts, what those need and know."""
        if figure in APPLICATION_FIGURES:
            rows, needs = "applications", ("applications",)
            if figure == "auto_rate":
                needs = ("applications", "applications.decision_mode")
        elif figure in LOAN_FIGURES:
            rows, needs = "loans", ("loans",)
        else:
            rows, needs = "loans", ("loans", "performance")
        whole = MONTH_ENDS if figure in MONTH_END_FIGURES else ""
        fields = {name: getattr(self, name) for name in Metric.__dataclass_fields__}
        return replace(Metric(**fields), rows=rows, needs=needs, whole_months=whole)

    def run(
        self,
        book: Book,
        filters: Filters | None = None,
        *,
        by: str | None = None,
        source: Source | None = None,
        **options: Any,
    ) -> Answer:
        """Every dimension's split of the change, or that of `by` alone.

        Dimensions that one value explains best come first. Raises as Metric.run.
        """
        metric = self.of(self._settle_options(options)["metric"])
        dimensions = (by,) if by else _worth_asking(book, metric)
        if not dimensions:
            raise BadOption("The extract has no dimension to split the change by.")
        kept = ROLLUP_DIMENSIONS[metric.rows]
        answers = [
            replace(metric, settle=partial(_settle, dimensions=together)).run(
                book, filters, by=together[0], source=source, **options
            )
            for together in (
                tuple(d for d in dimensions if d in kept),
                tuple(d for d in dimensions if d not in kept),
            )
            if together
        ]
        found = pd.concat([answer.frame.drop(columns="by") for answer in answers])
        frames = [found[found["dimension"] == dimension] for dimension in dimensions]
        frames.sort(key=lambda f: -f["effect"].abs().max() if len(f) else 0.0)
        return replace(answers[0], frame=pd.concat(frames, ignore_index=True), by=by)


def _worth_asking(book: Book, metric: Metric) -> tuple[str, ...]:
    return tuple(
        d
        for d in book.dimensions_of(metric.rows)
        if 1 < len(book.dimensions.get(d, ())) <= MOST_VALUES
    )


CHANGE = Change(
    name="change",
    rows="applications",
    columns=(
        "dimension",
        "value",
        "numerator_before",
        "denominator_before",
        "numerator_after",
        "denominator_after",
        "before",
        "after",
        "mix_effect",
        "rate_effect",
        "effect",
        "before_all",
        "after_all",
        "change",
    ),
    needs=("applications|loans",),
    options=(
        Option("metric", str, "approval_rate", choices=FIGURES),
        Option("against", str, "previous", choices=("previous", "year")),
    ),
    settle=_settle,
)


def split_by(every: Answer, dimension: str) -> Answer:
    """One dimension's split out of an answer that has them all, as if asked alone."""
    rows = every.frame[every.frame["dimension"] == dimension].reset_index(drop=True)
    kept = ROLLUP_DIMENSIONS[CHANGE.of(every.options["metric"]).rows]
    return replace(
        every,
        frame=rows,
        by=dimension,
        params=every.params | {"by": dimension, "dimensions": [dimension]},
        source=every.source if dimension in kept else "facts",
    )
