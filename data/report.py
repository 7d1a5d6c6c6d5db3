"""Findings and differences as text for a terminal."""

from itertools import groupby

from data.causes import place
from data.check_words import visible
from data.diff import Difference
from data.findings import Finding

_KEYS_PER_FINDING = 5


def render_text(findings: list[Finding]) -> str:
    """The findings grouped by severity and table, with the first offending rows.

    One paragraph per finding, what may follow from it below it; 'Nothing found.' where
    there is none.
    """
    if not findings:
        return "Nothing found: the extract keeps the contract."
    parts = [_summary(findings)]
    causes = {place(finding) for finding in findings}
    for severity, title in _TITLES.items():
        chosen = [
            f
            for f in findings
            if f.severity == severity and f.follows_from not in causes
        ]
        if chosen:
            parts.append(title)
        for table, group in groupby(chosen, key=lambda finding: finding.table):
            parts.append(f"  {table}")
            for finding in group:
                parts.append(_paragraph(finding))
                parts += _consequences(finding, findings)
    return "\n".join(parts)


_TITLES = {"error": "ERRORS", "quarantine": "LEFT OUT", "warning": "WARNINGS"}


def _consequences(cause: Finding, findings: list[Finding]) -> list[str]:
    """A line for each finding that may go once this one is corrected."""
    return [
        f"      {f.severity} that may follow from it: [{f.rule}] {f.message}"
        for f in findings
        if f.follows_from == place(cause)
    ]


def _summary(findings: list[Finding]) -> str:
    errors, left_out, warnings = (
        sum(finding.severity == severity for finding in findings)
        for severity in _TITLES
    )
    outcome = "nothing can be published" if errors else "can be published"
    aside = f"{left_out} left out, " if left_out else ""
    return (
        f"{errors} error{'' if errors == 1 else 's'}, {aside}"
        f"{warnings} warning{'' if warnings == 1 else 's'}: {outcome}."
    )


def _paragraph(finding: Finding) -> str:
    lines = [f"    [{finding.rule}] {finding.message}"]
    for row in finding.offending[:_KEYS_PER_FINDING]:
        place = f"{row.file} row {row.row_number:,}" if row.row_number else row.file
        lines.append(f"      {visible(row.key)}" + (f"  ({place})" if place else ""))
    hidden = max(finding.rows, len(finding.offending)) - _KEYS_PER_FINDING
    if hidden > 0 and finding.offending:
        lines.append(f"      ... and {hidden:,} more")
    return "\n".join(lines)


_KINDS = {
    "added": "new",
    "added_to_the_past": "new, of days that were over",
    "removed": "gone",
    "changed": "changed",
}


def render_differences(earlier: str, later: str, differences: list[Difference]) -> str:
    """A line per difference, table by table, with sums of money and the first keys."""
    if not differences:
        return f"{later} has the rows and values of {earlier}."
    lines = [f"{later}, compared with {earlier}:"]
    for table, group in groupby(differences, key=lambda difference: difference.table):
        lines.append(f"  {table}")
        lines += [f"    {_difference(difference)}" for difference in group]
    return "\n".join(lines)


def _difference(found: Difference) -> str:
    what = f"{found.column} " if found.column else ""
    text = f"{found.rows:,} row{'' if found.rows == 1 else 's'} {what}"
    text += _KINDS[found.kind]
    if found.before is not None and found.after is not None:
        apart = found.after - found.before
        text += f", {found.before:,.2f} to {found.after:,.2f} ({apart:+,.2f})"
    if found.keys:
        more = ", ..." if found.rows > len(found.keys) else ""
        text += ": " + ", ".join(map(visible, found.keys)) + more
    return text
