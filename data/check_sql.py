"""The only place where the check makes SQL text.

A view, a column list and a count per rule take names, which DuckDB cannot bind; so
they are put together here, from the contract's own names and the extract's paths.
Values are bound. Rules that need a query of their own are files in sql/checks.
"""

import glob
from collections.abc import Iterable, Sequence
from pathlib import Path

from data.check_casts import typed
from data.contract import Table
from data.findings import KEYS_SHOWN
from data.quoting import identifier, literal

SQL_FOLDER = Path(__file__).parent / "sql" / "checks"

_LONGEST_TEXT = 120


def raw(column: str) -> str:
    """The column as the file holds it, beside the typed one of the same view."""
    return identifier(f"raw_{column}")


def file_list(files: Iterable[Path]) -> str:
    """Paths for read_parquet.

    `loans[1].parquet` would be a pattern that reads loans1.parquet, hence the escape.
    """
    return "[" + ", ".join(literal(glob.escape(str(file))) for file in files) + "]"


def describe(file: Path) -> str:
    """Names and DuckDB types of one file's columns, from its footer."""
    return f"describe select * from read_parquet({file_list([file])})"


def view(
    table: Table, files: Sequence[Path], stored: dict[str, str], numbered: bool
) -> str:
    """A view of the table: typed columns, raw columns, file_index and row_number.

    Columns that are absent or unusable are NULL. Row numbers start at 1; they are NULL
    where the files have a column of the name that DuckDB gives to its own numbers.
    """
    columns = []
    for column in table.columns:
        type_ = stored.get(column.name)
        value = typed(column, type_, identifier(column.name)) if type_ else None
        columns.append(
            f"{value or f'cast(null as {column.stored_type})'}"
            f" as {identifier(column.name)}"
        )
        if value:
            columns.append(f"{identifier(column.name)} as {raw(column.name)}")
    place = "file_index, file_row_number + 1" if numbered else "0, null"
    index, number = place.split(", ")
    columns += [f"{index} as file_index", f"{number} as row_number"]
    return (
        f"create or replace temp view {identifier(table.name)} as select "
        + ", ".join(columns)
        + f" from read_parquet({file_list(files)})"
    )


def full_read(file: Path, columns: Iterable[str]) -> str:
    """Decodes every value of these columns of one file."""
    values = ", ".join(_decoded(identifier(column)) for column in columns)
    return f"select count(*), {values} from read_parquet({file_list([file])})"


def counts(table: str, predicates: Sequence[str], decoded: Iterable[str]) -> str:
    """One scan that counts the rows of every predicate, and decodes every column."""
    values = [f"count(*) filter (where {predicate})" for predicate in predicates]
    values += [_decoded(raw(column)) for column in decoded]
    return f"select {', '.join(values) or 'count(*)'} from {identifier(table)}"


def _decoded(column: str) -> str:
    """An aggregate over every value; statistics in the footer would answer max()."""
    return f"bit_xor(hash({column}))"


def key_text(table: Table, stored: dict[str, str], fallback: str) -> str:
    """The row's key as text; `fallback`, an expression, where the table has no key."""
    parts = [column for column in table.key if column in stored]
    if not parts:
        return f"coalesce(left(cast({fallback} as varchar), {_LONGEST_TEXT}), 'NULL')"
    texts = (
        f"coalesce(left(cast({identifier(c)} as varchar), {_LONGEST_TEXT}), "
        f"left(cast({raw(c)} as varchar), {_LONGEST_TEXT}), 'NULL')"
        for c in parts
    )
    return "concat_ws(' | ', " + ", ".join(texts) + ")"


def offending_rows(table: str, key: str, received: str, predicate: str) -> str:
    """The first rows of a predicate: key, file_index, row_number, received."""
    return (
        f"select {key} as key, file_index, row_number, "
        f"left(cast({received} as varchar), {_LONGEST_TEXT}) as received "
        f"from {identifier(table)} where {predicate} "
        f"order by file_index, row_number limit {KEYS_SHOWN}"
    )


def repeated(table: Table) -> str:
    """Each key that occurs more than once, with its rows."""
    keys = ", ".join(identifier(column) for column in table.key)
    present = " and ".join(f"{identifier(c)} is not null" for c in table.key)
    return (
        f"select {keys}, count(*) as rows from {identifier(table.name)} "
        f"where {present} group by {keys} having count(*) > 1"
    )


def repeated_totals(table: Table) -> str:
    """How many keys are repeated, and how many rows have them."""
    return (
        "select count(*), coalesce(sum(rows), 0)::bigint "
        f"from ({repeated(table)}) as repeated"
    )


def is_repeated(table: Table) -> str:
    """Predicate: another row has the same key."""
    keys = ", ".join(identifier(column) for column in table.key)
    return f"({keys}) in (select ({keys}) from ({repeated(table)}) as repeated)"


def is_unmatched(column: str, parent: str, parent_column: str) -> str:
    """Predicate: the value is there and no row of the parent has it."""
    child, key = identifier(column), identifier(parent_column)
    return (
        f"{child} is not null and {child} not in (select {key} "
        f"from {identifier(parent)} where {key} is not null)"
    )


def is_one_of(column: str) -> str:
    """Predicate: the value is in the list bound as $codes."""
    return f"{identifier(column)} in (select unnest($codes::varchar[]))"


