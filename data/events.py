"""What happened around the figures: events.csv beside the tables, row by row.

An event explains a figure and makes none; so a bad file or row is left out with a
warning, and never stops a publication.
"""

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass
from datetime import date
from pathlib import Path

from data.check_words import visible
from data.findings import KEYS_SHOWN, Finding, OffendingRow

FILE_NAME = "events.csv"

EVENTS = "events"
"""What findings call it, beside the names of tables."""

COLUMNS = ("date", "kind", "label_en", "label_zh")

MAX_BYTES = 1_000_000
MAX_ROWS = 1_000
MAX_KIND = 40
MAX_LABEL = 200

_DAY = re.compile(r"\A\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_HELP = f"write the header line as {','.join(COLUMNS)}"
_SHOWN = 40
"""Characters of a value that a finding repeats."""

_MESSAGES = {
    "event_row_width": "a row has as many cells as the header; put a label that holds "
    "a comma in double quotes",
    "event_date": "write the day as 2025-10-01",
    "event_kind": f"give a short code of at most {MAX_KIND} characters, for example "
    "policy or outage",
    "event_label": "give plain text on one line, of at most "
    f"{MAX_LABEL} characters, in label_en or label_zh",
    "event_repeated": "the same event is there before; leave one",
}


@dataclass(frozen=True, order=True)
class Event:
    """Something that happened on a day and that a reader of a chart should know."""

    date: date
    kind: str
    """A code of the lender's, for example policy, outage or campaign."""
    label_en: str
    label_zh: str

    @classmethod
    def of(cls, row: dict[str, str]) -> "Event":
        """The event from the manifest's plain values."""
        return cls(**(row | {"date": date.fromisoformat(row["date"])}))

    def as_dict(self) -> dict[str, str]:
        """Plain values, for the manifest."""
        return asdict(self) | {"date": self.date.isoformat()}

    def label(self, language: str) -> str:
        """The label in a language (en or zh), or in the other where it has none."""
        own, other = self.label_en, self.label_zh
        return (other or own) if language == "zh" else (own or other)


@dataclass(frozen=True)
class _Fault:
    rule: str
    column: str | None
    line: int
    row: int
    received: str


def read_events(folder: Path) -> tuple[tuple[Event, ...], list[Finding]]:
    """The events beside an extract's tables, oldest first, and what is wrong there.

    No file: no events, no findings. Every finding is a warning; a row that breaks a
    rule is left out, a file that cannot be read at all is.
    """
    file = folder / FILE_NAME
    if not os.path.lexists(file):
        return (), []
    try:
        rows = _rows(_text(file))
    except (OSError, ValueError) as error:
        reason = str(error).replace(str(folder), ".")
        return (), [_of_file("event_file_unreadable", f"cannot be read: {reason}")]
    return _events(rows)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Each row with the line on which it begins; raises ValueError that names a line.

    A cell in quotes may reach over several lines.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(
            f"from line {line} on it is no CSV ({error}); close every quote, and "
            "double those inside a label"
        ) from error
    return rows


def _text(file: Path) -> str:
    """The file's text; raises ValueError that says what was received."""
    if not file.is_file():
        raise ValueError("it is no file; write the events into one")
    with file.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"it has more than {MAX_BYTES:,} bytes; keep the events that matter"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValueError(
            f"line {line} is no UTF-8, it has the byte "
            f"0x{content[error.start]:02x}; save the file as UTF-8"
        ) from error


def _events(
    rows: list[tuple[int, list[str]]],
) -> tuple[tuple[Event, ...], list[Finding]]:
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    findings = _header_faults(header)
    if findings:
        return (), findings
    events: dict[Event, None] = {}
    faults: list[_Fault] = []
    filled = [(line, row) for line, row in rows[1:] if any(row)]
    for number, (line, row) in enumerate(filled[:MAX_ROWS], 1):
        found = list(_row_faults(header, row, line, number))
        if not found:
            cells = dict(zip(header, map(str.strip, row), strict=True))
            event = Event.of({name: cells[name] for name in COLUMNS})
            if event in events:
                received = ",".join(map(str, astuple(event)))
                found = [_Fault("event_repeated", None, line, number, received)]
            events[event] = None
        faults += found
    findings = _grouped(faults)
    if len(filled) > MAX_ROWS:
        message = (
            f"has {len(filled):,} events; the first {MAX_ROWS:,} were taken, up to "
            f"line {filled[MAX_ROWS - 1][0]:,}. Keep the events that matter"
        )
        findings.append(_of_file("events_too_many", message))
    return tuple(sorted(events)), findings


def _header_faults(header: list[str]) -> list[Finding]:
    received = ", ".join(map(_short, header[:30])) or "nothing"
    found = []
    for name in COLUMNS:
        if header.count(name) != 1:
            rule = "event_column_repeated" if name in header else "event_column_absent"
            times = header.count(name)
            found.append(
                _of_file(
                    rule,
                    f"line 1 names the column {name} {times} times instead of once; "
                    f"received: {received}; {_HELP}",
                    name,
                )
            )
    return found


def _row_faults(
    header: list[str], row: list[str], line: int, number: int
) -> Iterator[_Fault]:
    """What is wrong with a row; of a row of another width, nothing else is asked."""
    if len(row) != len(header):
        cells = f"{len(row)} cells instead of {len(header)}"
        yield _Fault("event_row_width", None, line, number, cells)
        return
    cell = dict(zip(header, map(str.strip, row), strict=True))

    def fault(column: str) -> _Fault:
        rule = f"event_{column.partition('_')[0]}"
        return _Fault(rule, column, line, number, cell[column])

    if not _is_day(cell["date"]):
        yield fault("date")
    if not (cell["kind"] and _is_plain(cell["kind"], MAX_KIND)):
        yield fault("kind")
    labels = ("label_en", "label_zh")
    wrong = [name for name in labels if not _is_plain(cell[name], MAX_LABEL)]
    if not any(cell[name] for name in labels):
        wrong = ["label_en"]
    yield from map(fault, wrong)


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.match(text)) and date.fromisoformat(text).year > 1
    except ValueError:
        return False


