"""One finding of the check: what is wrong, where, how often, and what to do."""

from dataclasses import asdict, dataclass
from typing import Literal, get_args

from data.masking import masked

Severity = Literal["error", "quarantine", "warning"]
"""`quarantine` stops nothing: the rows, and those that belong to them, are left out."""

SEVERITIES = get_args(Severity)
"""The gravest first."""

KEYS_SHOWN = 20
"""How many offending keys a finding carries; `rows` counts all of them."""


@dataclass(frozen=True)
class OffendingRow:
    """One row that breaks a rule."""

    key: str
    """The row's key as text, parts joined by ' | '; the value where there is no key.
    What looks personal in it is masked, whoever makes the row."""
    row_number: int | None = None
    """1 for the first row of `file`; None where the rule is about more than one row."""
    file: str | None = None
    """The file within the extract, for example performance/part-03.parquet."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", masked(self.key))


@dataclass(frozen=True)
class Finding:
    """A rule of the contract that this extract breaks."""

    severity: Severity
    rule: str
    """Stable code of the rule, for example `key_repeated`."""
    table: str
    column: str | None
    rows: int
    """How many rows break the rule; 0 for rules about files and columns."""
    message: str
    """What is wrong, what was received, and what to do next: one or two sentences.
    Masked as keys are."""
    file: str | None = None
    """The file, where the finding is about one."""
    offending: tuple[OffendingRow, ...] = ()
    """At most KEYS_SHOWN of them, in file and row order."""
    follows_from: str | None = None
    """The finding that may be this one's cause: rule and place, see data/causes.py."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", masked(self.message))

    def as_dict(self) -> dict:
        """Plain values, for JSON and the manifest."""
        return asdict(self)


def has_errors(findings: list[Finding]) -> bool:
    """Whether these findings stop a publication."""
    return any(finding.severity == "error" for finding in findings)
