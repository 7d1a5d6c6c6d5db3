"""What a metric is: one question, one SQL file, its options, and how to ask it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from metrics.book import Book
from metrics.columns import COUNT, unit_of
from metrics.errors import (
    BadOption,
    MissingData,
    UnknownDimension,
    UnknownValue,
    WholeMonthsOnly,
)
from metrics.filters import Filters
from metrics.scope import (
    MONTH,
    OF_APPLICATIONS,
    OF_LOANS,
    ROLLUP_DIMENSIONS,
    Source,
)

AMOUNT_NOTES = ("unallocated_spend",)
"""Notes that tell an amount; the others tell a count."""

SQL = Path(__file__).parent / "sql"

Rows = Literal["applications", "loans"]


@dataclass(frozen=True)
class Option:
    """A choice beside the filters, for example the days past due of a vintage."""

    name: str
    kind: type
    """int or str."""
    default: Any
    choices: tuple = ()
    """The only valid values; empty for any from `minimum` on."""
    minimum: int | None = None

    def settle(self, value: Any) -> Any:
        """The value in its own type; raises BadOption that names what is valid."""
        if value is None or value == self.default:
            return self.default
        valid = (
            "one of " + ", ".join(map(str, self.choices))
            if self.choices
            else f"a whole number from {self.minimum}"
        )
        try:
            settled = self.kind(value)
        except (TypeError, ValueError):
            settled = None
        is_valid = (
            settled in self.choices
            if self.choices
            else settled is not None and settled >= self.minimum
        )
        if not is_valid or isinstance(value, bool | float):
            raise BadOption(f"{self.name} = {value!r} is not valid; it takes {valid}.")
        return settled


@dataclass(frozen=True)
class Note:
    """Something a reader must know beside the figures, as a code with values."""

    code: str
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """Figures with all that made them."""

    metric: str
    frame: pd.DataFrame
    """Columns of the metric in order, after `by` where a split was asked for."""
    notes: tuple[Note, ...]
    filters: Filters
    by: str | None
    options: dict
    sql: str
    """The statement that ran."""
    params: dict
    """The values that it was given."""
    snapshot_id: str
    source: Source
    """Over which its scopes were: the rollups, or the facts."""


@dataclass(frozen=True)
class Metric:
    """One question with one answer, whoever asks it: a page, a report, a shell."""

    name: str
    rows: Rows
    """What is counted; its dimensions are the ones to filter and split by."""
    columns: tuple[str, ...]
    needs: tuple[str, ...]
    """Tables ('loans') and columns ('applications.decline_reason') it must have."""
    options: tuple[Option, ...] = ()
    settle: Callable[[Book, dict], dict] = lambda book, options: {}
    """From settled options to SQL parameters; may refuse a combination."""
    notes: tuple[tuple[str, str, str], ...] = ()
    """(code, column of the SQL, how to total it) for notes that are not zero.

    How: 'sum' over all rows, 'first' row's value, or 'first_stage': of rows of the
    funnel's first stage.
    """
    notes_when_empty: Callable[[Book, dict], tuple[Note, ...]] = lambda book, params: ()
    """What to say, from the SQL's parameters, where no row is left to carry a note."""
    reads_rollups: Callable[[dict], bool] = lambda options: True
    """Whether the rollups can answer these options at all."""
    splits_by_month: bool = False
    """Whether `by` also takes 'month', for metrics that have no month of their own."""
    whole_months: str = "its figures are of whole months"
    """Why it can't count the last month up to a day; empty where it can."""

    @property
    def sql(self) -> str:
        """The statement, as it stands in its file; all its answers share it."""
        return sys.intern((SQL / f"{self.name}.sql").read_text("utf-8"))

    def run(
        self,
        book: Book,
        filters: Filters | None = None,
        *,
        by: str | None = None,
        source: Source | None = None,
        **options: Any,
    ) -> Answer:
        """Answers the question from a book.

        `source` forces rollups or facts; by default the rollups answer whenever they
        hold the dimensions asked for. Raises BadOption, UnknownDimension, UnknownValue
        or MissingData, each naming what is valid.
        """
        filters = filters or Filters()
        self._require_days(filters, source)
        settled = self._settle_options(options)
        self._require(book)
        split = () if by is None or self._is_month(by) else (by,)
        for dimension in (*filters.dimensions, *split):
            self._require_dimension(book, dimension)
        for dimension, values in filters.where:
            _require_values(book, dimension, values)
        params = {
            **filters.params(),
            "by": by,
            "as_of": book.as_of,
            "newest_at": book.newest_application,
            **self.settle(book, settled | {"by": by, "filters": filters}),
        }
        sql = self.sql
        source = source or self._source(filters, by, settled)
        frame = book.fetch(sql, params, source)
        return Answer(
            metric=self.name,
            frame=_shape(
                frame,
                {
                    column: unit_of(self.name, column, params)
                    for column in (("by",) if by else ()) + self._columns(settled, by)
                },
            ),
            notes=(
                self.notes_when_empty(book, params)
                if frame.empty
                else self._notes(frame, settled)
            ),
            filters=filters,
            by=by,
            options=settled,
            sql=sql,
            params=params,
            snapshot_id=book.snapshot_id,
            source=source,
        )

    def _require_days(self, filters: Filters, source: Source | None) -> None:
        """A part of a month is counted from facts, by metrics that know days."""
        if filters.last_day is None:
            return
        if self.whole_months:
            raise WholeMonthsOnly(
                f"{self.name} can't count the last month up to day {filters.last_day}: "
                f"{self.whole_months}. Ask without last_day."
            )
        if source == "rollup":
            raise BadOption(
                f"The rollups know no days, so last_day = {filters.last_day} needs "
                "source = facts."
            )

    def _is_month(self, by: str | None) -> bool:
        return self.splits_by_month and by == MONTH

    def missing_from(self, book: Book) -> tuple[str, ...]:
        """What this metric needs and the extract lacks; empty where it can answer."""
        missing = []
        for need in self.needs:
            alternatives = [tuple(name.split(".")) for name in need.split("|")]
            if not any(book.has(*alternative) for alternative in alternatives):
                missing.append(need.replace("|", " or "))
        return tuple(missing)

    def _columns(self, settled: dict, by: str | None) -> tuple[str, ...]:
        columns = self.columns
        if by and "cohort" in settled and settled["cohort"] is None:
            columns = tuple(c for c in columns if c != "cohort")
        if settled.get("level") in ("channel", "total"):
            columns = tuple(c for c in columns if c != "campaign")
        return columns

    def _settle_options(self, options: dict) -> dict:
        known = {option.name: option for option in self.options}
        for name in options:
            if name not in known:
                valid = ", ".join(known) or "none"
                raise BadOption(
                    f"{self.name} has no option {name!r}. Its options are: {valid}."
                )
        return {
            name: option.settle(options.get(name)) for name, option in known.items()
        }

    def _require(self, book: Book) -> None:
        missing = self.missing_from(book)
        if missing:
            raise MissingData(
                f"{self.name} needs {', '.join(missing)}, which this extract does not "
                "have. Add it to the extract and publish again.",
                missing,
            )

    def _require_dimension(self, book: Book, dimension: str) -> None:
        known = OF_APPLICATIONS if self.rows == "applications" else OF_LOANS
        if dimension in known:
            home = book.home_of(dimension, self.rows)
            if not book.has(home, dimension):
                name = f"{home}.{dimension}"
                raise MissingData(
                    f"{dimension} needs {name}, which this extract does not have.",
                    (home if not book.has(home) else name,),
                )
            return
        valid = book.dimensions_of(self.rows)
        reason = (
            f"{self.name} counts {self.rows}, which carry no {dimension!r}"
            if dimension in OF_LOANS
            else f"There is no dimension {dimension!r}"
        )
        raise UnknownDimension(
            f"{reason}. The dimensions are: {', '.join(valid)}.", dimension, valid
        )

    def _source(self, filters: Filters, by: str | None, settled: dict) -> Source:
        if filters.last_day is not None:
            return "facts"
        used = {*filters.dimensions, *((by,) if by else ())}
        if self._is_month(by):
            used.discard(MONTH)
        in_rollups = used <= set(ROLLUP_DIMENSIONS[self.rows])
        return "rollup" if in_rollups and self.reads_rollups(settled) else "facts"

    def _notes(self, frame: pd.DataFrame, settled: dict) -> tuple[Note, ...]:
        notes = []
        for code, column, how in self.notes:
            found = _total(frame, column, how)
            if found:
                notes.append(Note(code, _note_values(code, found, settled)))
        return tuple(notes)


