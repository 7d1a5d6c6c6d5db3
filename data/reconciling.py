"""Is an extract's table what the source says? Rows and sums, month by month.

Both sides are counted for the same instant of the database. Money is summed exactly,
and so are whole numbers (days past due, terms).
"""

from decimal import Decimal
from pathlib import Path

import duckdb

from data.contract import Table
from data.postgresql import Instant
from data.quoting import identifier, literal
from data.source_columns import SourceColumns

Totals = dict[str | None, tuple]
"""First day of each month, or None where the table has no date, to rows and sums."""


def totals_of_source(
    db: Instant, select: str, columns: SourceColumns, doing: str
) -> Totals:
    """What the source counts; `select` is the recipe's, in parentheses."""
    sums = "".join(
        f", sum({identifier(name)}::numeric)::text as {identifier('sum_' + name)}"
        for name in columns.summed
    )
    month = _month(columns)
    rows = db.rows(
        f"select {month or 'null::text'} as month, count(*) as rows{sums} from "
        f"{select} group by 1",
        doing,
    )
    return _totals([tuple(row.values()) for row in rows])


def totals_of_file(
    con: duckdb.DuckDBPyConnection, file: Path, columns: SourceColumns
) -> Totals:
    """What a table's Parquet file holds."""
    sums = "".join(f", sum({identifier(name)})" for name in columns.summed)
    month = _month(columns)
    return _totals(
        con.execute(
            f"select {month or 'null'}, count(*){sums} from "
            f"read_parquet({literal(str(file))}) group by all"
        ).fetchall()
    )


def difference(table: Table, columns: SourceColumns, ours: Totals, theirs: Totals):
    """The first month that differs, in words; None where every month agrees."""
    apart = [m for m in {**ours, **theirs} if ours.get(m) != theirs.get(m)]
    if not apart:
        return None
    month = min(apart, key=str)
    names = ("rows", *(f"the sum of {name}" for name in columns.summed))
    nothing = (0, *(None for _ in columns.summed))
    sides = zip(
        names, ours.get(month, nothing), theirs.get(month, nothing), strict=True
    )
    said = ", ".join(
        f"{name} {_shown(mine)}, in the source {_shown(its)}"
        for name, mine, its in sides
        if mine != its
    )
    when = f"in {month[:7]}" if month else "in all"
    more = f" (and {len(apart) - 1} more months)" if len(apart) > 1 else ""
    return f"{table.name} {when}: {said}{more}"


def _month(columns: SourceColumns) -> str:
    """The month of the first date that every row has; '' where the table has none."""
    for column in columns.table.columns:
        kind = columns.types.get(column.name)
        if column.type in ("date", "timestamp") and not column.nullable:
            if kind in ("date", "timestamp", "timestamptz"):
                # As text: infinity is a month of the source that Python has not.
                month = f"date_trunc('month', {identifier(column.name)})"
                return f"cast(cast({month} as date) as varchar)"
    return ""


def _totals(rows: list[tuple]) -> Totals:
    return {
        month: (count, *(None if value is None else Decimal(value) for value in sums))
        for month, count, *sums in rows
        if count
    }


def _shown(value: int | Decimal | None) -> str:
    return "none" if value is None else f"{value:,}"
