"""Seven laws of every metric by every dimension, tried on one rich random book.

The short form is tests/metrics/test_laws_of_all.py, the long one benchmarks/laws.py.
What the laws need to know of each metric is in tests/metrics/laws.py.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from data.contract import TABLES
from data.publish import publish
from metrics import CATALOGUE, Book, open_book
from metrics.change import CHANGE, FIGURES
from metrics.scope import ROLLUP_DIMENSIONS
from tests import oracle
from tests.books import write_extract
from tests.comparing import settings_toml
from tests.metrics.asking import Rows, ask
from tests.metrics.laws import ADDITIVE, KEYS, MONEY, PAIRWISE, options_of, sums, times
from tests.oracle.months import month_end

MONEY_COLUMNS = {
    name: tuple(column.name for column in table.columns if column.type == "money")
    for name, table in TABLES.items()
}
FACTOR = 7
OLDER = datetime(2022, 3, 5, 10)
SINCE = "2023-12"
"""The first month of random books is later, what is added is older."""

SPLIT, FILTER, ORDER, SCALE, OLDER_MONTH, BORDER, ROLLUP = LAWS = (
    "the parts of a split add up to the whole",
    "a filter gives the rows that the split has for its value",
    "order of rows and number of files change nothing",
    "money times seven is money times seven, and rates stay",
    "an older month changes nothing later",
    "days within a border change nothing, one day over it everything",
    "rollups and facts agree under all pairs of filters",
)


@dataclass
class Tried:
    """How often each law was tried on which metric and dimension, and what broke."""

    pairs: Counter = field(default_factory=Counter)
    """By law, metric and dimension."""
    breaks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """One metric with options, by one dimension."""

    name: str
    by: str
    options: tuple[tuple[str, object], ...] = ()

    def of(self, book: Book, **more) -> Rows:
        """The book's answer, as plain rows."""
        given = dict(self.options) | more
        if "by" not in given:
            given["by"] = self.by
        return ask(book, self.name, **given)