def matching(table: str, predicate: str) -> str:
    """How many rows of the table match the predicate."""
    return f"select count(*) from {identifier(table)} where {predicate}"


def spellings(table: str, columns: Sequence[str], most: int) -> str:
    """Values of these codes with their rows, at most the `most` frequent per column.

    One row per column and value: column, value, rows. One scan for all columns.
    """
    names = [identifier(column) for column in columns]
    which = " ".join(
        f"when grouping({name}) = 0 then {literal(column)}"
        for name, column in zip(names, columns, strict=True)
    )
    sets = ", ".join(f"({name})" for name in names)
    return (
        f"with counted as (select case {which} end as column_name, "
        f"coalesce({', '.join(names)}) as code, count(*) as rows "
        f"from {identifier(table)} group by grouping sets ({sets})) "
        "select column_name, code, rows from counted where code is not null "
        "qualify row_number() over "
        f"(partition by column_name order by rows desc, code) <= {most}"
    )


def rows_of_file(table: str) -> str:
    """Rows of the file at the bound $place of the table's files."""
    return f"select count(*) from {identifier(table)} where file_index = $place"


def sum_of_file(table: str, column: str) -> str:
    """The sum of a column over the file at the bound $place."""
    name = identifier(column)
    return f"select sum({name}) from {identifier(table)} where file_index = $place"


def added_up(table: str, columns: Sequence[str], summed: Sequence[str]) -> str:
    """Rows, then the rows that have a value by column, then the sums, in one scan."""
    values = [f"count({identifier(column)})" for column in columns]
    values += [f"sum({identifier(column)})" for column in summed]
    return f"select count(*), {', '.join(values)} from {identifier(table)}"


def added_up_by_month(table: str, moment: str, summed: Sequence[str]) -> str:
    """Month as text, rows and sums of each month, in order."""
    sums = "".join(f", sum({identifier(column)})" for column in summed)
    return (
        f"select strftime({identifier(moment)}, '%Y-%m') as month, count(*){sums} "
        f"from {identifier(table)} group by month order by month"
    )


def newest_month_end() -> str:
    """The month-end of the newest as_of of performance."""
    return "select last_day(max(as_of)) from performance"


def view_of(name: str, text: str) -> str:
    """A temporary view of a query."""
    return f"create or replace temp view {identifier(name)} as {text}"


def materialised(name: str, text: str) -> str:
    """A temporary table of what a query selects, spilled to disk where it is large."""
    return f"create or replace temp table {identifier(name)} as {text}"


def size_of(text: str) -> str:
    """How many rows a hand-written rule selects."""
    return f"select count(*) from (\n{text}\n) as offending"


def first_of(text: str) -> str:
    """The first rows that a hand-written rule selects."""
    return (
        f"select key, file_index, row_number, received from (\n{text}\n) as offending "
        f"order by file_index, row_number, key limit {KEYS_SHOWN}"
    )


def leave(table: str, predicate: str) -> str:
    """Notes the rows that match the predicate as leaving, for the bound $reason."""
    return (
        f"insert into leaving select {literal(table)}, file_index, row_number, $reason "
        f"from {identifier(table)} where {predicate}"
    )


def leave_found(table: str, text: str) -> str:
    """Notes the rows that a hand-written rule selects as leaving, for $reason."""
    return (
        f"insert into leaving select {literal(table)}, file_index, row_number, $reason "
        f"from (\n{text}\n) as offending"
    )


def belongs_to_gone(column: str, parent: str, parent_column: str) -> str:
    """Predicate: the value is that of a parent's row that leaves.

    A parent's key that another row keeps is still there; its children stay.
    """
    child, key = identifier(column), identifier(parent_column)
    rows = f"select {key} from {identifier(parent)} where {key} is not null and"
    return (
        f"{child} in ({rows} {_leaves(parent)}) "
        f"and {child} not in ({rows} not {_leaves(parent)})"
    )


def left() -> str:
    """How many rows leave, by table; a row of several rules once."""
    return (
        "select table_name, count(distinct (file_index, row_number)) from leaving "
        "group by table_name"
    )


def staying(table: str, files: Sequence[Path]) -> str:
    """The rows that stay, as the files hold them and in their order."""
    return (
        f"select * from read_parquet({file_list(files)}) "
        f"where not {_leaves(table, offset=1)}"
    )


def gone(table: str, files: Sequence[Path], names: Sequence[str]) -> str:
    """The rows that leave, as the files hold them, with where they were and why."""
    told = ", ".join(map(literal, names))
    return (
        f"select *, [{told}][cast(file_index as bigint) + 1] as quarantine_file, "
        "file_row_number + 1 as quarantine_row, "
        "(select string_agg(distinct reason, ', ' order by reason) from leaving "
        f"where table_name = {literal(table)} "
        "and leaving.file_index = stored.file_index "
        "and leaving.row_number = stored.file_row_number + 1) as quarantine_reason "
        f"from read_parquet({file_list(files)}) as stored "
        f"where {_leaves(table, offset=1)} order by file_index, file_row_number"
    )


def _leaves(table: str, offset: int = 0) -> str:
    number = f"file_row_number + {offset}" if offset else "row_number"
    return (
        f"((file_index, {number}) in (select (file_index, row_number) from leaving "
        f"where table_name = {literal(table)}))"
    )


def read(name: str) -> str:
    """The text of a file of sql/checks."""
    return (SQL_FOLDER / f"{name}.sql").read_text("utf-8")
