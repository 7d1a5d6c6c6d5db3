"""The one place where a filter meets a column.

A metric reads its rows through a scope: a table macro that takes the filters and the
split as values and picks the source, the small rollup or the facts. Macros are made
when a snapshot is opened. Names of columns come from the contract alone, never from
the caller: a dimension that is asked for is compared with them as a value.
"""

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

MONTH = "month"
"""What a metric of applications can be split by beside dimensions, but not filtered."""

_ROLLUP = EVERYDAY_DIMENSIONS
_ROLLUP_WITH_CAMPAIGN = (*EVERYDAY_DIMENSIONS, "campaign_id")

ROLLUP_DIMENSIONS = {
    "applications": _ROLLUP_WITH_CAMPAIGN,
    "loans": _ROLLUP,
}
"""Dimensions that the rollups keep; any other is answered from facts."""


def scope_statements() -> list[str]:
    """The statements that create every scope macro."""
    return [
        _scope(
            "application_scope(source, filters, split, window_days, newest_at)",
            ("application_rollup", _ROLLUP_WITH_CAMPAIGN),
            ("application_events(window_days, newest_at)", OF_APPLICATIONS),
            keep=("channel", "campaign_id"),
            drop_from_facts=("application_id",),
            month="month",
        ),
        _scope(
            "loan_scope(source, filters, split)",
            ("loan_rollup", _ROLLUP),
            (
                "(select * exclude (principal), 1 as loans, principal from loan_facts)",
                OF_LOANS,
            ),
            columns=("disbursed_month", "loans", "principal"),
            of_facts=("disbursed_on",),
        ),
        _scope(
            "vintage_scope(source, filters, split, of_measure, of_threshold, cuts)",
            ("vintage_rollup", _ROLLUP),
            ("bad_changes(cuts) join loan_facts using (loan_id)", OF_LOANS),
            columns=("disbursed_month", "mob", "bad_loans", "bad_amount"),
            of_facts=("disbursed_on",),
            condition="measure = of_measure and threshold = of_threshold",
        ),
        _scope(
            "month_scope(source, filters, split)",
            ("month_rollup", _ROLLUP),
            ("loan_month_measures() join loan_facts using (loan_id)", OF_LOANS),
            columns=(
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
        ),
        _scope(
            "earning_scope(source, filters, split)",
            ("earning_rollup", _ROLLUP_WITH_CAMPAIGN),
            ("earnings()", OF_APPLICATIONS),
            keep=("channel", "campaign_id"),
            drop_from_facts=("application_id",),
        ),
        _scope(
            "application_fact_scope(filters, split, window_days, newest_at)",
            None,
            ("application_measures(window_days, newest_at)", OF_APPLICATIONS),
            month="started_month",
        ),
        _scope("loan_fact_scope(filters, split)", None, ("loan_facts", OF_LOANS)),
    ]


def _scope(
    signature: str,
    rollup: tuple[str, tuple[str, ...]] | None,
    facts: tuple[str, tuple[str, ...]],
    *,
    columns: tuple[str, ...] = (),
    of_facts: tuple[str, ...] = (),
    keep: tuple[str, ...] = (),
    drop_from_facts: tuple[str, ...] = (),
    condition: str = "true",
    month: str | None = None,
) -> str:
    """A macro with by_value and either the named columns, or all but the dimensions.

    `of_facts` are columns that rollups lack, and are null there. `month` names the
    column that splits by MONTH.
    """
    branches = []
    for source, branch in (("rollup", rollup), ("facts", facts)):
        if branch is None:
            continue
        relation, dimensions = branch
        if columns:
            named = (*columns, *(of_facts if source == "facts" else ()))
            selected = ", ".join(map(identifier, named))
        elif rollup is None:
            selected = "*"
        else:
            dropped = [d for d in dimensions if d not in keep]
            if source == "facts":
                dropped += drop_from_facts
            selected = f"* exclude ({', '.join(map(identifier, dropped))})"
        chosen = [
            f"is_chosen(filters, {literal(d)}, {identifier(d)})" for d in dimensions
        ]
        conditions = [condition, *chosen]
        if rollup is not None:
            conditions.insert(0, f"source = {literal(source)}")
        branches.append(
            f"select {_split(dimensions, month)} as by_value, {selected}"
            f" from {relation} where {' and '.join(conditions)}"
        )
    return f"create macro {signature} as table " + " union all by name ".join(branches)


def _split(dimensions: tuple[str, ...], month: str | None) -> str:
    cases = [f"when {literal(d)} then {identifier(d)}" for d in dimensions]
    if month:
        cases.append(f"when {literal(MONTH)} then month_label({identifier(month)})")
    return f"case split {' '.join(cases)} end"
