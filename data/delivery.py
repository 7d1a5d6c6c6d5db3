"""What a sender says of a delivery, held against what arrived: delivery.json.

    {"files": {"loans.parquet": {"bytes": 81234, "sha256": "9f86d0...", "rows": 5000,
                                 "sums": {"principal": "1234567.89"}}}}

Each key of a file may be left out. Only the sender can tell that rows are missing or
that a bit flipped on the way: a shorter file is as readable as a whole one.
"""

import os
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data import check_sql
from data.check_files import Present
from data.check_gates import refused
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
    """By column of the contract, of money or whole numbers; exact, as text."""


class Delivery(_Strict):
    """What is said of every file, by its name within the extract."""

    files: dict[str, DeliveredFile]


def check_delivery(
    con: duckdb.DuckDBPyConnection,
    extract: Extract,
    present: dict[str, Present],
    refused_files: Collection[str] = (),
) -> list[Finding]:
    """What arrived otherwise than it was sent; nothing without a delivery.json.

    `present` says which tables have a view, with `file_index` counting their files;
    of `refused_files` it is told elsewhere why they are not read.
    """
    delivery, findings = read_delivery(extract.path)
    if delivery is None:
        return findings
    here = {
        extract.relative(file): (table, file)
        for table, files in extract.files.items()
        for file in files
    }
    findings += held_against(delivery, here, refused_files)
    for name, (table, file) in here.items():
        said, table_here = delivery.files.get(name), present.get(table)
        if said and table_here and table_here.is_numbered and file in table_here.files:
            place = table_here.files.index(file)
            findings += _added_up(con, said, table_here, name, place)
    return findings


def read_delivery(folder: Path) -> tuple[Delivery | None, list[Finding]]:
    """What the sender says, None where there is no word, and what is wrong with it."""
    file = folder / FILE_NAME
    if not os.path.lexists(file):
        return None, []
    if reason := refused(folder, file):
        return None, [_unusable(f"it is {reason}")]
    try:
        return Delivery.model_validate_json(file.read_bytes()), []
    except ValidationError as error:
        reason = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'the text'}: {e['msg']}"
            for e in error.errors()[:3]
        )
    except OSError as error:
        reason = str(error)
    return None, [_unusable(reason)]


def held_against(
    delivery: Delivery,
    here: dict[str, tuple[str, Path]],
    refused_files: Collection[str] = (),
) -> list[Finding]:
    """Files that are absent, unlisted, or of other bytes; `here` has table and file."""
    findings = [
        _finding(
            "delivery_absent",
            name,
            f"{FILE_NAME} lists {name}, which is not there; send it again.",
        )
        for name in sorted(delivery.files.keys() - here.keys() - set(refused_files))
    ]
    for name, (table, file) in here.items():
        said = delivery.files.get(name)
        if said is None:
            message = (
                f"{name} is there and {FILE_NAME} does not list it; make sure that it "
                "is of this delivery."
            )
            findings.append(_finding("delivery_unlisted", name, message, table))
            continue
        if odd := [c for c in said.sums if not _has_sum(table, c)]:
            findings.append(
                _unusable(
                    f"{name} has no control sum of {', '.join(odd)}: only columns of "
                    "money and whole numbers have one"
                )
            )
        arrived = fingerprint(file)
        for what in ("bytes", "sha256"):
            sent = getattr(said, what)
            if sent is not None and sent != arrived[what]:
                findings.append(differs(name, table, what, sent, arrived[what]))
    return findings


def differs(name: str, table: str, what: str, sent: object, got: object) -> Finding:
    """The finding about a file of which something is not as it was sent."""
    message = (
        f"{name} has {what} {got}, and {FILE_NAME} says {sent}; send the file again."
    )
    return _finding("delivery_differs", name, message, table)


def _added_up(
    con: duckdb.DuckDBPyConnection,
    said: DeliveredFile,
    present: Present,
    name: str,
    place: int,
) -> Iterator[Finding]:
    """Rows and sums of the table's file at that place that differ."""
    table = present.table.name
    if said.rows is not None:
        query = check_sql.rows_of_file(table)
        rows = con.execute(query, {"place": place}).fetchone()[0]
        if rows != said.rows:
            yield differs(name, table, "rows", said.rows, rows)
    for column, sent in said.sums.items():
        if not _has_sum(table, column):
            continue
        if not present.has(column):
            yield differs(name, table, f"sum of {column}", sent, "no such column")
            continue
        query = check_sql.sum_of_file(table, column)
        got = con.execute(query, {"place": place}).fetchone()[0] or 0
        if Decimal(got) != sent:
            yield differs(name, table, f"sum of {column}", sent, got)


def _has_sum(table: str, column: str) -> bool:
    """Whether a column adds up exactly; a column that we do not know is told as such.

    A number that is a DOUBLE adds up to other last digits in another order.
    """
    known = {c.name: c.type for c in TABLES[table].columns}
    return known.get(column, "money") in {"money", "integer"}


def _unusable(reason: str) -> Finding:
    return _finding(
        "delivery_unreadable",
        FILE_NAME,
        f"{FILE_NAME} can't be used ({reason}); correct it, or leave it out.",
    )


def _finding(rule: str, name: str, message: str, table: str | None = None) -> Finding:
    table = table or next((t for t in TABLES if name.startswith(t)), "delivery")
    return Finding("error", rule, table, None, 0, message, file=name)
