"""Which findings may only be there because of another one.

A customer without a key makes orphans of its applications; a negative principal is also
far from the amount approved. Correcting the cause takes its consequences along, so a
reader should see them under it, and not one by one.
"""

from collections.abc import Iterator
from dataclasses import replace

from data.check_tables import CROSS_RULES, HISTORY_RULES
from data.contract import TABLES
from data.findings import Finding

_NEEDS = {rule.rule: rule.needs for rule in (*HISTORY_RULES, *CROSS_RULES)}

_KEYS_LOST = {"key_missing", "value_not_castable"}
"""Rules whose rows have no key that a child could be matched with."""


def with_causes(findings: list[Finding]) -> list[Finding]:
    """The same findings; `follows_from` says which of the others may be the cause.

    A cause is an error about values of a column that the consequence's rule reads. It
    is told as a possibility: both may be wrong by themselves.
    """
    causes = [f for f in findings if f.column and f.rows and f.rule not in _NEEDS]
    return [
        replace(finding, follows_from=next(_causes_of(finding, causes), None))
        for finding in findings
    ]


def _causes_of(finding: Finding, causes: list[Finding]) -> Iterator[str]:
    for cause in causes:
        if cause is not finding and _is_read(finding, cause):
            yield place(cause)


def place(finding: Finding) -> str:
    """A finding's rule and where it is, as `follows_from` names it."""
    return f"{finding.rule} {finding.table}.{finding.column}"


def _is_read(finding: Finding, cause: Finding) -> bool:
    """Whether the finding's rule reads what is wrong in the other."""
    if finding.rule == "reference_unmatched":
        parents = {
            (key.parent, key.parent_column)
            for key in TABLES[finding.table].foreign_keys
            if key.column == finding.column
        }
        is_parent = (cause.table, cause.column) in parents
        return is_parent and cause.rule in _KEYS_LOST
    needs = _NEEDS.get(finding.rule, {})
    is_wrong = cause.severity != "warning" and cause.rule != "reference_unmatched"
    return is_wrong and cause.column in needs.get(cause.table, ())
