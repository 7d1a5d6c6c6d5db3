"""What a broken rule leads to, where the lender decides otherwise than the contract.

`[rules]` in dashboard.toml names rules by their codes. What is published keeps the
contract whatever is decided: an error may be answered by leaving its rows out, never
by letting them in.
"""

from dataclasses import replace
from typing import Literal

from data.findings import Finding

Policy = Literal["error", "quarantine", "warning"]

_ERRORS_OF_ROWS = (
    "key_missing",
    "key_repeated",
    "reference_unmatched",
    "value_missing",
    "value_not_castable",
    "value_too_small",
    "value_too_large",
    "value_unknown",
    "number_not_finite",
    "rate_is_percentage",
    "not_month_end",
    "before_disbursement",
)
_WARNINGS_OF_ROWS = (
    "date_too_late",
    "stage_order",
    "month_gap",
    "history_absent",
    "after_paid_off",
    "balance_grows",
    "disbursed_without_loan",
    "loan_without_disbursement",
    "amounts_differ",
    "campaign_without_spend",
    "channel_unused",
)
_OTHER_WARNINGS = (
    "history_ends_early",
    "spellings_differ",
    "funding_rate_unmatched",
    "books_balance",
    "books_active",
    "books_disbursed",
    "books_late",
    "rows_fell",
    "nulls_rose",
    "code_new",
    "code_gone",
    "months_restated",
)

CHOICES: dict[str, tuple[Policy, ...]] = (
    dict.fromkeys(_ERRORS_OF_ROWS, ("error", "quarantine"))
    | dict.fromkeys(_WARNINGS_OF_ROWS, ("warning", "error", "quarantine"))
    | dict.fromkeys(_OTHER_WARNINGS, ("warning", "error"))
)
"""By rule: what may be decided, the default first.

Rules that are not here are about files and columns, and always errors. Only rows that
can be told one by one can be quarantined.
"""


def decided(findings: list[Finding], rules: dict[str, Policy]) -> list[Finding]:
    """The findings with the severity that the lender decided for their rules."""
    return [
        replace(finding, severity=rules.get(finding.rule, finding.severity))
        for finding in findings
    ]