def _note_values(code: str, found: float, settled: dict) -> dict:
    if code in AMOUNT_NOTES:
        return {"amount": float(found)}
    values = {"n": int(found)}
    if settled.get("horizon") is not None:
        values["horizon"] = settled["horizon"]
    return values


def _total(frame: pd.DataFrame, column: str, how: str) -> float:
    if how == "sum":
        return frame[column].sum()
    if how == "first_stage":
        return frame.loc[frame["stage"] == "started", column].sum()
    return frame[column].iloc[0]


def _require_values(book: Book, dimension: str, values: tuple[str, ...]) -> None:
    valid = book.dimensions.get(dimension, ())
    for value in values:
        if value not in valid:
            raise UnknownValue(
                f"No row has {dimension} = {value!r}. The values are: "
                f"{', '.join(v for v in valid if v)}.",
                dimension,
                value,
                valid,
            )


def _shape(frame: pd.DataFrame, units: dict[str, str]) -> pd.DataFrame:
    """The columns in order, counts as whole numbers that may be missing."""
    shaped = frame[list(units)].copy()
    for column, unit in units.items():
        if unit == COUNT:
            shaped[column] = _whole(shaped[column])
    if "as_of" in units:
        shaped["as_of"] = [moment.date() for moment in shaped["as_of"]]
    return shaped


def _whole(values: pd.Series) -> pd.Series:
    """Int64 where every value is whole; shared-out counts stay fractions."""
    if values.dtype.kind == "i":
        return values.astype("Int64")
    numbers = pd.to_numeric(values)
    if (numbers.dropna() % 1 == 0).all():
        return numbers.astype("Int64")
    return numbers
