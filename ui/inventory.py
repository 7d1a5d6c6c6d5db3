"""What is published, as rows for the Data page: tables, needs, findings, snapshots."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

import pandas as pd

from data.books import read_books
from data.contract import TABLES
from metrics import CATALOGUE, Answer, Filters, agreement
from metrics.columns import AMOUNT
from texts import Words
from ui import snapshots
from ui.view import View

PAGE_METRICS: dict[str, tuple[str, ...]] = {
    "overview": ("change", "targets"),
    "funnel": ("funnel", "declines"),
    "conversion": ("conversion",),
    "vintage": ("vintage",),
    "delinquency": (
        "portfolio",
        "delinquency",
        "roll_rates",
        "flow_rates",
        "first_payment_default",
    ),
    "channel_roi": ("channel_roi",),
}
"""Which metrics each page shows."""

_IN_MONEY = ("balance", "late")
"""Laws about amounts; the others are about counts."""

_APART = ("month", "computed", "stated", "apart")
"""Columns that say something only where a law is broken."""


def tables(view: View) -> pd.DataFrame:
    """One row per table of the contract: rows, columns absent, columns left alone."""
    t, present = view.t, view.manifest["tables"]
    rows = []
    for name, table in TABLES.items():
        found = present.get(name)
        absent = [
            c.name for c in table.columns if found and c.name not in found["columns"]
        ]
        rows.append(
            {
                "table": t(f"values.table.{name}"),
                "name": name,
                "rows": t.count(found["rows"]) if found else t("data.absent"),
                "absent": t.listed(absent),
                "extra": t.listed(found["extra_columns"]) if found else "",
            }
        )
    return _headed(t, rows, "tables")


def needs(view: View) -> pd.DataFrame:
    """One row per metric: its page, what it needs, and whether that is there."""
    t, rows = view.t, []
    for page, names in PAGE_METRICS.items():
        for name in names:
            metric = CATALOGUE[name]
            missing = metric.missing_from(view.book)
            rows.append(
                {
                    "page": t(f"{page}.title"),
                    "metric": t(f"metrics.{name}.label"),
                    "needs": _either(t, metric.needs, "|"),
                    "there": t("data.there")
                    if not missing
                    else t("data.not_there", what=_either(t, missing, " or ")),
                }
            )
    return _headed(t, rows, "needs")


def _either(t: Words, names: Iterable[str], mark: str) -> str:
    """Tables and columns in a line; `mark` stands between those that do instead."""
    return t.listed([name.replace(mark, t("frame.missing.or")) for name in names])


def findings(view: View) -> pd.DataFrame:
    """One row per finding of the check that let the publication through."""
    t = view.t
    rows = [
        {
            "severity": t(f"data.severity.{finding['severity']}"),
            "table": finding["table"],
            "column": finding["column"] or "",
            "rows": t.count(finding["rows"]),
            "message": finding["message"],
            "keys": t.listed([row["key"] for row in finding["offending"]]),
        }
        for finding in view.manifest["findings"]
    ]
    return _headed(t, rows, "findings")


def books(view: View) -> pd.DataFrame:
    """One row per law that speaks of this snapshot, and where it is broken most."""
    t, rows = view.t, []
    lines = read_books(view.book.snapshot.path / "rollups" / "books.parquet")
    for law, group in groupby(lines, key=lambda line: line.law):
        of_law = list(group)
        worst = max(of_law, key=lambda line: abs(line.apart))
        write = t.amount_exact if law in _IN_MONEY else t.count
        rows.append(
            {
                "law": t(f"data.law.{law}"),
                "says": t(f"data.law.{law}.says"),
                "months": t.count(len(of_law)),
                "broken": t.count(sum(line.apart != 0 for line in of_law)),
            }
            | (
                {
                    "month": t.month(f"{worst.month:%Y-%m}"),
                    "computed": write(worst.computed),
                    "stated": write(worst.stated),
                    "apart": write(worst.apart),
                }
                if worst.apart
                else dict.fromkeys(_APART, "")
            )
        )
    if books_balance(view):
        rows = [{k: v for k, v in row.items() if k not in _APART} for row in rows]
    return _headed(t, rows, "books")


def books_balance(view: View) -> bool:
    """Whether every law holds in every month; the publication has found out."""
    rules = [finding["rule"] for finding in view.manifest["findings"]]
    return not any(rule.startswith("books_") for rule in rules)


def agreements(view: View) -> tuple[pd.DataFrame, bool]:
    """One row per figure that two metrics tell, and whether all of them agree."""

    def ask(name: str, *, filters: Filters | None = None) -> Answer:
        return view.ask(name, filters=filters or Filters())

    t, rows = view.t, []
    found = agreement.agreements(view.book, ask)
    for pair in found:
        write = t.amount_exact if pair.unit == AMOUNT else t.count
        rows.append(
            {
                "holds": t(f"data.agree.{'yes' if pair.holds else 'no'}"),
                "figure": t(f"data.agree.{pair.code}"),
                "first": t(f"metrics.{pair.first}.label"),
                "told": write(pair.told),
                "second": pair.second
                if pair.second in TABLES
                else t(f"metrics.{pair.second}.label"),
                "otherwise": write(pair.otherwise),
            }
        )
    return _headed(t, rows, "agree"), all(pair.holds for pair in found)


def decisions(view: View) -> pd.DataFrame:
    """One row per setting that the lender decided, names of codes aside."""
    t = view.t
    rows = [
        {"setting": name, "value": said(value)}
        for name, value in view.manifest["settings"].items()
        if name != "names"
    ]
    return _headed(t, rows, "settings")


def published(view: View) -> pd.DataFrame:
    """One row per snapshot in the store, the newest publication first."""
    t = view.t
    rows = [
        {
            "snapshot": snapshot.id,
            "as_of": t.date(_day(snapshot.manifest["as_of"])),
            "published": t.moment(moment(snapshot.manifest)),
            "extract": snapshot.manifest["extract"],
            "shown": t.flag(snapshot.id == view.book.snapshot_id),
        }
        for snapshot in snapshots.published()
    ]
    return _headed(t, rows, "snapshots")


def sources(view: View) -> pd.DataFrame:
    """One row per file that was published, with its fingerprint."""
    t = view.t
    rows = [
        {"file": name, "bytes": t.count(file["bytes"]), "sha256": file["sha256"]}
        for name, file in view.manifest["sources"].items()
    ]
    return _headed(t, rows, "sources")


def moment(manifest: dict) -> datetime:
    """When a snapshot was published, in UTC."""
    return datetime.fromisoformat(manifest["published_at"])


def _day(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def said(value: object) -> str:
    """A setting's value in a line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} = {said(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "; ".join(said(item) for item in value)
    return str(value)


def _headed(t: Words, rows: list[dict], area: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.rename(columns={c: t(f"data.{area}.{c}") for c in frame.columns})
