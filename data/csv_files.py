"""From CSV files to an extract: every cell as it is written, as text.

What a cell means is the check's business, whose casts lose nothing and name the row; so
nothing is guessed or rounded here. Lines are judged first (data/csv_lines.py), and what
is left of them is parsed by Arrow, which keeps an empty field (NULL) apart from "".
"""

import os
import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from data.check_gates import refused
from data.contract import TABLES
from data.csv_lines import (
    DELIMITERS,
    ENCODINGS,
    Block,
    Fault,
    Grammar,
    Undecodable,
    read_blocks,
    short,
)
from data.delivery import FILE_NAME as DELIVERY_FILE
from data.delivery import DeliveredFile, Delivery, differs, held_against, read_delivery
from data.errors import ContractBroken, DataError, UnusableExtract
from data.findings import KEYS_SHOWN, Finding, OffendingRow
from data.writing import whole_extract

_NAME = re.compile("[a-z][a-z0-9_]*")

_ADVICE = {
    "csv_width": "give every row one field per column of the header, and quote a field "
    "that holds the delimiter",
    "csv_quote": "quote a field in full, write a quote within twice, and leave no line "
    "break within",
    "csv_character": "take control characters and U+FFFD, which stands for lost "
    "letters, out at their source",
    "csv_line_blank": "leave blank lines out",
    "csv_header": "give each column a name of its own in lower snake case",
}


@dataclass(frozen=True)
class Converted:
    """What was read and what was not."""

    rows: dict[str, int]
    """Rows by CSV file."""
    left_out: tuple[str, ...]
    """CSV files of the source that are named after no table."""


class _Faults:
    """Faults of one file, counted by rule and column; the first of each are kept."""

    def __init__(self, table: str, file: str) -> None:
        self.table, self.file = table, file
        self.counts: dict[tuple[str, str | None], int] = {}
        self.first: dict[tuple[str, str | None], list[OffendingRow]] = {}

    def add(self, fault: Fault, names: list[str]) -> None:
        """Notes a fault; a field beyond the header has no column."""
        is_named = fault.field is not None and fault.field < len(names)
        column = names[fault.field] if is_named else None
        key = (fault.rule, column)
        self.counts[key] = self.counts.get(key, 0) + 1
        first = self.first.setdefault(key, [])
        if len(first) < KEYS_SHOWN:
            place = f"line {fault.line:,}" + (f", {column}" if column else "")
            first.append(OffendingRow(f"{place}: {fault.what}", file=self.file))

    def findings(self) -> list[Finding]:
        """One finding per rule and column."""
        return [
            Finding(
                "error",
                rule,
                self.table,
                column,
                rows,
                f"{self.file} {self.first[rule, column][0].key}"
                + (f", and {rows - 1:,} more like it" if rows > 1 else "")
                + f"; {_ADVICE[rule]}.",
                self.file,
                tuple(self.first[rule, column]),
            )
            for (rule, column), rows in self.counts.items()
        ]


def read_csv_files(
    source: Path, out: Path, encoding: str = "utf-8", delimiter: str = ","
) -> Converted:
    """Writes an extract from `<table>.csv` and `<table>/*.csv`, every column as text.

    Row n of a Parquet file is line n + 1 of its CSV file. An empty field is NULL, ""
    is empty text. dashboard.toml and events.csv go with it. Where a delivery.json tells
    of the CSV files, their bytes and rows are held against it here, and its sums go on
    to the check, which knows what a cell means. `out` appears whole or not at all, and
    replaces an earlier result alone.

    Raises ContractBroken with everything that is wrong in any file, UnusableExtract
    where there is no file, RecipeFailed where `out` can't be written.
    """
    _refuse_unknown("encoding", encoding, ENCODINGS)
    _refuse_unknown("delimiter", delimiter, DELIMITERS)
    files, left_out = _find(source)
    delivery, findings = read_delivery(source)
    rows = {}
    with whole_extract(source, out, {"encoding": encoding}) as fresh:
        for table, found in files.items():
            for file in found:
                name = file.relative_to(source).as_posix()
                target = (fresh / name).with_suffix(".parquet")
                target.parent.mkdir(exist_ok=True)
                rows[name], wrong = _convert(
                    source, name, target, table, encoding, Grammar(delimiter)
                )
                findings += wrong
        if delivery is not None:
            broken = {finding.file for finding in findings}
            sound = {name: count for name, count in rows.items() if name not in broken}
            findings += _not_as_sent(delivery, source, files, sound)
            _pass_on(delivery, fresh)
        if findings:
            raise ContractBroken(
                f"{source.name} is no sound CSV in {len(findings)} places. {out} is "
                "as it was.",
                findings,
            )
    return Converted(rows, left_out)


def _refuse_unknown(what: str, received: str, known: tuple[str, ...]) -> None:
    if received not in known:
        raise DataError(
            f"{received!r} is no {what} that is read; give one of: "
            + " ".join(each.replace("\t", "tab") for each in known)
        )


