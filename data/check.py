"""Whether an extract keeps the contract: every finding of every rule, in one go.

A rule never hides another: what is wrong with one table, file or column only skips the
rules that need it. The rules run as DuckDB SQL over the files, within a memory limit;
of the rows, only the few that are shown ever reach Python.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb

from data import check_sql
from data.causes import with_causes
from data.check_files import Present, check_files, unreadable
from data.check_gates import pass_gates
from data.check_pages import check_pages
from data.check_rows import DAYS_AHEAD, RowRule, row_rules
from data.check_sets import check_funding_rates, check_keys, check_reference
from data.check_spellings import check_spellings
from data.check_tables import (
    CROSS_RULES,
    HISTORY_RULES,
    SetRule,
    can_run,
    check_rule,
    is_in_order,
    prepare_histories,
)
from data.check_words import count, examples
from data.delivery import check_delivery
from data.events import EVENTS, read_events
from data.extract import Extract
from data.findings import KEYS_SHOWN, SEVERITIES, Finding, OffendingRow
from data.policy import decided
from data.settings import Settings, read_settings

MEMORY_LIMIT = "1GB"

LAST_PLAUSIBLE_DAY = date(9999, 1, 1)
"""No day can be added after it."""

Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and what comes next."""


def check_folder(path: Path) -> tuple[Extract, Settings, list[Finding]]:
    """The extract in a folder, its settings, and everything that is wrong with it.

    Raises UnusableExtract where the folder is no extract, and BadSettings.
    """
    extract = Extract.at(path)
    settings = read_settings(path)
    return extract, settings, check(extract, settings)


def check(
    extract: Extract,
    settings: Settings,
    *,
    on_progress: Progress | None = None,
    memory_limit: str = MEMORY_LIMIT,
) -> list[Finding]:
    """Every finding, errors first, then in the order of the contract's tables.

    What is wrong with events.csv comes last. A finding has the severity that the
    settings decide for its rule.

    `memory_limit` is DuckDB's, as text; larger work goes to a temporary folder.
    """
    with checking(extract, settings, on_progress, memory_limit) as run:
        found = run.findings
    found = with_causes(decided(found, settings.rules))
    return in_order(extract, found + read_events(extract.path)[1])


def in_order(extract: Extract, findings: list[Finding]) -> list[Finding]:
    """Errors first, then what is left out; within them by table, events last."""
    order = {name: place for place, name in enumerate(extract.files)}
    return sorted(
        findings,
        key=lambda f: (
            SEVERITIES.index(f.severity),
            order.get(f.table, len(order) if f.table == EVENTS else -1),
        ),
    )


@contextmanager
def checking(
    extract: Extract,
    settings: Settings,
    on_progress: Progress | None = None,
    memory_limit: str = MEMORY_LIMIT,
) -> Iterator["Check"]:
    """A check that has run, with the views and tables that it made."""
    with (
        tempfile.TemporaryDirectory() as spill,
        duckdb.connect(
            config={
                "memory_limit": memory_limit,
                "temp_directory": spill,
                "autoinstall_known_extensions": False,
            }
        ) as con,
    ):
        con.execute("set TimeZone = $zone", {"zone": settings.time_zone})
        run = Check(con, extract, settings, on_progress or _silent)
        run.run()
        yield run


def _silent(done: float, next_step: str) -> None:
    pass


