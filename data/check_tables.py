"""Rules with a query of their own: a loan's history, and table against table.

Each is a file in sql/checks that selects its offending rows (key, file_index,
row_number, received); the rules below say what it needs and what it means.
"""

from dataclasses import dataclass

import duckdb

from data import check_sql
from data.check_files import Present
from data.check_sets import Locate
from data.check_words import count, examples
from data.findings import Finding, Severity


@dataclass(frozen=True)
class SetRule:
    """A hand-written rule; `rule` is the name of its file in sql/checks."""

    severity: Severity
    rule: str
    table: str
    column: str
    needs: dict[str, tuple[str, ...]]
    """Columns it cannot do without, by table; other columns may be absent (NULL)."""
    message: str
    """Takes {rows} and {received}."""


_HISTORY = {"performance": ("loan_id", "as_of")}
_LOAN_HISTORY = _HISTORY | {"loans": ("loan_id", "disbursed_on")}

HISTORY_RULES = (
    SetRule(
        "error",
        "before_disbursement",
        "performance",
        "as_of",
        _LOAN_HISTORY,
        "performance.as_of lies before the loan's disbursed_on in {rows} (received "
        "{received}); a loan's rows begin in its month of disbursement.",
    ),
    SetRule(
        "warning",
        "month_gap",
        "performance",
        "as_of",
        _LOAN_HISTORY,
        "Months are missing before {rows} of performance (received {received}); "
        "add them, else roll rates leave these loans out.",
    ),
    SetRule(
        "warning",
        "history_ends_early",
        "performance",
        "as_of",
        _HISTORY | {"performance": ("loan_id", "as_of", "status")},
        "performance ends for {rows} (loans) that are still active (received "
        "{received}); add their months up to the newest as_of, or their last state.",
    ),
    SetRule(
        "warning",
        "history_absent",
        "loans",
        "loan_id",
        _LOAN_HISTORY,
        "performance has no row for {rows} of loans (received {received}); add their "
        "months from disbursement on.",
    ),
    SetRule(
        "warning",
        "after_paid_off",
        "performance",
        "status",
        {"performance": ("loan_id", "as_of", "status")},
        "performance goes on after paid_off in {rows} (received {received}); end the "
        "loan's rows in the month in which it was paid off, or correct its status.",
    ),
    SetRule(
        "warning",
        "balance_grows",
        "performance",
        "balance",
        {"performance": ("loan_id", "as_of", "balance"), "loans": ("loan_id",)},
        "performance.balance grows by over 1 % with no new disbursement in {rows} "
        "(received {received}); correct it, or name the loan's repayment_method "
        "revolving.",
    ),
)
"""Rules over spans and breaks, which are made once for all of them."""

CROSS_RULES = (
    SetRule(
        "warning",
        "disbursed_without_loan",
        "applications",
        "disbursed_at",
        {
            "applications": ("application_id", "disbursed_at"),
            "loans": ("application_id",),
        },
        "{rows} of applications are disbursed and no loan names them (received "
        "{received}); add the loans, or clear disbursed_at.",
    ),
    SetRule(
        "warning",
        "loan_without_disbursement",
        "loans",
        "application_id",
        {
            "applications": ("application_id", "disbursed_at"),
            "loans": ("application_id", "loan_id"),
        },
        "{rows} of loans belong to an application without disbursed_at (received "
        "{received}); fill it, else the funnel counts too few disbursed.",
    ),
    SetRule(
        "warning",
        "amounts_differ",
        "loans",
        "principal",
        {
            "applications": ("application_id", "approved_amount"),
            "loans": ("application_id", "loan_id", "principal"),
        },
        "loans.principal is over 1 % away from the application's approved_amount in "
        "{rows} (received {received}); correct the one that is wrong.",
    ),
    SetRule(
        "warning",
        "campaign_without_spend",
        "applications",
        "campaign_id",
        {"applications": ("campaign_id",), "campaign_spend": ("campaign_id",)},
        "applications.campaign_id has no row in campaign_spend in {rows} (received "
        "{received}); add the spend (0 if free), or clear the campaign.",
    ),
    SetRule(
        "warning",
        "channel_unused",
        "campaign_spend",
        "channel",
        {"applications": ("channel",), "campaign_spend": ("channel",)},
        "campaign_spend.channel is one that no application names in {rows} (received "
        "{received}); use the applications' codes, else the spend meets no loan.",
    ),
)


def is_in_order(con: duckdb.DuckDBPyConnection, present: dict[str, Present]) -> bool:
    """Whether performance is in strict order of its key, hence without repeats."""
    performance = present.get("performance")
    if performance is None or not performance.has("loan_id", "as_of"):
        return False
    return not con.execute(check_sql.read("out_of_order")).fetchone()[0]


def prepare_histories(con: duckdb.DuckDBPyConnection, in_order: bool) -> None:
    """Makes spans and breaks, over which the rules of HISTORY_RULES run."""
    if in_order:
        con.execute(check_sql.view_of("performance_in_order", "from performance"))
    else:
        text = check_sql.read("performance_sorted")
        con.execute(check_sql.materialised("performance_in_order", text))
    for name in ("spans", "breaks"):
        con.execute(check_sql.materialised(name, check_sql.read(name)))


def can_run(rule: SetRule, present: dict[str, Present]) -> bool:
    """Whether every table it needs is there in full, with these columns."""
    return all(
        table in present and present[table].is_complete and present[table].has(*columns)
        for table, columns in rule.needs.items()
    )


def check_rule(
    con: duckdb.DuckDBPyConnection, rule: SetRule, locate: Locate
) -> list[Finding]:
    """Runs one hand-written rule."""
    text = check_sql.read(rule.rule)
    rows = con.execute(check_sql.size_of(text)).fetchone()[0]
    if not rows:
        return []
    found = con.execute(check_sql.first_of(text)).fetchall()
    return [
        Finding(
            rule.severity,
            rule.rule,
            rule.table,
            rule.column,
            rows,
            rule.message.format(rows=count(rows), received=examples(found)),
            offending=locate(rule.table, found),
        )
    ]
