"""What a sender says of a delivery, held against what arrived: delivery.json.

    {"files": {"loans.parquet": {"bytes": 81234, "sha256": "9f86d0...", "rows": 5000,
                                 "sums": {"principal": "1234567.89"}}}}

Each key of a file may be left out. Only the sender can tell that rows are missing or
that a bit flipped on the way: a shorter file is as readable as a whole one.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data import check_sql
from data.check_files import Present
from data.contract import TABLES
from data.extract import Extract
from data.findings import Finding
from data.snapshot import fingerprint

FILE_NAME = "delivery.json"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeliveredFile(_Strict):
    """What is said of one file."""

    bytes: Annotated[int, Field(ge=0)] | None = None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    rows: Annotated[int, Field(ge=0)] | None = None
    sums: dict[str, Decimal] = {}
    """By column of the contract; exact, as text."""


class Delivery(_Strict):
    """What is said of every file, by its name within the extract."""

    files: dict[str, DeliveredFile]


def check_delivery(
    con: duckdb.DuckDBPyConnection, extract: Extract, present: dict[str, Present]
) -> list[Finding]:
    """What arrived otherwise than it was sent; nothing without a delivery.json.

    `present` says which tables have a view, with `file_index` counting their files.
    """
    file = extract.path / FILE_NAME
    if not file.is_file():
        return []
    try:
        delivery = Delivery.model_validate_json(file.read_bytes())
    except (ValidationError, OSError) as error:
        reason = (
            "; ".join(
                f"{'.'.join(map(str, e['loc'])) or 'the text'}: {e['msg']}"
                for e in error.errors()[:3]
            )
            if isinstance(error, ValidationError)
            else str(error)
        )
        return [
            _finding(
                "delivery_unreadable",
                FILE_NAME,
                f"{FILE_NAME} can't be used ({reason}); correct it, or leave it out.",
            )
        ]
    return list(_compared(con, extract, present, delivery))


def _compared(
    con: duckdb.DuckDBPyConnection,
    extract: Extract,
    present: dict[str, Present],
    delivery: Delivery,
) -> Iterator[Finding]:
    here = {
        extract.relative(file): (table, file)
        for table, files in extract.files.items()
        for file in files
    }
    for name in delivery.files.keys() - here.keys():
        yield _finding(
            "delivery_absent",
            name,
            f"{FILE_NAME} lists {name}, which is not there; send it again.",
        )
    for name, (table, file) in here.items():
        said = delivery.files.get(name)
        if said is None:
            yield _finding(
                "delivery_unlisted",
                name,
                f"{name} is there and {FILE_NAME} does not list it; make sure that it "
                "is of this delivery.",
                table,
            )
            continue
        for what, sent, got in _said(con, said, present.get(table), file):
            yield _finding(
                "delivery_differs",
                name,
                f"{name} has {what} {got}, and {FILE_NAME} says {sent}; send the file "
                "again.",
                table,
            )


def _said(
    con: duckdb.DuckDBPyConnection,
    said: DeliveredFile,
    present: Present | None,
    file: Path,
) -> Iterator[tuple[str, object, object]]:
    """What differs: its name, what was sent, what arrived."""
    arrived = fingerprint(file)
    for what in ("bytes", "sha256"):
        sent = getattr(said, what)
        if sent is not None and sent != arrived[what]:
            yield what, sent, arrived[what]
    if present is None or file not in present.files or not present.is_numbered:
        return
    place = {"place": present.files.index(file)}
    if said.rows is not None:
        query = check_sql.rows_of_file(present.table.name)
        rows = con.execute(query, place).fetchone()[0]
        if rows != said.rows:
            yield "rows", said.rows, rows
    for column, sent in said.sums.items():
        if not present.has(column):
            yield f"sum of {column}", sent, "no such column"
            continue
        query = check_sql.sum_of_file(present.table.name, column)
        got = con.execute(query, place).fetchone()[0] or 0
        if Decimal(got) != sent:
            yield f"sum of {column}", sent, got


def _finding(rule: str, name: str, message: str, table: str | None = None) -> Finding:
    table = table or next((t for t in TABLES if name.startswith(t)), "delivery")
    return Finding("error", rule, table, None, 0, message, file=name)
