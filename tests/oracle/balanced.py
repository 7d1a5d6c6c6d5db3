"""The recount of the books: what each law makes of a month, and what the data state.

Lines are (law, month, computed, stated); a month is a number, as in months.py.
"""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

from .delinquency import is_over
from .months import month_of
from .scope import Book, Settings, money

Line = tuple[str, int, Decimal, Decimal]


def balanced(book: Book, settings: Settings) -> list[Line]:
    """Every line of every law, in no order."""
    return [*_balance(book), *_active(book), *_disbursed(book), *_late(book, settings)]


def _balance(book: Book) -> list[Line]:
    """Opening + lent - repaid - charged off = closing; revolving loans aside."""
    plain = {
        loan["loan_id"]: loan
        for loan in book["loans"]
        if loan.get("repayment_method") != "revolving"
    }
    ends: dict[int, list] = {}
    for row in book["performance"]:
        if row["loan_id"] in plain:
            ends.setdefault(month_of(row["as_of"]), []).append(row)
    lines = []
    for before, month in pairwise(sorted(ends)):
        opening = sum(row["balance"] for row in ends[before])
        lent = sum(
            loan["principal"]
            for loan in plain.values()
            if month_of(loan["disbursed_on"]) == month
        )
        gone = sum(
            row["principal_paid"] + money(row.get("charged_off")) for row in ends[month]
        )
        closing = sum(row["balance"] for row in ends[month])
        lines.append(("balance", month, opening + lent - gone, closing))
    return lines


def _active(book: Book) -> list[Line]:
    """Those that stayed active since the month-end before + those lent to = active."""
    lent_in = {
        loan["loan_id"]: month_of(loan["disbursed_on"]) for loan in book["loans"]
    }
    active: dict[int, set[str]] = {}
    for row in book["performance"]:
        of_month = active.setdefault(month_of(row["as_of"]), set())
        if row["status"] == "active":
            of_month.add(row["loan_id"])
    lines = []
    for before, month in pairwise(sorted(active)):
        stayed = active[before] & active.get(before + 1, set())
        begun = {loan for loan in active[month] if lent_in[loan] == month}
        lines.append(
            (
                *("active", month),
                *(Decimal(len(stayed) + len(begun)), Decimal(len(active[month]))),
            )
        )
    return lines


def _disbursed(book: Book) -> list[Line]:
    """Applications disbursed in a month = applications whose first loan was."""
    if not book["applications"] or not book["loans"]:
        return []
    told = Counter(
        month_of(row["disbursed_at"])
        for row in book["applications"]
        if row["disbursed_at"] is not None
    )
    first: dict[str, int] = {}
    for loan in book["loans"]:
        application, month = loan["application_id"], month_of(loan["disbursed_on"])
        if application is not None:
            first[application] = min(month, first.get(application, month))
    lent = Counter(first.values())
    return [
        ("disbursed", month, Decimal(told[month]), Decimal(lent[month]))
        for month in {*told, *lent}
    ]


def _late(book: Book, settings: Settings) -> list[Line]:
    """What is over 30 days late at the last month-end, with losses until then.

    Computed are the losses of loans that were charged off, stated those of all.
    """
    if not book["performance"]:
        return []
    newest = max(row["as_of"] for row in book["performance"])
    lost_by = {
        r["loan_id"] for r in book["performance"] if r["status"] == "charged_off"
    }
    late = lost = of_lost = Decimal(0)
    for row in book["performance"]:
        loss = money(row.get("charged_off")) - money(row.get("recovered"))
        lost += loss
        of_lost += loss if row["loan_id"] in lost_by else 0
        is_late = is_over(row["days_past_due"], 30, settings)
        if row["as_of"] == newest and row["status"] == "active" and is_late:
            late += row["balance"]
    return [("late", month_of(newest), late + of_lost, late + lost)]
