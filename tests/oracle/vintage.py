"""The recount of vintage: of the loans of a cohort, how many went bad by when."""

from decimal import Decimal

from .delinquency import is_over
from .maths import ratio, wilson
from .months import COHORTS, cohort_label, month_end, month_of
from .scope import (
    Book,
    Filters,
    Row,
    Settings,
    by_loan,
    has_column,
    history,
    in_period,
    loans_in_scope,
    money,
    month_ends,
    needs,
    null_last,
    with_by,
)

MEASURES = ("ever", "point", "net_loss")


def vintage(
    book: Book,
    settings: Settings,
    filters: Filters,
    *,
    by: str | None = None,
    cohort: str | None = None,
    dpd: int = 30,
    measure: str = "ever",
    basis: str = "count",
) -> list[Row]:
    """One row per cohort (and value of `by`) and month on book it has reached.

    A split without a cohort is one curve per value, over all its cohorts, and has
    no column cohort. The balance basis has no low and high.
    """
    needs(book, "loans", "performance")
    if measure not in MEASURES:
        raise ValueError(f"measure is one of {', '.join(MEASURES)}: {measure!r}")
    if basis not in ("count", "balance"):
        raise ValueError(f"basis is count or balance; received {basis!r}")
    if measure == "net_loss" and basis != "balance":
        raise ValueError("net_loss is an amount: it needs basis='balance'")
    if measure == "net_loss" and not has_column(book, "performance", "charged_off"):
        raise LookupError("performance of this book has no column charged_off")
    if cohort is not None and cohort not in COHORTS:
        raise ValueError(f"cohort is one of {', '.join(COHORTS)}: {cohort!r}")
    if by is None and cohort is None:
        cohort = "month"

    groups: dict[tuple[str | None, str | None], list[Row]] = {}
    for loan in loans_in_scope(book, filters):
        if in_period(loan["disbursed_on"], filters):
            label = cohort and cohort_label(month_of(loan["disbursed_on"]), cohort)
            groups.setdefault((by_loan(book, loan, by), label), []).append(loan)

    known = month_ends(book)
    newest = month_of(max(known))
    rows = []
    for value, label in sorted(groups, key=lambda k: (null_last(k[0]), k[1] or "")):
        loans = groups[value, label]
        histories = {loan["loan_id"]: list(history(book, loan)) for loan in loans}
        oldest = min(month_of(loan["disbursed_on"]) for loan in loans)
        for mob in range(newest - oldest + 1):
            pooled = [
                loan
                for loan in loans
                if month_end(month_of(loan["disbursed_on"]) + mob) in known
            ]
            if not pooled:
                continue
            bad = [
                _bad_amount(histories[loan["loan_id"]], mob, dpd, measure, settings)
                for loan in pooled
            ]
            row = _cell(pooled, bad, basis)
            row = {"mob": mob, **row, "complete": len(pooled) == len(loans)}
            if label is not None:
                row = {"cohort": label, **row}
            rows.append(with_by(by, value, row))
    return rows


def _cell(pooled: list[Row], bad: list[Decimal | None], basis: str) -> Row:
    loans = len(pooled)
    principal = sum((money(loan["principal"]) for loan in pooled), Decimal(0))
    bad_loans = sum(amount is not None for amount in bad)
    bad_amount = sum((money(amount) for amount in bad), Decimal(0))
    if basis == "count":
        low, high = wilson(bad_loans, loans)
        bad_figure, rate = bad_loans, ratio(bad_loans, loans)
    else:
        low = high = None
        bad_figure, rate = bad_amount, ratio(bad_amount, principal)
    return {
        "loans": loans,
        "principal": principal,
        "bad": bad_figure,
        "rate": rate,
        "low": low,
        "high": high,
    }


def _bad_amount(
    rows: list[tuple[int, Row]], mob: int, dpd: int, measure: str, settings: Settings
) -> Decimal | None:
    """What the loan adds to the numerator at this month on book; None if it is good.

    A bad loan may well add 0, so that None and 0 are different answers.
    """
    so_far = [(age, row) for age, row in rows if age <= mob]
    written_off = sum(
        (money(r.get("charged_off")) - money(r.get("recovered")) for _, r in so_far),
        Decimal(0),
    )

    def is_active_over(row: Row) -> bool:
        late = is_over(row["days_past_due"], dpd, settings)
        return row["status"] == "active" and late

    if measure == "net_loss":
        return written_off

    if measure == "ever":
        for _, row in so_far:
            if is_active_over(row):
                return money(row["balance"])
            if row["status"] == "charged_off":
                return money(row.get("charged_off"))
        return None

    if any(row["status"] == "charged_off" for _, row in so_far):
        return written_off
    for age, row in so_far:
        if age == mob and is_active_over(row):
            return money(row["balance"])
    return None
