"""Random books of one trait or several that usual ones have too little of."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from .book_loans import BORDERS
from .books import random_book
from .months import month_end, month_of
from .scope import Book, Settings

MONEY = {
    "applications": ("requested_amount", "approved_amount"),
    "loans": ("principal", "upfront_fee", "monthly_fee"),
    "performance": (
        *("balance", "principal_paid", "interest_paid", "fees_paid"),
        *("charged_off", "recovered"),
    ),
    "campaign_spend": ("spend",),
    "instalments": ("due_amount", "paid_amount"),
}
MAY_BE_NULL = {
    "customers": ("region", "age_band", "income_band", "occupation"),
    "applications": (
        *("campaign_id", "partner", "decision_mode", "decline_reason", "risk_grade"),
        "requested_amount",
    ),
    "loans": (
        *("partner", "business_mode", "risk_grade", "repayment_method", "collateral"),
        "first_due_on",
    ),
}
CODES = (
    *("product", "channel", "campaign_id", "partner", "segment", "region"),
    *("decision_mode", "risk_grade", "business_mode", "repayment_method"),
)
NEARLY = (*BORDERS, 89, 119, 149, 269, 359)
"""Days past due on both sides of every border."""


def _large(rng: random.Random, book: Book) -> None:
    """Money of 10^9 and far above, in odd cents; below what a snapshot can store."""
    largest = max(loan["principal"] for loan in book["loans"])
    factor = rng.choice([10**9, 10**10, 10**12]) / largest * Decimal("1.0037")
    most = Decimal("10000000000000.37")
    _money(book, lambda v: min((v * factor).quantize(Decimal("0.01")), most))


def _tied(rng: random.Random, book: Book) -> None:
    """Money in whole hundreds, so that amounts and sums of them tie."""
    _money(book, lambda value: Decimal(round(value / 100 + Decimal("0.49"))) * 100)


def _null(rng: random.Random, book: Book) -> None:
    """Half of all that may be NULL is."""
    for table, columns in MAY_BE_NULL.items():
        for row in book[table]:
            for column in columns:
                if column in row and rng.random() < 0.5:
                    row[column] = None


def _empty_months(rng: random.Random, book: Book) -> None:
    """Nothing is started, paid for or disbursed in most of the months."""
    months = sorted({month_of(a["started_at"]) for a in book["applications"]})
    kept = set(rng.sample(months, min(2, len(months))))
    lent = {loan["application_id"] for loan in book["loans"]}
    book["applications"] = [
        a
        for a in book["applications"]
        if month_of(a["started_at"]) in kept or a["application_id"] in lent
    ]
    book["campaign_spend"] = [
        row for row in book["campaign_spend"] if month_of(row["spend_date"]) in kept
    ] or book["campaign_spend"][:1]


def _borders(rng: random.Random, book: Book) -> None:
    """Whoever is late is so by days on either side of a border."""
    for row in book["performance"]:
        if row["days_past_due"]:
            row["days_past_due"] = rng.choice(NEARLY)


def _late_months(rng: random.Random, book: Book) -> None:
    """Loans follow their application by months, and miss their first month-ends."""
    last = max((row["as_of"] for row in book["performance"]), default=date.max)
    later = {}
    for loan in book["loans"]:
        day = loan["disbursed_on"] + timedelta(days=rng.choice([0, 35, 70, 130]))
        if day <= last:
            loan["disbursed_on"] = later[loan["loan_id"]] = day
    book["performance"] = [
        row
        for row in book["performance"]
        if row["as_of"] >= later.get(row["loan_id"], date.min)
    ]


def _one_of_each(book: Book) -> None:
    """Each dimension has one code, so that a cell of a rollup adds up many rows."""
    kept: dict[str, object] = {}
    for table in ("applications", "loans", "customers", "campaign_spend"):
        for row in book[table]:
            for code in CODES:
                if row.get(code) is not None:
                    row[code] = kept.setdefault(code, row[code])


TRAITS: dict[str, Callable[[random.Random, Book], None]] = {
    "late months": _late_months,
    "empty months": _empty_months,
    "NULL dimensions": _null,
    "border days": _borders,
    "ties": _tied,
    "large money": _large,
}
"""In the order in which they are put upon a book."""
SINGLE = "a single loan"
ONE_OF_EACH = "one code of each dimension"


def rich_book(seed: int) -> tuple[Book, Settings, tuple[str, ...]]:
    """A book, its settings and its traits, each there three times in ten.

    Mostly small: 2 to 40 loans, one in twelve has a single one. A third of the books
    cost nothing to fund, so that earnings can equal the spend to the cent.
    """
    rng = random.Random(seed)
    loans = 1 if rng.random() < 1 / 12 else rng.randint(2, 40)
    book, settings = random_book(seed, loans=loans)
    traits = [SINGLE] if loans == 1 else []
    for name, put_upon in TRAITS.items():
        if rng.random() < 0.3:
            put_upon(rng, book)
            traits.append(name)
    if random.Random(f"codes of {seed}").random() < 0.3:
        _one_of_each(book)
        traits.append(ONE_OF_EACH)
    if rng.random() < 1 / 3:
        settings = Settings(past_due_rule=settings.past_due_rule, funding_rate=0.0)
    if not book["performance"]:
        _one_month_end(book)
    book["targets"] = random_plan(rng, book)
    return book, settings, tuple(traits)


def random_plan(rng: random.Random, rows: Book) -> list[dict]:
    """Lines for all, for single values and for pairs; some months, some repeated."""
    codes = {
        "product": sorted({row["product"] for row in rows["applications"]}),
        "channel": sorted({row["channel"] for row in rows["applications"]}),
        "segment": sorted({row["segment"] for row in rows["customers"]}),
    }
    plan = []
    for month in range(1, 13):
        for metric in ("applications", "started", "loans", "approval_rate", "par30"):
            kinds = rng.sample([(), ("product",), ("channel",), ("segment",)], 2)
            for kind in [*kinds, ("product", "channel")]:
                for code in codes[kind[0]] if kind else [None]:
                    if rng.random() < 0.15:
                        continue
                    line = {
                        "month": date(2024, month, rng.choice([1, 1, 15])),
                        "metric": metric,
                        **dict.fromkeys(codes),
                        "value": rng.randint(1, 9) / 2,
                    }
                    line |= {d: rng.choice(codes[d]) for d in kind[1:]}
                    line |= {kind[0]: code} if kind else {}
                    plan += [line] * rng.choice([1, 1, 1, 2])
                    if rng.random() < 0.05:
                        plan.append(line | {"value": 99.0})
    rng.shuffle(plan)
    return plan


def _money(book: Book, other: Callable[[Decimal], Decimal]) -> None:
    for table, columns in MONEY.items():
        for row in book.get(table, []):
            for column in columns:
                if row.get(column) is not None:
                    row[column] = other(Decimal(row[column]))


def _one_month_end(book: Book) -> None:
    """Of the first loan: an extract without any is another test's business."""
    loan = book["loans"][0]
    nothing = dict.fromkeys(
        ("principal_paid", "interest_paid", "fees_paid", "charged_off", "recovered"),
        Decimal(0),
    )
    book["performance"].append(
        {
            "loan_id": loan["loan_id"],
            "as_of": month_end(month_of(loan["disbursed_on"])),
            "balance": loan["principal"],
            "days_past_due": 0,
            **nothing,
            "status": "active",
        }
    )
