"""Calendar months as whole numbers, so that months on book is a subtraction."""

import calendar
from datetime import date

COHORTS = ("month", "quarter", "half", "year", "all")


def month_of(day: date) -> int:
    """The month's number: months since year 0. Takes dates and timestamps."""
    return day.year * 12 + day.month - 1


def month_label(month: int) -> str:
    """'2026-03'."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_end(month: int) -> date:
    """The last day of the month."""
    year, index = divmod(month, 12)
    return date(year, index + 1, calendar.monthrange(year, index + 1)[1])


def cohort_label(month: int, cohort: str) -> str:
    """'2026-03', '2026-Q1', '2026-H1' or '2026', by the cohort's length."""
    year, index = divmod(month, 12)
    if cohort == "month":
        return month_label(month)
    if cohort == "quarter":
        return f"{year:04d}-Q{index // 3 + 1}"
    if cohort == "half":
        return f"{year:04d}-H{index // 6 + 1}"
    if cohort == "year":
        return f"{year:04d}"
    if cohort == "all":
        return "all"
    raise ValueError(f"cohort is one of {', '.join(COHORTS)}; received {cohort!r}")
