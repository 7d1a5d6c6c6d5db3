"""The one place where a filter meets a column.

A metric reads its rows through a scope: a table macro that takes the filters and the
split as values. Macros are made when a snapshot is opened, once over its small rollups
and once over its facts, so that a statement is planned for the source it reads alone.
Names of columns come from the contract, never from the caller: a dimension that is
asked for is compared with them as a value.
"""

from typing import Literal

from data.contract import (
    APPLICATION_DIMENSIONS,
    CUSTOMER_DIMENSIONS,
    EVERYDAY_DIMENSIONS,
    LOAN_DIMENSIONS,
)
from data.quoting import identifier, literal

OF_APPLICATIONS = (*APPLICATION_DIMENSIONS, *CUSTOMER_DIMENSIONS)
"""Dimensions by which applications can be filtered and split."""

OF_LOANS = (*LOAN_DIMENSIONS, "campaign_id", "decision_mode", *CUSTOMER_DIMENSIONS)
"""Dimensions by which loans can be filtered and split."""

Source = Literal["rollup", "facts"]

MONTH = "month"
"""What a metric of applications can be split by beside dimensions, but not filtered."""

_ROLLUP = EVERYDAY_DIMENSIONS
_ROLLUP_WITH_CAMPAIGN = (*EVERYDAY_DIMENSIONS, "campaign_id")

ROLLUP_DIMENSIONS = {
    "applications": _ROLLUP_WITH_CAMPAIGN,
    "loans": _ROLLUP,
}
"""Dimensions that the rollups keep; any other is answered from facts."""

_SCOPES: dict[str, dict] = {
    "application_scope(filters, split, window_days, newest_at)": {
        "rollup": ("application_rollup", _ROLLUP_WITH_CAMPAIGN),
        "facts": ("application_events(window_days, newest_at)", OF_APPLICATIONS),
        "of_facts": ("happened_on",),
        "month": "month",
    },
    "cohort_scope(filters, split)": {
        "rollup": (
            "(from application_rollup where basis = 'cohort')",
            _ROLLUP_WITH_CAMPAIGN,
        ),
        "facts": (
            "(select *, started_month as month, started_at as last_started_at,"
            " cast(started_at as date) as happened_on"
            " from application_measures(null, null))",
            OF_APPLICATIONS,
        ),
        "columns": (
            "month",
            "last_started_at",
            "started",
            "approved",
            "declined",
            "decided",
            "decided_automatically",
            "disbursed",
        ),
        "of_facts": ("happened_on",),
    },
    "loan_scope(filters, split)": {
        "rollup": ("loan_rollup", _ROLLUP),
        "facts": (
            "(select * exclude (principal), 1 as loans, principal from loan_facts)",
            OF_LOANS,
        ),
        "columns": ("disbursed_month", "loans", "principal"),
        "of_facts": ("disbursed_on",),
    },
    "vintage_scope(filters, split, of_measure, of_threshold, cuts)": {
        "rollup": ("vintage_rollup", _ROLLUP),
        "facts": ("bad_changes(cuts) join loan_facts using (loan_id)", OF_LOANS),
        "columns": ("disbursed_month", "mob", "bad_loans", "bad_amount"),
        "of_facts": ("disbursed_on",),
        "condition": "measure = of_measure and threshold = of_threshold",
    },
    "month_scope(filters, split)": {
        "rollup": ("month_rollup", _ROLLUP),
        "facts": ("loan_month_measures() join loan_facts using (loan_id)", OF_LOANS),
        "columns": (
            "as_of",
            "state",
            "next_state",
            "loans",
            "active_balance",
            "special_mention_balance",
            "substandard_balance",
            "doubtful_balance",
            "loss_balance",
            "charged_off",
            "recovered",
        ),
    },
    "earning_scope(filters, split)": {
        "rollup": ("earning_rollup", _ROLLUP_WITH_CAMPAIGN),
        "facts": ("earnings()", OF_APPLICATIONS),
    },
    "stage_hours_scope(filters, split)": {
        "rollup": ("stage_hours_rollup", _ROLLUP_WITH_CAMPAIGN),
        "columns": ("month", "step", "bucket", "applications"),
        "month": "month",
    },
    "application_fact_scope(filters, split, window_days, newest_at)": {
        "facts": ("application_measures(window_days, newest_at)", OF_APPLICATIONS),
        "month": "started_month",
    },
    "loan_fact_scope(filters, split)": {"facts": ("loan_facts", OF_LOANS)},
}
"""By signature, what each scope reads: the relation and its dimensions per source.

A scope without a rollup reads facts from either; one without facts is there for rollups
alone. `columns` are the ones it has beside by_value, by default all of the relation;
`of_facts` are dates that rollups lack, and are null there. `month` is the column that
splits by MONTH.
"""


def scope_statements(source: Source) -> list[str]:
    """The statements that create every scope macro over one source."""
    return [
        f"create macro {signature} as table {_rows(source, **scope)}"
        for signature, scope in _SCOPES.items()
        if source in scope or "facts" in scope
    ]


def _rows(
    source: Source,
    *,
    facts: tuple[str, tuple[str, ...]] | None = None,
    rollup: tuple[str, tuple[str, ...]] | None = None,
    columns: tuple[str, ...] = (),
    of_facts: tuple[str, ...] = (),
    condition: str = "true",
    month: str | None = None,
) -> str:
    """The chosen rows with by_value and the scope's columns."""
    reads_rollup = source == "rollup" and rollup is not None
    relation, dimensions = rollup if reads_rollup else facts
    selected = [identifier(column) for column in columns] or ["*"]
    if reads_rollup:
        selected += [f"cast(null as date) as {identifier(d)}" for d in of_facts]
    elif columns:
        selected += map(identifier, of_facts)
    conditions = [
        condition,
        *(f"is_chosen(filters, {literal(d)}, {identifier(d)})" for d in dimensions),
    ]
    return (
        f"select {_split(dimensions, month)} as by_value, {', '.join(selected)}"
        f" from {relation} where {' and '.join(conditions)}"
    )


def _split(dimensions: tuple[str, ...], month: str | None) -> str:
    cases = [f"when {literal(d)} then {identifier(d)}" for d in dimensions]
    if month:
        cases.append(f"when {literal(MONTH)} then month_label({identifier(month)})")
    return f"case split {' '.join(cases)} end"
