"""A metric in words: what `show` prints and docs/metrics.md is made of.

The words are in texts/, one definition for the pages, the shell and the docs.
"""

from metrics.definition import Metric
from texts import words

PARTS = (
    "definition",
    "formula",
    "numerator",
    "denominator",
    "unit",
    "grain",
    "source",
    "not_comparable",
    "pitfalls",
)
"""What is told of every metric, in this order."""


def one_line(name: str, language: str) -> str:
    """A metric's name and question, for a list."""
    t = words(language)
    return f"{name:<22} {t(f'metrics.{name}.definition')}"


def describe(metric: Metric, language: str) -> str:
    """Everything about a metric, its SQL included, as plain text."""
    t = words(language)
    lines = [f"{metric.name}: {t(f'metrics.{metric.name}.label')}", ""]
    for part in PARTS:
        lines += [
            t(f"metrics.part.{part}"),
            f"    {t(f'metrics.{metric.name}.{part}')}",
        ]
    lines += ["", "Columns", f"    {', '.join(metric.columns)}", "Options"]
    lines += [f"    {line}" for line in option_lines(metric)] or ["    -"]
    lines += ["Needs", f"    {', '.join(metric.needs)}", "", "SQL", "", metric.sql]
    return "\n".join(lines)


def option_lines(metric: Metric) -> list[str]:
    """One line per option: its name, valid values and default."""
    lines = []
    for option in metric.options:
        valid = (
            " | ".join(map(str, option.choices))
            if option.choices
            else f"a whole number from {option.minimum}"
        )
        default = "none" if option.default is None else option.default
        lines.append(f"--{option.name.replace('_', '-')}: {valid} (default: {default})")
    return lines


def handbook(metrics: dict[str, Metric]) -> str:
    """The text of docs/metrics.md, from the same words as pages and shell."""
    t = words("en")
    parts = [
        "# Metrics",
        "",
        "<!-- Made by `make docs` from texts/en/metrics.po and metrics/; "
        "a test keeps it fresh. -->",
        "",
        "Rates are fractions and empty where the denominator is 0. A total of a ratio "
        "is the ratio of the totals. What cannot be known yet is empty, never 0.",
        "",
    ]
    for metric in metrics.values():
        name = metric.name
        parts += [f"## {t(f'metrics.{name}.label')} (`{name}`)", ""]
        parts += [t(f"metrics.{name}.definition"), ""]
        for part in PARTS[1:]:
            text = t(f"metrics.{name}.{part}")
            parts.append(f"- **{t(f'metrics.part.{part}')}**: {text}")
        columns = ", ".join(f"`{column}`" for column in metric.columns)
        parts.append(f"- **Columns**: {columns}")
        parts.append(f"- **Needs**: {', '.join(f'`{n}`' for n in metric.needs)}")
        options = option_lines(metric)
        if options:
            parts.append("- **Options**: " + "; ".join(f"`{o}`" for o in options))
        parts += ["", f"SQL: [metrics/sql/{name}.sql](../metrics/sql/{name}.sql)", ""]
    return "\n".join(parts)