def _is_plain(text: str, longest: int) -> bool:
    """Whether the text is short and has no control or direction characters."""
    return len(text) <= longest and not any(
        unicodedata.category(letter)[0] == "C"
        or unicodedata.category(letter) in ("Zl", "Zp")
        for letter in text
    )


def _grouped(faults: list[_Fault]) -> list[Finding]:
    """One finding per rule and column, which names each line that breaks it."""
    groups: dict[tuple[str, str | None], list[_Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.rule, fault.column), []).append(fault)
    return [_finding(rule, column, g) for (rule, column), g in groups.items()]


def _finding(rule: str, column: str | None, faults: list[_Fault]) -> Finding:
    shown = faults[:KEYS_SHOWN]
    lines = ", ".join(f"{fault.line:,}" for fault in shown)
    more = ", ..." if len(faults) > len(shown) else ""
    where = f"line{'s' if len(faults) > 1 else ''} {lines}{more}"
    place = f"{where}, {column}" if column else where
    received = ", ".join(dict.fromkeys(_short(f.received) for f in faults[:3]))
    return Finding(
        "warning",
        rule,
        EVENTS,
        column,
        len(faults),
        f"{FILE_NAME} {place}: received {received}; {_MESSAGES[rule]}. "
        f"{'These rows were' if len(faults) > 1 else 'This row was'} left out.",
        FILE_NAME,
        tuple(OffendingRow(_short(f.received), f.row, FILE_NAME) for f in shown),
    )


def _of_file(rule: str, what: str, column: str | None = None) -> Finding:
    message = f"{FILE_NAME} {what}."
    return Finding("warning", rule, EVENTS, column, 0, message, FILE_NAME)


def _short(text: str) -> str:
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return visible(cut)