def _find(source: Path) -> tuple[dict[str, list[Path]], tuple[str, ...]]:
    """CSV files by table, and the names of those that are no table's."""
    if not source.is_dir():
        raise UnusableExtract(
            f"{source} is not a folder. Give the folder that holds loans.csv and the "
            "like."
        )
    files = {}
    for table in TABLES:
        file = source / f"{table}.csv"
        single = [file] if os.path.lexists(file) else []
        if found := single + sorted((source / table).glob("*.csv")):
            files[table] = found
    if not files:
        raise UnusableExtract(
            f"{source} holds no CSV file that is named after a table; it needs at "
            "least applications.csv or loans.csv."
        )
    taken = {*chain(*files.values()), source / "events.csv"}
    others = [
        f
        for f in sorted(source.rglob("*"))
        if f.suffix.lower() == ".csv" and f.is_file()
    ]
    left_out = [f.relative_to(source).as_posix() for f in others if f not in taken]
    return files, tuple(left_out)


def _not_as_sent(
    delivery: Delivery, source: Path, files: dict[str, list[Path]], rows: dict[str, int]
) -> list[Finding]:
    here = {
        file.relative_to(source).as_posix(): (table, file)
        for table, found in files.items()
        for file in found
        if not refused(source, file)
    }
    refused_files = {
        file.relative_to(source).as_posix() for file in chain(*files.values())
    } - here.keys()
    return held_against(delivery, here, refused_files) + [
        differs(name, table, "rows", said.rows, rows[name])
        for name, (table, _) in here.items()
        if name in rows
        and (said := delivery.files.get(name))
        and said.rows not in (None, rows[name])
    ]


def _pass_on(delivery: Delivery, fresh: Path) -> None:
    """What is said of a CSV file's rows and sums, of the Parquet file made of it."""
    files = {
        name.removesuffix(".csv") + ".parquet": DeliveredFile(
            rows=said.rows, sums=said.sums
        )
        for name, said in delivery.files.items()
    }
    text = Delivery(files=files).model_dump_json(indent=1, exclude_none=True)
    (fresh / DELIVERY_FILE).write_text(text, "utf-8")


def _convert(
    source: Path, name: str, target: Path, table: str, encoding: str, grammar: Grammar
) -> tuple[int, list[Finding]]:
    """Writes one file; its rows, and what is wrong with it."""
    file = source / name

    def alone(rule: str, what: str) -> Finding:
        return Finding("error", rule, table, None, 0, f"{name}: {what}.", name)

    if reason := refused(source, file):
        return 0, [alone("csv_no_file", f"it is {reason}; put the file itself there")]
    faults, names, rows, writer = _Faults(table, name), [], 0, None
    try:
        for block in read_blocks(file, encoding):
            if not names:
                names, wrong = _header(block, grammar)
                for fault in wrong:
                    faults.add(fault, [])
                if not names:
                    return 0, faults.findings()
                block = Block(2, block.lines[1:])
                schema = pa.schema([(each, pa.string()) for each in names])
                if not wrong:
                    writer = parquet.ParquetWriter(
                        target, schema, compression="zstd", write_page_checksum=True
                    )
            for fault in grammar.faults(block, len(names)):
                faults.add(fault, names)
            if block.lines and not faults.counts:
                writer.write_table(_parsed(block, schema, grammar.delimiter))
            rows += len(block.lines)
    except Undecodable as error:
        return 0, [*faults.findings(), alone("csv_encoding", str(error))]
    finally:
        if writer:
            writer.close()
    if not names:
        return 0, [alone("csv_empty", "it is empty; it needs at least a header line")]
    return rows, faults.findings()


def _header(block: Block, grammar: Grammar) -> tuple[list[str], list[Fault]]:
    """The names of the columns; none where the line can't be cut into fields."""
    line = block.lines[0]
    wrong = grammar.faults(Block(1, [line]), None)
    if wrong:
        return [], wrong
    names = [
        field[1:-1].replace('""', '"') if field.startswith('"') else field
        for field in grammar.fields(line)
    ]
    for place, name in enumerate(names):
        if not _NAME.fullmatch(name):
            what = f"column {place + 1} is named {short(name)}"
        elif name in names[:place]:
            what = f"{short(name)} names column {names.index(name) + 1} and {place + 1}"
        else:
            continue
        wrong.append(Fault("csv_header", 1, what))
    return names, wrong


def _parsed(block: Block, schema: pa.Schema, delimiter: str) -> pa.Table:
    text = ("\n".join(block.lines) + "\n").encode()
    found = csv.read_csv(
        pa.BufferReader(text),
        csv.ReadOptions(column_names=schema.names, block_size=len(text) + 1),
        csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    if found.num_rows != len(block.lines):
        raise DataError(
            f"Lines from {block.first_line:,} on were read as {found.num_rows:,} rows, "
            f"not {len(block.lines):,}. Report this."
        )
    return found
