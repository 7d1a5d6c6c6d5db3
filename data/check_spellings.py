"""One code in two spellings, over all tables: 'App_Store' here, 'app_store' there.

Codes are free text of the lender's, so only what nobody means as a difference counts:
case, spaces, full-width letters. It runs in Python, since SQL has no NFKC; distinct
codes are few.
"""

import unicodedata
from collections import Counter, defaultdict

import duckdb

from data import check_sql
from data.check_files import Present
from data.check_sets import Locate
from data.check_words import count
from data.findings import KEYS_SHOWN, Finding
from data.quoting import identifier

MOST_CODES = 10_000
"""Distinct values looked at per column, the most frequent first."""


def folded(code: str) -> str:
    """What two spellings of one code have in common."""
    return "".join(unicodedata.normalize("NFKC", code).casefold().split())


def check_spellings(
    con: duckdb.DuckDBPyConnection, present: dict[str, Present], locate: Locate
) -> list[Finding]:
    """One finding per table and column that has a code in a rarer spelling.

    The spelling of most rows, over all tables with that column, is taken as the usual
    one (the first in text order if they tie). Columns with a fixed list are left out.
    """
    usual, tables = _usual_spellings(con, present)
    findings = []
    for (table, column), codes in tables.items():
        rare = {
            code: usual[column][folded(code)]
            for code in sorted(codes)
            if usual[column][folded(code)] != code
        }
        if rare:
            findings.append(_finding(con, present[table], column, rare, codes, locate))
    return findings


def _usual_spellings(
    con: duckdb.DuckDBPyConnection, present: dict[str, Present]
) -> tuple[dict[str, dict[str, str]], dict[tuple[str, str], Counter]]:
    tables: dict[tuple[str, str], Counter] = {}
    totals: dict[str, Counter] = defaultdict(Counter)
    for name, state in present.items():
        columns = [
            column.name
            for column in state.table.columns
            if column.type == "code" and not column.allowed and state.has(column.name)
        ]
        if not columns:
            continue
        query = check_sql.spellings(name, columns, MOST_CODES)
        for column, code, rows in con.execute(query).fetchall():
            tables.setdefault((name, column), Counter())[code] = rows
            totals[column][code] += rows
    usual: dict[str, dict[str, str]] = defaultdict(dict)
    for column, counts in totals.items():
        for code, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            usual[column].setdefault(folded(code), code)
    return usual, tables


def _finding(
    con: duckdb.DuckDBPyConnection,
    present: Present,
    column: str,
    rare: dict[str, str],
    codes: Counter,
    locate: Locate,
) -> Finding:
    table = present.table.name
    name = identifier(column)
    found = con.execute(
        check_sql.offending_rows(
            table,
            name,
            name,
            check_sql.is_one_of(column),
        ),
        {"codes": list(rare)},
    ).fetchall()
    rows = sum(codes[code] for code in rare)
    pairs = [f"{code!r} beside {other!r}" for code, other in rare.items()]
    shown = ", ".join(pairs[:3]) + (", ..." if len(pairs) > 3 else "")
    return Finding(
        "warning",
        "spellings_differ",
        table,
        column,
        rows,
        f"{table}.{column} writes one code in two spellings in {count(rows)}: {shown}. "
        "They count as different codes; write one of them.",
        offending=locate(table, found)[:KEYS_SHOWN],
    )
