"""Rules about one row: their predicates, counted in one scan per table.

The predicates are SQL over the views of check_sql (typed and raw columns); numbers in
them are the contract's own bounds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from data.check_casts import ACCEPTED, FLOATS, is_lossless
from data.check_files import Present
from data.check_sql import raw
from data.contract import STAGES, Column
from data.findings import Severity
from data.quoting import identifier, literal

MAY_LIE_AHEAD = {
    ("instalments", "due_on"),
    ("loans", "first_due_on"),
    ("targets", "month"),
}
"""Dates that are plans, so that none of them is too late."""

DAYS_AHEAD = 31
"""How long after the newest month-end a date may be before it is doubtful."""


@dataclass(frozen=True)
class RowRule:
    """A predicate that is true for the rows that break the rule."""

    severity: Severity
    rule: str
    column: str
    predicate: str
    message: Callable[[str, str], str]
    """From the number of rows and the values received, both as text."""
    received: str
    """The SQL expression of the value to be shown."""
    needs_latest_day: bool = False
    """Whether the predicate names the parameter $latest_day."""


def row_rules(present: Present, latest_day: date | None) -> list[RowRule]:
    """The rules that can run on a table with these columns, in contract order.

    Rules about late dates are left out where no performance says when now is.
    """
    table = present.table
    rules = []
    for column in table.columns:
        if not present.has(column.name):
            continue
        rules += _value_rules(present, column)
        is_moment = column.type in {"date", "timestamp"}
        if (
            is_moment
            and latest_day is not None
            and (table.name, column.name) not in MAY_LIE_AHEAD
        ):
            rules.append(_too_late(table.name, column, latest_day))
    if table.name == "performance" and present.has("as_of"):
        rules.append(_not_month_end())
    if table.name == "applications":
        rules += _stage_order(present)
    return rules


def _value_rules(present: Present, column: Column) -> list[RowRule]:
    table, stored = present.table.name, present.stored[column.name]
    where = f"{table}.{column.name}"
    value, original = identifier(column.name), raw(column.name)
    rules = []

    def rule(code: str, predicate: str, message: Callable[[str, str], str]) -> None:
        rules.append(RowRule("error", code, column.name, predicate, message, original))

    if not column.nullable:
        is_key = column.name in present.table.key
        role = "part of the key" if is_key else "required"
        rule(
            "key_missing" if is_key else "value_missing",
            f"{original} is null",
            lambda rows, _: (
                f"{where} is NULL in {rows}; it is {role}: fill it, or leave the rows "
                "out."
            ),
        )
    finite = ""
    if stored in FLOATS and column.type not in {"id", "code", "text"}:
        finite = f" and isfinite({original})"
        rule(
            "number_not_finite",
            f"not isfinite({original})",
            lambda rows, got: (
                f"{where} is no finite number in {rows} (received {got}); give the "
                "number, or NULL where the column allows it."
            ),
        )
    if not is_lossless(column, stored):
        rule(
            "value_not_castable",
            f"{original} is not null and {value} is null{finite}",
            lambda rows, got: (
                f"{where} is {stored} and {rows} cannot be cast to "
                f"{column.stored_type} without loss (received {got}); correct the "
                f"values, or write the column as {ACCEPTED[column.type]}."
            ),
        )
    if column.minimum is not None:
        sign, least = ("<=", "above") if column.above_minimum else ("<", "at least")
        rule(
            "value_too_small",
            f"{value} {sign} {column.minimum:g}",
            lambda rows, got: (
                f"{where} must be {least} {column.minimum:g}; {rows} not (received "
                f"{got}). Correct the values at their source."
            ),
        )
    if (table, column.name) == ("loans", "annual_rate"):
        rule("rate_is_percentage", f"{value} > {column.maximum:g}", _percentage)
    elif column.maximum is not None:
        rule(
            "value_too_large",
            f"{value} > {column.maximum:g}",
            lambda rows, got: (
                f"{where} must be at most {column.maximum:g}; {rows} not (received "
                f"{got}). Correct the values at their source."
            ),
        )
    if column.allowed:
        allowed = ", ".join(literal(code) for code in column.allowed)
        rule(
            "value_unknown",
            f"{value} not in ({allowed})",
            lambda rows, got: (
                f"{where} must be one of {', '.join(column.allowed)}; {rows} not "
                f"(received {got}). Map the lender's codes to these."
            ),
        )
    return rules


def _percentage(rows: str, received: str) -> str:
    return (
        f"loans.annual_rate is above 10 in {rows} (received {received}): a percentage "
        "given as a number, 18 instead of 0.18. Divide the rate by 100."
    )


def _too_late(table: str, column: Column, latest_day: date) -> RowRule:
    value = identifier(column.name)
    return RowRule(
        "warning",
        "date_too_late",
        column.name,
        f"cast({value} as date) > $latest_day",
        lambda rows, got: (
            f"{table}.{column.name} lies after {latest_day} in {rows} (received {got}),"
            f" {DAYS_AHEAD} days after the newest month-end of performance; correct "
            "the dates, or add the months that are missing."
        ),
        raw(column.name),
        needs_latest_day=True,
    )


def _not_month_end() -> RowRule:
    return RowRule(
        "error",
        "not_month_end",
        "as_of",
        "as_of <> last_day(as_of)",
        lambda rows, got: (
            f"performance.as_of is not the last day of its month in {rows} (received "
            f"{got}); date each row at its month-end."
        ),
        raw("as_of"),
    )


def _stage_order(present: Present) -> list[RowRule]:
    """One rule per pair of stages that follow each other in an application.

    Stages that an application skipped do not count, so that each step is judged once.
    """
    columns = [column for _, column in STAGES if present.has(column)]
    rules = []
    for earlier, later in combinations(columns, 2):
        between = columns[columns.index(earlier) + 1 : columns.index(later)]
        skipped = "".join(f" and {identifier(c)} is null" for c in between)
        first, second = identifier(earlier), identifier(later)
        rules.append(
            RowRule(
                "warning",
                "stage_order",
                later,
                f"{second} < {first}{skipped}",
                lambda rows, got, earlier=earlier, later=later: (
                    f"applications.{later} is earlier than {earlier} in {rows} "
                    f"(received {got}); correct the timestamps, the time between the "
                    "two stages is wrong."
                ),
                f"concat({second}, ' before ', {first})",
            )
        )
    return rules
