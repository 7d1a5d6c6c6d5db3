"""The loans of a random book and what becomes of them, month by month."""

import random
from datetime import date, timedelta
from decimal import Decimal

from .chance import amount, maybe, moment
from .months import month_end, month_of
from .scope import Book, Row

BORDERS = (0, 1, 29, 30, 31, 59, 60, 61, 89, 90, 91, 120, 121, 150, 151)
BORDERS += (179, 180, 181, 270, 271, 360, 361)
"""Days past due at which a bucket, a class or "over N" changes under either rule."""


def random_loans(
    rng: random.Random,
    applications: list[Row],
    customers: list[Row],
    open_months: list[int],
    count: int,
    is_large: bool,
) -> list[Row]:
    """One loan per disbursed application (a few have two), the rest bought."""
    disbursed = [a for a in applications if a["disbursed_at"] is not None]
    sources: list[Row | None] = disbursed[: count - count // 6]
    if sources and rng.random() < 0.5:
        sources[-1] = sources[0]
    sources += [None] * (count - len(sources))
    loans = []
    for number, source in enumerate(sources):
        if source is None:
            customer = rng.choice(customers)["customer_id"]
            disbursed_on = moment(rng, rng.choice(open_months)).date()
        else:
            customer = source["customer_id"]
            disbursed_on = source["disbursed_at"].date()
            if rng.random() < 0.1:
                disbursed_on += timedelta(days=rng.randint(1, 5))
        own = source if source is not None and rng.random() < 0.9 else None
        loans.append(
            {
                "loan_id": f"l{number:03d}",
                "application_id": source and source["application_id"],
                "customer_id": customer,
                "product": own["product"] if own else "car_loan",
                "channel": own["channel"] if own else "bought",
                "partner": own["partner"] if own else "lakeside",
                "business_mode": maybe(rng, ("own_book", "co_lending")),
                "risk_grade": own["risk_grade"] if own else None,
                "disbursed_on": disbursed_on,
                "first_due_on": _first_due_on(rng, disbursed_on),
                "principal": amount(rng, is_large),
                "term_months": rng.choice([6, 12, 24]),
                "annual_rate": rng.choice([0.0, 0.18, 0.24]),
                "repayment_method": maybe(rng, ("equal_instalment", "revolving")),
                "collateral": maybe(rng, ("unsecured", "vehicle")),
                "upfront_fee": Decimal(rng.randint(0, 5000)) / 100,
                "monthly_fee": None,
            }
        )
    return loans


def _first_due_on(rng: random.Random, disbursed_on: date) -> date | None:
    if rng.random() < 0.125:
        return None
    return disbursed_on + timedelta(days=rng.choice([14, 30, 31, 45]))


# --- performance --------------------------------------------------------------


def random_performance(rng: random.Random, loan: Row, last_month: int) -> list[Row]:
    """The loan's month-ends; none for one in twelve, or if it is too young."""
    first = month_of(loan["disbursed_on"])
    if first > last_month or rng.random() < 0.08:
        return []
    manner = rng.choice(["good", "wavering", "wavering", "border", "never_paid"])
    rows, balance, late = [], loan["principal"], 0
    for month in range(first, last_month + 1):
        as_of = month_end(month)
        late = _next_days_past_due(rng, manner, loan, as_of, late)
        row = _month(rng, loan, as_of, balance, late)
        rows.append(row)
        if row["balance"] == 0:
            break
        balance = row["balance"]
    if rows[-1]["status"] == "charged_off":
        rows += _recoveries(rng, rows[-1], last_month)
    return rows


def _next_days_past_due(
    rng: random.Random, manner: str, loan: Row, as_of: date, late: int
) -> int:
    """Good loans are hardly ever late, wavering ones roll and cure, border ones
    walk along the borders, and some never pay anything."""
    if manner == "never_paid":
        due_on = loan["first_due_on"] or loan["disbursed_on"] + timedelta(days=30)
        return max(0, (as_of - due_on).days)
    if manner == "border":
        later = [days for days in BORDERS if days > late]
        return later[min(rng.randrange(3), len(later) - 1)] if later else late
    if manner == "good":
        return 1 if rng.random() < 0.05 else 0
    if late == 0:
        return rng.choice([0, 0, 0, 1, 29, 30, 31])
    return rng.choice([0, late, late + 29, late + 30, late + 31])


def _month(
    rng: random.Random, loan: Row, as_of: date, balance: Decimal, late: int
) -> Row:
    """One month: paid on, paid off, charged off or, if late, nothing paid."""
    row = {
        "loan_id": loan["loan_id"],
        "as_of": as_of,
        "balance": balance,
        "days_past_due": late,
        "principal_paid": Decimal(0),
        "interest_paid": Decimal(0),
        "fees_paid": Decimal(0),
        "charged_off": None if rng.random() < 0.2 else Decimal(0),
        "recovered": None if rng.random() < 0.2 else Decimal(0),
        "status": "active",
    }
    draw = rng.random()
    if late > 60 and draw < 0.15 or draw < 0.005:
        row |= {"status": "charged_off", "balance": Decimal(0), "charged_off": balance}
        row["days_past_due"] = rng.choice([0, late])
    elif late == 0 and draw < 0.06:
        row |= {"status": "paid_off", "balance": Decimal(0), "principal_paid": balance}
    elif late == 0:
        row["principal_paid"] = (balance / 10).quantize(Decimal("0.01"))
        row["balance"] = balance - row["principal_paid"]
        row["interest_paid"] = (balance / 50).quantize(Decimal("0.01"))
        row["fees_paid"] = Decimal(rng.randint(0, 2000)) / 100
    elif draw > 0.98:
        row["charged_off"] = (balance / 4).quantize(Decimal("0.01"))
        row["balance"] = balance - row["charged_off"]
    return row


def _recoveries(rng: random.Random, charge_off: Row, last_month: int) -> list[Row]:
    """Up to four months after the charge-off, each with a part, or nothing, back."""
    rows = []
    first = month_of(charge_off["as_of"]) + 1
    for month in range(first, min(first + rng.randint(0, 4), last_month + 1)):
        share = rng.choice([Decimal(0), Decimal("0.1"), Decimal("0.25")])
        recovered = (charge_off["charged_off"] * share).quantize(Decimal("0.01"))
        rows.append(
            charge_off
            | {
                "as_of": month_end(month),
                "charged_off": Decimal(0),
                "recovered": recovered,
            }
        )
    return rows


def leave_gaps(rng: random.Random, book: Book) -> None:
    """In some books a few rows are missing, in fewer a whole month-end is."""
    rows = book["performance"]
    if rng.random() < 0.4:
        for row in rng.sample(rows, min(5, len(rows))):
            rows.remove(row)
    ends = sorted({row["as_of"] for row in rows})
    if rng.random() < 0.1 and len(ends) > 3:
        missing = rng.choice(ends[1:-1])
        book["performance"] = [row for row in rows if row["as_of"] != missing]


def random_instalments(
    rng: random.Random, loans: list[Row], last_month: int
) -> list[Row]:
    """Two instalments for two loans in three, paid early, late on a border, or not."""
    rows = []
    for loan in loans:
        if rng.random() < 0.33:
            continue
        for number in (1, 2):
            due_on = loan["disbursed_on"] + timedelta(days=30 * number)
            paid_on = due_on + timedelta(days=rng.choice([-3, 0, 6, 7, 8, 29, 30, 31]))
            if rng.random() < 0.25 or paid_on > month_end(last_month):
                paid_on = None
            due_amount = (loan["principal"] / 12).quantize(Decimal("0.01"))
            rows.append(
                {
                    "loan_id": loan["loan_id"],
                    "number": number,
                    "due_on": due_on,
                    "due_amount": due_amount,
                    "paid_on": paid_on,
                    "paid_amount": due_amount if paid_on else Decimal(0),
                }
            )
    return rows
