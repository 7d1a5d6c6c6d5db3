"""Reports made by hand, with names that would do harm where they could."""

from datetime import UTC, date, datetime

import pandas as pd

from charts import theme
from charts.bars import ranked, stacked
from charts.bridge import bridge
from charts.quantity import Quantity
from charts.theme import Look
from charts.trend import trend
from charts.triangle import triangle
from exports.report import CardShown, Report, Shown, Stamp
from metrics import Answer, Filters
from texts import Words, words

MADE_AT = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)

FORMULA = "=cmd|'/c calc'!A1"
SCRIPT = "</script><script>alert(1)</script>"

RATE = Quantity("rate", "rate", "Rate")
LOANS = Quantity("loans", "count", "Loans")

MONTHS = pd.DataFrame(
    {
        "month": ["2026-01", "2026-02", "2026-03", "2026-04"],
        "as_of": [date(2026, m, 28) for m in (1, 2, 3, 4)],
        "campaign": [FORMULA, SCRIPT, "+1", "@friends"],
        "rate": pd.array([0.123456789012, 0.2, None, 0.25], dtype="Float64"),
        "loans": pd.array([1234, 20, None, 7], dtype="Int64"),
        "balance": [1234567.891, 0.0, float("nan"), -5.5],
        "complete": [True, True, True, False],
    }
)

UNITS = {
    "month": "month",
    "as_of": "date",
    "campaign": "label",
    "rate": "rate",
    "loans": "count",
    "balance": "amount",
    "complete": "flag",
}

TRIANGLE = pd.DataFrame(
    [
        (f"2026-0{month}", mob, 0.004 * mob + month / 1000, 1000 * month, mob < 2)
        for month in (1, 2, 3)
        for mob in range(4 - month)
    ],
    columns=["cohort", "mob", "rate", "loans", "complete"],
)


def stamp(language: str = "en", **changes: str) -> Stamp:
    """The stamp of a vintage page filtered to car loans."""
    told = {
        "page": "vintage",
        "title": words(language)("vintage.title"),
        "question": words(language)("vintage.question"),
        "filters": "Jan 2026 to Apr 2026 · Product: Car loan",
        "compared": "",
        "as_of": "Apr 28, 2026",
        "snapshot": "20260428-0badcafe",
        "query": "product=car_loan&p=custom",
        "language": language,
    }
    return Stamp(**{**told, **changes})


def figure(name: str, language: str = "en", look: Look | None = None) -> Shown:
    """One figure: lines, bars, layers, floating bars, a triangle, or only a table."""
    t, look = words(language), look or theme.light()
    draw = {
        "lines": lambda: trend(MONTHS, t, look, values=[RATE], complete="complete"),
        "bars": lambda: ranked(MONTHS, t, look, category="campaign", value=LOANS),
        "layers": lambda: stacked(
            MONTHS, t, look, series="campaign", value=LOANS, x="month"
        ),
        "floating": lambda: bridge(
            MONTHS.head(2),
            t,
            look,
            before=("Before", 0.5),
            after=("Now", 0.8),
            level=t.rate,
            effects=[("rate", "Effect")],
            write=t.points,
            category="campaign",
        ),
        "triangle": lambda: triangle(
            TRIANGLE, t, look, value=RATE, size=LOANS, names=t.cohort
        ),
        "table": None,
    }[name]
    return Shown(
        key=name,
        title=f"Title of {name}",
        basis=f"Basis of {name}",
        notes=("Two loans are left out.",),
        answer=answer(),
        frame=TRIANGLE if name == "triangle" else MONTHS,
        headings={column: column.title() for column in UNITS},
        writers=_writers(t),
        units=UNITS | {"cohort": "month", "mob": "count"},
        draw=draw,
    )


def _writers(t: Words) -> dict:
    return {
        "month": t.cohort,
        "cohort": t.cohort,
        "as_of": t.date,
        "campaign": str,
        "rate": t.rate,
        "loans": t.count,
        "mob": t.count,
        "balance": t.amount,
        "complete": t.flag,
    }


def answer(metric: str = "vintage") -> Answer:
    """An answer of a metric, for its definition; its rows do not matter here."""
    return Answer(
        metric,
        MONTHS,
        (),
        Filters(),
        None,
        {},
        "select",
        {},
        "20260428-0badcafe",
        "rollup",
    )


def report(*names: str, language: str = "en", look: Look | None = None) -> Report:
    """A page with two headline figures and the figures of those names."""
    made = Report(stamp(language))
    made.add_card(CardShown("Disbursed", "¥12M", "-2.1%", 12_000_000.5, "amount"))
    made.add_card(CardShown("PAR30", "–", "", None, "rate", help=SCRIPT))
    for name in names:
        made.add(figure(name, language, look))
    return made
