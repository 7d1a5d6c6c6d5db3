"""Rows that the lender would rather leave out than let them stop a publication.

The rows of a quarantined rule leave, and with them all rows that belong to them: the
applications of a customer, the months of a loan. What stays is an extract like any
other; what left is one too, with the reason beside each row.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data import check_sql
from data.check import Check, checking
from data.check_rows import row_rules
from data.check_tables import CROSS_RULES, HISTORY_RULES
from data.check_words import count
from data.contract import TABLES
from data.errors import ContractBroken
from data.extract import Extract
from data.findings import Finding
from data.settings import Settings

BELONGS = "belongs_to_quarantined"
"""The reason of a row whose parent left."""

_OWN_QUERY = {rule.rule for rule in (*HISTORY_RULES, *CROSS_RULES)}


@dataclass(frozen=True)
class Sorted:
    """An extract in two: what can be published, and what is kept aside."""

    kept: Extract
    aside: Extract | None
    """None where nothing had to leave."""
    findings: list[Finding]
    """Of the rules whose rows left, with how many rows left with them."""


def sort_out(
    extract: Extract, settings: Settings, findings: list[Finding], folder: Path
) -> Sorted:
    """Divides a checked extract; `folder` is made for the files of both parts.

    `findings` are the check's, none of them an error. Tables that lose no row keep
    their own files. Raises ContractBroken where rows can't be told apart.
    """
    chosen = [f for f in findings if f.severity == "quarantine"]
    if not chosen:
        return Sorted(extract, None, [])
    with checking(extract, settings) as run:
        _refuse_unnumbered(run, chosen)
        run.con.execute(check_sql.read("leaving"))
        for finding in chosen:
            _leave(run, finding)
        own = _left(run)
        _leave_children(run)
        left = _left(run)
        kept, aside = dict(extract.files), {}
        for name in left:
            files = run.present[name].files
            names = [extract.relative(file) for file in files]
            stay, leave = (
                check_sql.staying(name, files),
                check_sql.gone(name, files, names),
            )
            kept[name] = (_write(run, stay, folder / "kept", name),)
            aside[name] = (_write(run, leave, folder / "aside", name),)
    return Sorted(
        Extract(extract.path, kept),
        Extract(folder / "aside", aside),
        chosen
        + [
            _belonging(n, rows - own.get(n, 0))
            for n, rows in left.items()
            if rows > own.get(n, 0)
        ],
    )


def keep_aside(aside: Extract, target: Path) -> None:
    """Moves what left into a folder that only its owner can read."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for files in aside.files.values():
        for file in files:
            file.chmod(0o600)
            os.replace(file, target / file.name)


def _refuse_unnumbered(run: Check, chosen: Sequence[Finding]) -> None:
    for finding in chosen:
        if not run.present[finding.table].is_numbered:
            raise ContractBroken(
                f"Rows of {finding.table} can't be quarantined: its files have a "
                "column file_index or file_row_number, which hides where a row is. "
                "Rename it and publish again.",
                [replace(finding, severity="error")],
            )


def _leave(run: Check, finding: Finding) -> None:
    """Notes every row of one finding, not only those that it shows."""
    reason = {"reason": finding.rule}
    if finding.rule in _OWN_QUERY:
        text = check_sql.read(finding.rule)
        run.con.execute(check_sql.leave_found(finding.table, text), reason)
        return
    predicate, values = _predicate(run, finding)
    run.con.execute(check_sql.leave(finding.table, predicate), reason | values)


def _predicate(run: Check, finding: Finding) -> tuple[str, dict[str, date]]:
    present = run.present[finding.table]
    if finding.rule == "key_repeated":
        return check_sql.is_repeated(present.table), {}
    if finding.rule == "reference_unmatched":
        key = next(k for k in present.table.foreign_keys if k.column == finding.column)
        return check_sql.is_unmatched(key.column, key.parent, key.parent_column), {}
    rules = [
        rule
        for rule in row_rules(present, run.latest_day)
        if (rule.rule, rule.column) == (finding.rule, finding.column)
    ]
    is_dated = any(rule.needs_latest_day for rule in rules)
    predicate = " or ".join(f"({rule.predicate})" for rule in rules)
    return predicate, {"latest_day": run.latest_day} if is_dated else {}


def _leave_children(run: Check) -> None:
    """One pass: parents come before their children in the contract."""
    for name, present in run.present.items():
        for key in present.table.foreign_keys:
            parent = run.present.get(key.parent)
            if parent and parent.has(key.parent_column) and present.has(key.column):
                run.con.execute(
                    check_sql.leave(
                        name,
                        check_sql.belongs_to_gone(
                            key.column, key.parent, key.parent_column
                        ),
                    ),
                    {"reason": BELONGS},
                )


def _left(run: Check) -> dict[str, int]:
    """How many rows leave so far, by table."""
    found = run.con.execute(check_sql.left()).fetchall()
    rows = dict(found)
    return {name: rows[name] for name in TABLES if name in rows}


def _write(run: Check, query: str, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.parquet"
    run.con.sql(query).write_parquet(str(file), compression="zstd")
    return file


def _belonging(table: str, rows: int) -> Finding:
    return Finding(
        "quarantine",
        BELONGS,
        table,
        None,
        rows,
        f"{count(rows)} of {table} belong to rows that were left out, and were left "
        "out with them; they come back when those are corrected.",
    )
