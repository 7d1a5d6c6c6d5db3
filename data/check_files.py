"""What can be seen without reading rows: which files, columns and types are there.

DuckDB casts files of different types to the first one's silently, and matches column
names in any case; so every file's footer is compared before a row is read.
"""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data import check_sql
from data.check_casts import ACCEPTED, typed
from data.contract import TABLES, Table
from data.extract import Extract
from data.findings import Finding

DUCKDB_ROW_COLUMNS = {"file_index", "file_row_number"}
"""Names that DuckDB gives to its own numbers; a file's column would hide them."""

MOST_COLUMNS = 2_000
"""More than any lender's table has; each costs memory before a row is read."""


@dataclass
class Present:
    """What of a table can be used by the rules about rows."""

    table: Table
    files: tuple[Path, ...]
    """The readable files, in order."""
    stored: dict[str, str] = field(default_factory=dict)
    """Usable columns of the contract, with the DuckDB type of every file."""
    rows: int = 0
    is_numbered: bool = True
    is_complete: bool = True
    """Whether every file is readable: else a missing row says nothing."""

    def has(self, *columns: str) -> bool:
        """Whether all these columns are there with a usable type."""
        return all(column in self.stored for column in columns)


@dataclass(frozen=True)
class _Footer:
    file: Path
    columns: tuple[tuple[str, str], ...]
    rows: int


def check_files(
    con: duckdb.DuckDBPyConnection, extract: Extract
) -> tuple[dict[str, Present], list[Finding]]:
    """Every table's usable files and columns, and what is wrong with the others."""
    findings = _missing_tables(extract)
    present = {}
    for name, files in extract.files.items():
        table = TABLES[name]
        footers = []
        for file in files:
            try:
                footers.append(_footer(con, file))
            except (duckdb.Error, pa.ArrowException, OSError, ValueError) as error:
                findings.append(unreadable(extract, name, file, error))
        present[name] = Present(
            table,
            tuple(footer.file for footer in footers),
            rows=sum(footer.rows for footer in footers),
            is_complete=len(footers) == len(files),
        )
        if footers:
            findings += _check_columns(extract, present[name], footers)
        if footers and present[name].is_complete and not present[name].rows:
            findings.append(_empty(name))
    return present, findings


def unreadable(extract: Extract, table: str, file: Path, error: Exception) -> Finding:
    """The finding about a file that cannot be read, in its footer or in its pages."""
    name = extract.relative(file)
    size = file.stat().st_size if file.exists() else 0
    reason = str(error).replace(str(extract.path), ".").strip().split("\n")[0]
    return Finding(
        "error",
        "file_unreadable",
        table,
        None,
        0,
        f"{name} ({size:,} bytes) is not readable Parquet: "
        f"{reason[:200].rstrip('.')}. Write or copy the file again.",
        file=name,
    )


def _footer(con: duckdb.DuckDBPyConnection, file: Path) -> _Footer:
    metadata = pq.read_metadata(file)
    if metadata.num_columns > MOST_COLUMNS:
        raise ValueError(
            f"it has {metadata.num_columns:,} columns, over {MOST_COLUMNS:,}."
        )
    names = metadata.schema.to_arrow_schema().names
    types = [row[1] for row in con.execute(check_sql.describe(file)).fetchall()]
    return _Footer(file, tuple(zip(names, types, strict=True)), metadata.num_rows)


def _missing_tables(extract: Extract) -> list[Finding]:
    here = extract.files
    if "applications" not in here and "loans" not in here:
        message = (
            f"Neither applications nor loans is there, only {', '.join(here)}; "
            "add applications.parquet or loans.parquet."
        )
        return [
            Finding("error", "nothing_to_measure", "applications", None, 0, message)
        ]
    if "performance" in here and "loans" not in here:
        message = (
            "performance is there without loans, to which its rows belong; "
            "add loans.parquet."
        )
        return [Finding("error", "loans_absent", "performance", None, 0, message)]
    return []


def _empty(table: str) -> Finding:
    severity = "error" if table in {"applications", "loans"} else "warning"
    return Finding(
        severity,
        "table_empty",
        table,
        None,
        0,
        f"{table} has no rows; fill it, or leave the table out of the extract.",
    )


def _check_columns(
    extract: Extract, present: Present, footers: list[_Footer]
) -> list[Finding]:
    table = present.table
    findings = [
        finding
        for footer in footers
        for finding in _names(table.name, extract.relative(footer.file), footer)
    ]
    present.is_numbered = not any(
        name.lower() in DUCKDB_ROW_COLUMNS for f in footers for name, _ in f.columns
    )
    misspelt = {finding.column for finding in findings}
    for column in table.columns:
        types = [dict(footer.columns).get(column.name) for footer in footers]
        if column.name in misspelt:
            continue
        if not any(types):
            if not column.optional:
                findings.append(_absent(table.name, column.name, footers))
            continue
        other = next((i for i, t in enumerate(types) if t != types[0]), None)
        if other is not None:
            files = [extract.relative(footers[i].file) for i in (0, other)]
            received = [types[i] or "absent" for i in (0, other)]
            findings.append(_differ(table.name, column.name, files, received))
        elif typed(column, types[0], "x") is None:
            findings.append(
                Finding(
                    "error",
                    "type_unusable",
                    table.name,
                    column.name,
                    0,
                    f"{table.name}.{column.name} is {types[0]}, which cannot be cast "
                    f"without loss; write it as {ACCEPTED[column.type]}.",
                    file=extract.relative(footers[0].file),
                )
            )
        else:
            present.stored[column.name] = types[0]
    return findings


def _names(table: str, file: str, footer: _Footer) -> list[Finding]:
    findings = []
    names = [name for name, _ in footer.columns]
    for column in TABLES[table].columns:
        found = [name for name in names if name.lower() == column.name]
        if found in ([], [column.name]):
            continue
        if len(found) == 1:
            rule = "column_name_case"
            message = (
                f"{file} names a column {found[0]!r}; column names are lower snake "
                f"case: rename it to {column.name}."
            )
        else:
            rule = "column_repeated"
            message = (
                f"{file} has {len(found)} columns named {', '.join(found)}; leave one, "
                f"named {column.name}."
            )
        findings.append(Finding("error", rule, table, column.name, 0, message, file))
    return findings


def _absent(table: str, column: str, footers: list[_Footer]) -> Finding:
    names = [name for name, _ in footers[0].columns]
    near = [n for n in names if _bare(n) == _bare(column)]
    hint = f"rename {near[0]!r}" if near else "add it"
    return Finding(
        "error",
        "column_absent",
        table,
        column,
        0,
        f"{table} has no column {column}, which the contract requires; {hint}. "
        f"Received: {', '.join(names[:30])}.",
    )


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace(" ", "").replace("-", "")


def _differ(table: str, column: str, files: list[str], received: list[str]) -> Finding:
    return Finding(
        "error",
        "files_differ",
        table,
        column,
        0,
        f"{table}.{column} is {received[0]} in {files[0]} and {received[1]} in "
        f"{files[1]}; write all files of a table with the same columns and types.",
        file=files[1],
    )
