"""The recount of change: which values of a dimension moved a figure, and by how much.

Exact fractions all the way, so that effects add up to the change without remainder.
"""

from collections import defaultdict
from fractions import Fraction

from .delinquency import is_over
from .funnel import newest_timestamp, reached
from .months import month_label, month_of
from .scope import (
    Book,
    Filters,
    Row,
    Settings,
    applications_in_scope,
    by_application,
    by_loan,
    find,
    in_period,
    loans_in_scope,
    money,
    month_ends,
    null_last,
)

TOTALS = ("applications", "disbursed_amount", "loans", "balance")
OVER = {"par1": 1, "par30": 30, "par60": 60, "par90": 90}
MATURE_ONLY = ("take_up_rate", "conversion_rate")

Cells = dict[str | None, list[Fraction]]
"""Value -> numerator and denominator before, numerator and denominator after."""


def change(
    book: Book,
    settings: Settings,
    filters: Filters,
    *,
    by: str,
    metric: str,
    against: str = "previous",
) -> list[Row]:
    """One row per value of `by`, the largest effect first, then by value.

    The filters have "from" and "to"; the period before is as long and ends just before
    it, or is the same months a year earlier.
    """
    first, last = (_month(filters[end]) for end in ("from", "to"))
    step = 12 if against == "year" else last - first + 1
    earlier = filters | {
        "from": month_label(first - step),
        "to": month_label(last - step),
    }
    cells: Cells = defaultdict(lambda: [Fraction(0)] * 4)
    for place, period in ((0, earlier), (2, filters)):
        for value, above, below in _counted(
            book, settings, period, (earlier, filters), by, metric
        ):
            cells[value][place] += above
            cells[value][place + 1] += below
    is_known = first - step >= _first_month(book)
    rows = _effects(cells, is_known, is_ratio=metric not in TOTALS)
    rows.sort(key=lambda row: (row["effect"] is None, -abs(row["effect"] or 0)))
    return [
        {
            "dimension": by,
            **{k: float(v) if isinstance(v, Fraction) else v for k, v in row.items()},
        }
        for row in rows
    ]


def _effects(cells: Cells, is_known: bool, is_ratio: bool) -> list[Row]:
    whole = [sum((cell[i] for cell in cells.values()), Fraction(0)) for i in range(4)]
    before_all = _over(whole[0], whole[1] if is_ratio else 1) if is_known else None
    after_all = _over(whole[2], whole[3] if is_ratio else 1)
    change = None
    if before_all is not None and after_all is not None:
        change = after_all - before_all

    rows = []
    for value in sorted(cells, key=null_last):
        n0, d0, n1, d1 = cells[value]
        if is_ratio and d0 == 0 and d1 == 0:
            continue
        mix = rate = effect = None
        if is_ratio:
            mix, rate = _mix_and_rate(
                cells[value], whole[1], whole[3], before_all, after_all
            )
            effect = None if mix is None or rate is None else mix + rate
        elif is_known:
            effect = n1 - n0
        rows.append(
            {
                "value": value,
                "numerator_before": n0,
                "denominator_before": d0 if is_ratio else None,
                "numerator_after": n1,
                "denominator_after": d1 if is_ratio else None,
                "before": _over(n0, d0) if is_ratio else n0,
                "after": _over(n1, d1) if is_ratio else n1,
                "mix_effect": mix,
                "rate_effect": rate,
                "effect": effect,
                "before_all": before_all,
                "after_all": after_all,
                "change": change,
            }
        )
    return rows


def _mix_and_rate(
    cell: list[Fraction],
    d0_all: Fraction,
    d1_all: Fraction,
    before_all: Fraction | None,
    after_all: Fraction | None,
) -> tuple[Fraction | None, Fraction | None]:
    """Kitagawa's two effects with midpoint weights; unknown without both periods."""
    n0, d0, n1, d1 = cell
    if before_all is None or after_all is None:
        return None, None
    rate_before = _over(n0, d0) if d0 else _over(n1, d1)
    rate_after = _over(n1, d1) if d1 else _over(n0, d0)
    share_before, share_after = d0 / d0_all, d1 / d1_all
    middle = (before_all + after_all) / 2
    mix = (share_after - share_before) * ((rate_before + rate_after) / 2 - middle)
    rate = (rate_after - rate_before) * (share_before + share_after) / 2
    return mix, rate


def _counted(book, settings, period, both, by, metric):
    """(value, numerator, denominator) of each row that the figure counts there."""
    if metric in ("disbursed_amount", "loans"):
        for loan in loans_in_scope(book, period):
            if in_period(loan["disbursed_on"], period):
                counts = 1 if metric == "loans" else Fraction(money(loan["principal"]))
                yield by_loan(book, loan, by), counts, 0
    elif metric == "balance" or metric in OVER:
        yield from _balances(book, settings, period, by, metric)
    else:
        mature = _mature_months(book, settings, both)
        for application in applications_in_scope(book, period):
            started = application["started_at"]
            if not in_period(started, period):
                continue
            if metric in MATURE_ONLY and month_of(started) not in mature:
                continue
            above, below = _decided(book, application, metric)
            yield by_application(book, application, by), above, below


def _decided(book: Book, application: Row, metric: str) -> tuple[int, int]:
    decision = application["decision"]
    is_disbursed = reached(book, application, "disbursed")
    return {
        "applications": lambda: (1, 0),
        "approval_rate": lambda: (
            decision == "approved",
            decision in ("approved", "declined"),
        ),
        "take_up_rate": lambda: (is_disbursed, decision == "approved"),
        "conversion_rate": lambda: (is_disbursed, 1),
        "auto_rate": lambda: (
            decision is not None and application["decision_mode"] == "auto",
            decision is not None,
        ),
    }[metric]()


def _balances(book, settings, period, by, metric):
    """Active balances at the last month-end of the period that the extract has."""
    ends = [end for end in month_ends(book) if in_period(end, period)]
    kept = {loan["loan_id"] for loan in loans_in_scope(book, period)}
    for row in book["performance"] if ends else ():
        is_read = row["as_of"] == max(ends) and row["status"] == "active"
        if is_read and row["loan_id"] in kept:
            loan = find(book["loans"], "loan_id", row["loan_id"])
            balance = Fraction(money(row["balance"]))
            is_late = metric in OVER and is_over(
                row["days_past_due"], OVER[metric], settings
            )
            above = balance if metric == "balance" or is_late else 0
            yield by_loan(book, loan, by), above, balance if metric in OVER else 0


def _mature_months(book: Book, settings: Settings, both) -> set[int]:
    """Months whose youngest application in scope has had its whole window."""
    newest: dict[int, object] = {}
    for period in both:
        for application in applications_in_scope(book, period):
            started = application["started_at"]
            if in_period(started, period):
                month = month_of(started)
                newest[month] = max(newest.get(month, started), started)
    days = settings.conversion_window_days
    last = newest_timestamp(book)
    return {m for m, started in newest.items() if (last - started).days >= days}


def _first_month(book: Book) -> int:
    days = [a["started_at"] for a in book.get("applications", [])]
    days += [loan["disbursed_on"] for loan in book.get("loans", [])]
    return min(month_of(day) for day in days)


def _month(label: str) -> int:
    return int(label[:4]) * 12 + int(label[5:]) - 1


def _over(above: Fraction, below: Fraction | int) -> Fraction | None:
    return Fraction(above) / below if below else None