class Case:
    """One random book with what is asked of it, and the same book told otherwise."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rows, self.settings, self.traits = oracle.rich_book(seed)
        self.seed = seed
        self.rng = random.Random(seed)
        self.folder = folder
        self.tried = Tried()
        self.book = self.told(self.rows)
        self.asked = list(self._questions())

    def told(self, rows: dict, settings: oracle.Settings | None = None, **how) -> Book:
        """These rows published and opened."""
        number = len(list(self.folder.iterdir()))
        extract = self.folder / f"extract-{number}"
        write_extract(rows, extract, settings_toml(settings or self.settings), **how)
        snapshot = publish(extract, self.folder / f"store-{number}")
        return open_book(snapshot, threads=1)

    def _questions(self) -> Iterator[Asked]:
        """Every metric that the book can answer, by one of its dimensions."""
        for name in KEYS:
            metric = CATALOGUE[name]
            known = [d for d in self.book.dimensions_of(metric.rows)]
            if metric.missing_from(self.book) or not known:
                continue
            options = options_of(name)
            if name == "vintage":
                options |= self.rng.choice(
                    [
                        {"dpd": self.rng.choice([1, 30, 60, 90])},
                        {"measure": "point", "basis": "balance"},
                        {"measure": "net_loss", "basis": "balance"},
                    ]
                )
            yield Asked(name, self.rng.choice(known), tuple(options.items()))
        figure = self.rng.choice(FIGURES)
        metric = CHANGE.of(figure)
        period = {"first": self.book.last_month, "last": self.book.last_month}
        is_known = self.book.first_month < self.book.last_month
        if not metric.missing_from(self.book) and is_known:
            by = self.rng.choice(self.book.dimensions_of(metric.rows))
            yield Asked("change", by, tuple(({"metric": figure} | period).items()))

    def says(self, law: str, asked: Asked, found: list[str]) -> None:
        """Counts a trial of a law, and keeps what broke it."""
        self.tried.pairs[law, asked.name, asked.by] += 1
        self.tried.breaks += [
            f"seed {self.seed}, {law}: {asked}: {line}" for line in found[:2]
        ]


def tried(seed: int, folder: Path, laws: tuple[str, ...] = LAWS) -> Tried:
    """Tries the laws on one book."""
    case = Case(seed, folder)
    for law in laws:
        _TRIALS[law](case)
    return case.tried


# --- the laws -----------------------------------------------------------------


def _split(case: Case) -> None:
    for asked in case.asked:
        rows = asked.of(case.book)
        if asked.name == "change":
            effects = [row["effect"] for row in rows if row["effect"] is not None]
            changes = {row["change"] for row in rows} - {None}
            size = max(map(abs, (*effects, *changes)), default=0)
            apart = [c for c in changes if abs(c - math.fsum(effects)) > 1e-9 * size]
            case.says(SPLIT, asked, [f"effects are not {c}" for c in apart])
        elif asked.name in ADDITIVE:
            whole = sums(asked.of(case.book, by=None), asked.name)
            parts = sums(rows, asked.name)
            case.says(SPLIT, asked, _sums_apart(whole, parts))


def _filter(case: Case) -> None:
    for asked in case.asked:
        values = case.book.dimensions.get(asked.by, ())[:2]
        if asked.name == "change":
            continue
        split = asked.of(case.book)
        for value in values:
            filtered = asked.of(case.book, by=None, where={asked.by: value})
            kept = [
                {column: cell for column, cell in row.items() if column != "by"}
                for row in split
                if row["by"] == (value or None)
                or (row["by"] == "(unallocated)" and asked.name == "channel_roi")
            ]
            case.says(FILTER, asked, apart(filtered, kept, asked))


def _order(case: Case) -> None:
    turned = {table: lines[::-1] for table, lines in case.rows.items()}
    other = case.told(turned, parts=dict.fromkeys(turned, 3))
    for asked in case.asked:
        same = asked.of(other) == asked.of(case.book)
        case.says(ORDER, asked, [] if same else ["another answer"])
    other.close()


def _scale(case: Case) -> None:
    given = case.settings.__dict__
    cost = given["servicing_cost_per_loan_month"] * FACTOR
    dearer = oracle.Settings(**given | {"servicing_cost_per_loan_month": cost})
    other = case.told(times(case.rows, FACTOR, MONEY_COLUMNS), dearer)
    for asked in case.asked:
        found = apart(asked.of(other), asked.of(case.book), asked, FACTOR)
        case.says(SCALE, asked, found)
    other.close()


def _older(case: Case) -> None:
    rows = {table: list(lines) for table, lines in case.rows.items()}
    undated = {c: None for c in rows["applications"][0] if c.endswith("_at")}
    rows["applications"].append(
        rows["applications"][0]
        | undated
        | {"application_id": "old", "started_at": OLDER, "decided_at": OLDER}
        | {"decision": "approved", "disbursed_at": OLDER}
    )
    loan = {"loan_id": "old", "application_id": "old", "disbursed_on": OLDER.date()}
    rows["loans"].append(rows["loans"][0] | loan)
    month = {
        "loan_id": "old",
        "as_of": month_end(2022 * 12 + 2),
        "days_past_due": 200,
        "status": "active",
    }
    rows["performance"].append(rows["performance"][0] | month)
    older = {"spend_date": date(2022, 3, 1)}
    rows["campaign_spend"].append(rows["campaign_spend"][0] | older)
    other = case.told(rows)
    for asked in case.asked:
        since = {} if asked.name == "change" else {"first": SINCE}
        found = apart(asked.of(other, **since), asked.of(case.book, **since), asked)
        case.says(OLDER_MONTH, asked, found)
    other.close()


def _border(case: Case) -> None:
    """Both ends of what no metric tells apart; then over 30, and a day less."""
    starts = (0, 1, 30, 31, 60, 61, 90, 91, 120, 121, 150, 151, 180, 181, 271, 361)
    ends = [start - 1 for start in starts[1:]] + [10_000]

    def moved(to: list[int] | tuple[int, ...]) -> Book:
        found = [
            row
            | {
                "days_past_due": to[
                    max(i for i, s in enumerate(starts) if s <= row["days_past_due"])
                ]
            }
            for row in case.rows["performance"]
        ]
        return case.told(case.rows | {"performance": found})

    low, high = moved(starts), moved(ends)
    for asked in case.asked:
        is_by_days = asked.name == "first_payment_default"
        if is_by_days or asked.name == "channel_roi" and _has_own_tiers(case):
            continue
        case.says(BORDER, asked, apart(asked.of(high), asked.of(low), asked))
    low.close()
    high.close()

    first_over = 31 if case.settings.past_due_rule == "over" else 30
    asked = next((a for a in case.asked if a.name == "portfolio"), None)
    if asked is None:
        return
    for days, expected in ((first_over, "par1"), (first_over - 1, None)):
        found = [
            row | {"days_past_due": days if row["days_past_due"] else 0}
            for row in case.rows["performance"]
        ]
        other = case.told(case.rows | {"performance": found})
        wrong = [
            f"{days} days late, {row}"
            for row in asked.of(other)
            if row["par30"] != (row[expected] if expected else row["par1"] and 0)
        ]
        case.says(BORDER, asked, wrong)
        other.close()


def _has_own_tiers(case: Case) -> bool:
    return case.settings.provision_rates != oracle.Settings().provision_rates


def _rollup(case: Case) -> None:
    everyday = ("product", "channel", "segment")
    for asked in case.asked:
        rows = CATALOGUE[asked.name].rows
        if asked.name in ("declines", "first_payment_default", "change"):
            continue
        for *chosen, split in PAIRWISE:
            where = {
                dimension: (None, values[0], values[1:])[choice]
                for dimension, choice in zip(everyday, chosen, strict=True)
                if choice and len(values := case.book.dimensions[dimension]) > 1
            }
            by = (None, "segment", "channel")[split]
            assert by is None or by in ROLLUP_DIMENSIONS[rows]
            ours, theirs = (
                asked.of(case.book, by=by, where=where, source=source)
                for source in ("rollup", "facts")
            )
            case.says(ROLLUP, asked, apart(ours, theirs, asked))


_TRIALS = {
    SPLIT: _split,
    FILTER: _filter,
    ORDER: _order,
    SCALE: _scale,
    OLDER_MONTH: _older,
    BORDER: _border,
    ROLLUP: _rollup,
}


# --- when two answers are the same --------------------------------------------


def apart(ours: Rows, theirs: Rows, asked: Asked, factor: int = 1) -> list[str]:
    """How two answers differ, the second one's money multiplied; [] if they agree.

    Money within 1e-12 of the largest sum in its row, rates within 1e-12 of 1 or of
    themselves; a provision by a ten-thousandth a loan, which multiplied shows.
    """
    if len(ours) != len(theirs):
        return [f"{len(ours)} rows, not {len(theirs)}"]
    if asked.name == "change":
        ours, theirs = (
            sorted(rows, key=lambda row: row["value"] or "") for rows in (ours, theirs)
        )
    options = dict(asked.options)
    money = MONEY | ({"disbursed"} if asked.name == "channel_roi" else set())
    money |= {"bad"} if options.get("basis") == "balance" else set()
    is_total = options.get("metric") in ("disbursed_amount", "balance")
    is_par = str(options.get("metric")).startswith("par")
    if asked.name == "change" and (is_total or is_par):
        money |= {f"{n}_{w}" for n in ("numerator", "denominator") for w in _WHEN}
        money |= {"before", "after", "effect", *_WHOLE} if is_total else set()
    found = []
    for mine, other in zip(ours, theirs, strict=True):
        sizes = [abs(other[c] or 0) for c in money & other.keys()]
        cents = 0.0001 * (other.get("loans") or 0) * (factor > 1) * factor
        loose = 1e-12 * max(sizes, default=0) * factor + cents
        for column, value in other.items():
            if not isinstance(value, float) or mine[column] is None:
                if mine[column] != value:
                    found.append(f"{column} {mine[column]!r}, not {value!r}: {other}")
                continue
            least = loose if column in money else 1e-12
            if column in ("roi", "roas"):
                least += loose / (other["spend"] * factor)
            expected = value * (factor if column in money else 1)
            if not math.isclose(mine[column], expected, rel_tol=1e-12, abs_tol=least):
                found.append(f"{column} {mine[column]!r}, not {expected!r}: {other}")
    return found


_WHEN = ("before", "after")
_WHOLE = ("before_all", "after_all", "change")


def _sums_apart(whole: dict, parts: dict) -> list[str]:
    found = [f"{key} only in one" for key in whole.keys() ^ parts.keys()]
    for key in whole.keys() & parts.keys():
        for column in whole[key].keys() | parts[key].keys():
            ours, theirs = (side[key].get(column, 0) for side in (parts, whole))
            size = max(map(abs, whole[key].values()))
            if abs(ours - theirs) > 1e-9 * size:
                found.append(f"{key} {column}: {ours}, not {theirs}")
    return found
