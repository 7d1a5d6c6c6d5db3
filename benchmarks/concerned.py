"""Which tests concern a file of SQL: those that are to notice a mistake in it."""

import re
from pathlib import Path

from benchmarks.killing import CELLS, Job
from benchmarks.mutating import Mutant
from data.check_tables import CROSS_RULES, HISTORY_RULES
from tests.data.faults import FAULTS

CPU_SECONDS = 120
RULES = {rule.rule for rule in (*CROSS_RULES, *HISTORY_RULES)}

ADDED_UP = ("added_up",)
"""Of every metric: asked first, for it is small."""

RECOUNTED = (
    *("funnel", "conversion", "declines", "vintage", "delinquency", "portfolio"),
    *("roll_rates", "flow_rates", "first_payment_default", "channel_roi"),
    *("change", "targets"),
)

APPLICATIONS = ("conversion", "funnel", "stage_hours", "channel_roi", "sound")
LOANS = ("vintage", "delinquency", "roll_rates", "first_payment_default", "channel_roi")
BEHIND = ("rows_drawn", "last_day", "rows")
READ_WITH_QUESTIONS = ("measures",)
"""Of what makes facts and rollups: what a book that is opened reads once more."""

TESTS = {
    "_maths": ("worked", "borders", "vintage", "conversion"),
    "_stage_hours_exact": ("stage_hours", "funnel"),
    "_stage_hours_counted": ("stage_hours",),
    "change": ("change_sides", "change", "last_day"),
    "targets": ("targets",),
    "channel_roi": ("channel_roi", "missing_data"),
    "conversion": ("conversion", "missing_data"),
    "portfolio": ("worked", "borders", "delinquency", "missing_data"),
    "flow_rates": ("worked", "roll_rates", "borders"),
    "declines": ("conversion", "last_day", "missing_data"),
    "measures": ("vintage", "delinquency", *APPLICATIONS, *LOANS, "rows", "borders"),
    "setting_macros": ("worked", "borders", *LOANS),
    "rules": ("borders", "delinquency", "channel_roi"),
    "extent": ("windows", "conversion", "sound"),
    "application_facts": ("missing_data", *APPLICATIONS),
    "loan_facts": ("missing_data", *LOANS),
    "loan_months": LOANS,
}
"""Tests of tests/metrics beside those of a file's own name."""

OF_ROWS = {
    "excluded_months": ("rows_drawn", "channel_roi", "windows"),
    "counted_months": ("rows_drawn", "channel_roi", "last_day"),
}
"""As above, of what is read behind a figure."""

OF_DATA = {
    "loan_months": ("loan_months",),
    "setting_macros": ("loan_months",),
    "rules": ("past_due",),
    "extent": ("publish",),
    "loan_facts": ("publish",),
    "application_facts": ("publish",),
}
"""Tests of tests/data."""


def family(file: str) -> str:
    """Which kind of file it is."""
    folder = file.rpartition("/")[0]
    return {
        "metrics/sql": "metrics",
        "metrics/sql/rows": "rows behind a figure",
        "metrics/sql/notes": "rows behind a figure",
        "data/sql": "facts and measures",
        "data/sql/portable": "facts and measures",
        "data/sql/rollups": "rollups",
        "data/sql/checks": "checks",
        "data/sql/books": "rows behind the books",
    }[folder]


def job_of(mutant: Mutant) -> Job:
    """What is to notice a mutant of this file."""
    name, kind = Path(mutant.file).stem, family(mutant.file)
    asked, only = "", ""
    of_metrics, of_data = TESTS.get(name, (name,)), OF_DATA.get(name, ())
    if kind == "checks":
        of_metrics, of_data = (), ("check", "check_borders")
        only = _faults_of(name)
    elif kind == "rows behind the books":
        of_metrics, of_data = (), ("books",)
        only = "behind or add_up"
    elif "portable" in mutant.file:
        of_metrics, of_data = (), ("measures", "loan_months")
    elif kind == "rollups":
        asked = CELLS
        of_metrics, of_data = (), (("books",) if name == "books" else ("rollups",))
    elif kind == "facts and measures":
        asked = "files and questions" if name in READ_WITH_QUESTIONS else "files"
        of_metrics = (*ADDED_UP, *of_metrics, "recount")
        of_data = ("measures", *of_data)
    elif kind == "rows behind a figure":
        of_metrics, of_data = OF_ROWS.get(name, BEHIND), ()
    else:
        asked = name if name in RECOUNTED else ""
        asked = " ".join(RECOUNTED) if name == "_maths" else asked
        asked = "funnel" if name == "_stage_hours_exact" else asked
    if kind == "metrics":
        of_metrics = (*ADDED_UP, *of_metrics)
    tests = [f"tests/data/test_{stem}.py" for stem in of_data]
    tests += [f"tests/metrics/test_{stem}.py" for stem in of_metrics]
    return Job(mutant.file, mutant.text, asked, tuple(tests), only, CPU_SECONDS)


def _faults_of(name: str) -> str:
    """The clean book, and the faults that the rule of this name is to find.

    What the rules of histories share has the faults of all of them.
    """
    histories = {rule.rule for rule in HISTORY_RULES}
    rules = {name} if name in RULES else histories
    faults = [f.name for f in FAULTS if rules & {f.rule, *f.also}]
    words = (re.findall("[a-z_0-9]+", f.lower()) for f in faults)
    names = (
        " and ".join(w for w in of if w not in ("and", "or", "not")) for of in words
    )
    return " or ".join(
        [
            "test_check_borders",
            "clean_book",
            "allowed_side",
            "begin_later",
            "changes_no_count",
            *(f"({n})" for n in names),
        ]
    )
