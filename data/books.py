"""Do the books balance? Laws of a snapshot that must hold, month by month.

sql/rollups/books.sql has what each law makes of a month and what the data state. Where
the two are apart the lender should know before any figure is believed: a warning.
"""

from calendar import monthrange
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from data.findings import KEYS_SHOWN, Finding, OffendingRow
from data.snapshot import SQL, Snapshot, pattern

LAWS = {
    "balance": (
        "performance",
        "The balance before, plus lent, less repaid and charged off, is not the "
        "balance after. Look for months that a loan lacks, principal that was repaid "
        "and not told, and loans that came in after their month of disbursement.",
    ),
    "active": (
        "performance",
        "Loans that stayed active and loans that were disbursed are not all that are "
        "active. Look for loans whose first month-end is not that of their "
        "disbursement, and for months that a loan lacks.",
    ),
    "disbursed": (
        "loans",
        "Applications that were disbursed in a month are not those whose first loan "
        "was. Look for disbursed applications without a loan and for dates that "
        "differ between the two tables.",
    ),
    "late": (
        "performance",
        "What cohorts are late by and have lost is not what the book is late by and "
        "has lost. Look for amounts charged off or recovered on loans that never are "
        "charged off.",
    ),
}
"""Of each law the table to look into, and what to do where it is broken."""


@dataclass(frozen=True)
class Line:
    """One law in one month."""

    law: str
    month: date
    computed: Decimal
    """What the law makes of the other figures."""
    stated: Decimal
    """What the data say."""

    @property
    def apart(self) -> Decimal:
        """Stated less computed; 0 where the law holds."""
        return self.stated - self.computed


def read_books(file: Path) -> list[Line]:
    """Every line of a snapshot's books, in the order of LAWS and months."""
    with duckdb.connect() as con:
        rows = con.execute(
            "select law, month, computed, stated from read_parquet($file)",
            {"file": pattern(file)},
        ).fetchall()
    order = list(LAWS)
    return sorted((Line(*r) for r in rows), key=lambda x: (order.index(x.law), x.month))


def findings(lines: list[Line], made: Snapshot) -> list[Finding]:
    """One warning for each law that is broken, with the rows of its worst month.

    `made` is the snapshot whose books these are.
    """
    apart = [line for line in lines if line.apart]
    if not apart:
        return []
    with closing(made.connect()) as con:
        by_law = {law: [line for line in apart if line.law == law] for law in LAWS}
        return [_warning(con, law, of) for law, of in by_law.items() if of]


def _warning(con: duckdb.DuckDBPyConnection, law: str, apart: list[Line]) -> Finding:
    table, advice = LAWS[law]
    worst = max(apart, key=lambda line: abs(line.apart))
    return Finding(
        severity="warning",
        rule=f"books_{law}",
        table=table,
        column=None,
        rows=len(apart),
        message=(
            f"{advice} Furthest apart in {worst.month:%Y-%m}: "
            f"{worst.computed:,.2f} by the law, {worst.stated:,.2f} stated."
        ),
        offending=tuple(
            OffendingRow(f"{key}: {amount:+,.2f}")
            for key, amount in rows_behind(con, worst)
        ),
    )


def rows_behind(
    con: duckdb.DuckDBPyConnection, line: Line, most: int = KEYS_SHOWN
) -> list[tuple[str, Decimal]]:
    """Loans, or applications, that set a law and its month apart, and by how much.

    `con` is one of the snapshot's. The furthest first, at most `most`; all of them add
    up to what the line is apart.
    """
    last = monthrange(line.month.year, line.month.month)[1]
    asked = {"month_end": line.month.replace(day=last), "most": most}
    query = (SQL / "books" / f"{line.law}.sql").read_text("utf-8")
    return con.execute(query, asked).fetchall()
