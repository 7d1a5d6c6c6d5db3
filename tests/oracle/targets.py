"""Targets, recounted: which line of a plan speaks of what is asked for."""

from .months import month_label, month_of
from .scope import Book, Filters, Row, filtered_dimensions, in_period

PLANNED_BY = ("product", "channel", "segment")
ADDS_UP = ("applications", "disbursed", "loans", "disbursed_amount", "balance")


def targets(book: Book, filters: Filters) -> list[Row]:
    """One row per month and figure for which the plan says one thing."""
    chosen = {d: filters[d] for d in filtered_dimensions(filters)}
    plan: dict[tuple[int, str], list[Row]] = {}
    for line in book["targets"]:
        month = month_of(line["month"])
        figure = {"started": "applications"}.get(line["metric"], line["metric"])
        if in_period(line["month"], filters):
            plan.setdefault((month, figure), []).append(line)
    found = []
    for (month, figure), lines in sorted(plan.items()):
        target = _target(book, lines, figure, chosen)
        if target is not None:
            row = {"month": month_label(month), "figure": figure, "target": target}
            found.append(row)
    return found


def _target(
    book: Book, lines: list[Row], figure: str, chosen: dict[str, list[str]]
) -> float | None:
    if len(chosen) > 1:
        return None
    if not chosen:
        of_all = [line for line in lines if not _speaks_of(line)]
        if of_all:
            return _one(of_all)
        known = {row["product"] for row in book.get("applications", [])}
        known |= {row["product"] for row in book.get("loans", [])}
        planned = {line["product"] for line in lines if _speaks_of(line) == {"product"}}
        return _sum(lines, figure, "product", planned) if known <= planned else None
    ((dimension, values),) = chosen.items()
    return _sum(lines, figure, dimension, set(values), several=len(values) > 1)


def _sum(
    lines: list[Row],
    figure: str,
    dimension: str,
    values: set[str],
    several: bool = True,
) -> float | None:
    """The plans of single values of a dimension, added up where that makes sense."""
    if several and figure not in ADDS_UP:
        return None
    total = 0.0
    for value in values:
        target = _one(
            [
                line
                for line in lines
                if _speaks_of(line) == {dimension} and line[dimension] == value
            ]
        )
        if target is None:
            return None
        total += target
    return total


def _speaks_of(line: Row) -> set[str]:
    return {dimension for dimension in PLANNED_BY if line.get(dimension)}


def _one(lines: list[Row]) -> float | None:
    """The value of lines that agree; None where there is none or they differ."""
    said = {float(line["value"]) for line in lines}
    return said.pop() if len(said) == 1 else None