class Check:
    """One run over one extract: the views it made and what it found so far."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        extract: Extract,
        settings: Settings,
        on_progress: Progress,
    ) -> None:
        self.con = con
        self.extract = extract
        self.settings = settings
        self.on_progress = on_progress
        self.present: dict[str, Present] = {}
        self.refused_files: set[str] = set()
        self.findings: list[Finding] = []
        self.latest_day: date | None = None

    def run(self) -> None:
        """Files, rows, keys, histories, then tables against each other."""
        self.on_progress(0.0, "files")
        self.extract, refused = pass_gates(self.extract)
        self.refused_files = {finding.file for finding in refused}
        self.present, self.findings = check_files(self.con, self.extract)
        self.findings += refused + check_pages(self.extract, self.present)
        for finding in refused:
            self.present[finding.table].is_complete = False
        self.present = {n: p for n, p in self.present.items() if p.files}
        for present in self.present.values():
            self._create_view(present)
        self.latest_day = self._latest_day()
        self._check_delivery()
        tables = list(self.present)
        for place, name in enumerate(tables):
            self.on_progress(0.05 + 0.35 * place / len(tables), name)
            self._check_rows(name, self.latest_day)
        self.on_progress(0.4, "keys")
        in_order = is_in_order(self.con, self.present)
        self._check_keys_and_references(in_order)
        self.on_progress(0.7, "histories")
        self._check_histories(in_order)
        self.on_progress(0.9, "codes")
        self._check_rules(CROSS_RULES)
        self.findings += check_spellings(self.con, self.present, self._locate)
        self.findings += check_funding_rates(self.con, self.present, self.settings)
        self.on_progress(1.0, "done")

    def _check_delivery(self) -> None:
        """Sums are asked of whole files; one that is damaged inside is told as that."""
        asked = (self.con, self.extract, self.present, self.refused_files)
        try:
            found = check_delivery(*asked)
        except duckdb.Error:
            for name in list(self.present):
                stored = self.present[name].stored
                self._scan(name, check_sql.counts(name, [], stored))
            found = check_delivery(*asked)
        self.findings += found

    def _check_rows(self, name: str, latest_day: date | None) -> None:
        present = self.present[name]
        rules = row_rules(present, latest_day)
        query = check_sql.counts(name, [r.predicate for r in rules], present.stored)
        is_dated = any(rule.needs_latest_day for rule in rules)
        counted = self._scan(name, query, _day(latest_day if is_dated else None))
        for rule, rows in zip(rules, counted or (), strict=False):
            if rows:
                self.findings.append(self._row_finding(name, rule, rows, latest_day))

    def _row_finding(
        self, name: str, rule: RowRule, rows: int, latest_day: date | None
    ) -> Finding:
        present = self.present[name]
        key = check_sql.key_text(present.table, present.stored, rule.received)
        found = self.con.execute(
            check_sql.offending_rows(name, key, rule.received, rule.predicate),
            _day(latest_day if rule.needs_latest_day else None),
        ).fetchall()
        return Finding(
            rule.severity,
            rule.rule,
            name,
            rule.column,
            rows,
            rule.message(count(rows), examples(found)),
            offending=self._locate(name, found),
        )

    def _check_keys_and_references(self, in_order: bool) -> None:
        for name, present in self.present.items():
            if not (name == "performance" and in_order):
                self.findings += check_keys(self.con, present, self._locate)
            for key in present.table.foreign_keys:
                parent = self.present.get(key.parent)
                if (
                    parent is not None
                    and parent.is_complete
                    and parent.has(key.parent_column)
                    and present.has(key.column)
                ):
                    self.findings += check_reference(
                        self.con, present, key, self._locate
                    )

    def _check_histories(self, in_order: bool) -> None:
        if any(can_run(rule, self.present) for rule in HISTORY_RULES):
            prepare_histories(self.con, in_order)
            self._check_rules(HISTORY_RULES)

    def _check_rules(self, rules: tuple[SetRule, ...]) -> None:
        for rule in rules:
            if can_run(rule, self.present):
                self.findings += check_rule(self.con, rule, self._locate)

    def _latest_day(self) -> date | None:
        """The last day a date may have, from the newest as_of; None without one."""
        present = self.present.get("performance")
        if present is None or not present.has("as_of"):
            return None
        newest = self._scan("performance", check_sql.newest_month_end())
        if not newest or newest[0] is None or newest[0] > LAST_PLAUSIBLE_DAY:
            return None
        return newest[0] + timedelta(days=DAYS_AHEAD)

    def _scan(self, name: str, query: str, values: dict | None = None) -> tuple | None:
        """One row over a table; where a file turns out damaged, over the other files.

        Damage inside a file shows only when its values are decoded. None where no
        file of the table is left.
        """
        try:
            return self.con.execute(query, values or {}).fetchone()
        except duckdb.Error:
            if not self._drop_damaged(self.present[name]):
                raise
        if not self.present[name].files:
            del self.present[name]
            return None
        self._create_view(self.present[name])
        return self.con.execute(query, values or {}).fetchone()

    def _drop_damaged(self, present: Present) -> bool:
        """Reports and leaves out the files of a table that cannot be decoded."""
        readable = []
        for file in present.files:
            try:
                self.con.execute(check_sql.full_read(file, present.stored)).fetchall()
                readable.append(file)
            except duckdb.Error as error:
                self.findings.append(
                    unreadable(self.extract, present.table.name, file, error)
                )
        is_damaged = len(readable) < len(present.files)
        present.files = tuple(readable)
        present.is_complete = present.is_complete and not is_damaged
        return is_damaged

    def _create_view(self, present: Present) -> None:
        self.con.execute(
            check_sql.view(
                present.table, present.files, present.stored, present.is_numbered
            )
        )

    def _locate(self, table: str, found: list[tuple]) -> tuple[OffendingRow, ...]:
        files = self.present[table].files
        return tuple(
            OffendingRow(
                key,
                number,
                None if index is None else self.extract.relative(files[index]),
            )
            for key, index, number, *_ in found[:KEYS_SHOWN]
        )


def _day(latest_day: date | None) -> dict[str, date]:
    return {} if latest_day is None else {"latest_day": latest_day}
