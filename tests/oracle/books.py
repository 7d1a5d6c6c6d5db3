"""Random books: small, seeded, and full of what goes wrong in real extracts.

A book keeps every rule whose breach stops a publication (keys, foreign keys,
month-ends, required values), and is otherwise as untidy as the contract allows:
NULL dimensions, stages without timestamps, applications still open, bought loans,
disbursed applications without a loan, loans without a month-end, gaps, days past
due on every border, charge-offs with partial recoveries, campaigns without spend
and spend without applications, instalments for some loans, columns left out.
"""

import random
from datetime import date, timedelta
from decimal import Decimal

from .book_loans import leave_gaps, random_instalments, random_loans, random_performance
from .chance import amount, maybe, moment
from .months import month_end, month_of
from .scope import Book, Row, Settings

CHANNELS = ("app_store", "broker", "branch")
CAMPAIGNS = {
    "app_store": ("spring", "autumn"),
    "broker": ("spring", "referral_bonus"),
    "branch": ("leaflets",),
}
"""Two channels share a campaign's name: spend is matched by both."""
SILENT = ("radio", "jingle")
"""A channel and campaign that is paid for and that no application names."""
FREE_CAMPAIGN = "leaflets"

DROPPABLE = {
    "customers": ("region", "age_band", "income_band", "occupation", "acquired_on"),
    "applications": (
        "campaign_id",
        "partner",
        "verified_at",
        "assessed_at",
        "decision_mode",
        "decline_reason",
        "signed_at",
        "requested_amount",
        "approved_amount",
        "requested_term_months",
        "score",
        "risk_grade",
    ),
    "loans": (
        "partner",
        "business_mode",
        "risk_grade",
        "first_due_on",
        "repayment_method",
        "collateral",
        "upfront_fee",
        "monthly_fee",
    ),
    "campaign_spend": ("campaign_name", "impressions", "clicks", "leads"),
}


def random_book(
    seed: int,
    *,
    loans: int | None = None,
    months: int | None = None,
    rule: str | None = None,
) -> tuple[Book, Settings]:
    """A book and the lender's settings; the same arguments give the same book.

    `loans` is the number of loans (25 to 75 by default, one in six of them bought),
    `months` the number of month-ends in performance (4 to 21), `rule` the past-due
    rule. 20 to 80 customers; two applications per loan, but at least 40.
    """
    rng = random.Random(seed)
    loans = rng.randint(25, 75) if loans is None else loans
    months = rng.randint(4, 21) if months is None else months
    first_month = month_of(date(2024, 1, 1)) + rng.randrange(12)
    is_large = rng.random() < 0.2

    settings = _settings(rng, rule)
    customers = [_customer(rng, n) for n in range(rng.randint(20, 80))]
    open_months = _months_with_business(rng, first_month, months)
    applications = [
        _application(rng, n, customers, open_months, is_large)
        for n in range(max(40, loans * 2))
    ]
    _disburse_some(rng, applications, loans - loans // 6)
    book: Book = {
        "customers": customers,
        "applications": applications,
        "loans": random_loans(
            rng, applications, customers, open_months, loans, is_large
        ),
        "campaign_spend": _campaign_spend(rng, first_month, months),
    }
    last_month = first_month + months - 1
    book["performance"] = [
        row
        for loan in book["loans"]
        for row in random_performance(rng, loan, last_month)
    ]
    leave_gaps(rng, book)
    if rng.random() < 0.5:
        book["instalments"] = random_instalments(rng, book["loans"], last_month)
    _drop_columns(rng, book)
    for rows in book.values():
        rng.shuffle(rows)
    return book, settings


def _settings(rng: random.Random, rule: str | None) -> Settings:
    settings = {"past_due_rule": rule or rng.choice(["over", "at_least"])}
    if rng.random() < 0.5:
        settings["funding_rates"] = {"north_trust": 0.055, "cash_loan": 0.07}
        settings["servicing_cost_per_loan_month"] = 3.5
    if rng.random() < 0.3:
        settings["conversion_window_days"] = 14
        settings["provision_rates"] = {
            "0": 0.015,
            "1-30": 0.03,
            "31-90": 0.1,
            "91-360": 0.6,
            "361+": 1.0,
        }
    return Settings(**settings)


def _months_with_business(
    rng: random.Random, first_month: int, months: int
) -> list[int]:
    """The months in which anything is started or bought: one in eight stays empty."""
    return [first_month + n for n in range(months) if n == 0 or rng.random() > 0.125]


# --- customers and applications -----------------------------------------------


def _customer(rng: random.Random, number: int) -> Row:
    return {
        "customer_id": f"c{number:03d}",
        "segment": rng.choice(["salaried", "self_employed", "student"]),
        "region": maybe(rng, ("north", "south", "East Coast")),
        "age_band": maybe(rng, ("18-24", "25-34", "35+")),
        "income_band": maybe(rng, ("low", "high")),
        "occupation": maybe(rng, ("driver", "clerk")),
        "acquired_on": date(2023, 12, rng.randint(1, 31)),
    }


def _application(
    rng: random.Random,
    number: int,
    customers: list[Row],
    open_months: list[int],
    is_large: bool,
) -> Row:
    """An application on its way: open, declined, withdrawn or approved."""
    channel = rng.choice(CHANNELS)
    decision = rng.choices(
        [None, "approved", "declined", "withdrawn"], [0.2, 0.35, 0.35, 0.1]
    )[0]
    requested = amount(rng, is_large)
    application = {
        "application_id": f"a{number:03d}",
        "customer_id": rng.choice(customers)["customer_id"],
        "product": rng.choice(["cash_loan", "car_loan", "现金贷"]),
        "channel": channel,
        "campaign_id": maybe(rng, CAMPAIGNS[channel]),
        "partner": maybe(rng, ("north_trust", "lakeside")),
        "started_at": moment(rng, rng.choice(open_months)),
        "submitted_at": None,
        "verified_at": None,
        "assessed_at": None,
        "decided_at": None,
        "decision": decision,
        "decision_mode": maybe(rng, ("auto", "manual")) if decision else None,
        "decline_reason": None,
        "signed_at": None,
        "disbursed_at": None,
        "requested_amount": None if rng.random() < 0.1 else requested,
        "approved_amount": None,
        "requested_term_months": rng.choice([6, 12, 24]),
        "score": round(rng.uniform(300, 850), 1),
        "risk_grade": maybe(rng, ("A", "B", "C")),
    }
    if decision == "declined":
        application["decline_reason"] = maybe(rng, ("score", "income", "fraud"))
    if decision == "approved":
        application["approved_amount"] = maybe(rng, (requested, requested - 100))
    steps = ["submitted_at", "verified_at", "assessed_at"]
    if decision is None:
        steps = steps[: rng.randint(0, 3)]
    else:
        steps.append("decided_at")
    if decision == "approved" and rng.random() < 0.3:
        steps.append("signed_at")
    _date_steps(rng, application, steps)
    return application


def _date_steps(rng: random.Random, application: Row, steps: list[str]) -> None:
    """Date the steps one after another; some get no date, a few go backwards."""
    start = now = application["started_at"]
    for step in steps:
        now += rng.choice(
            [
                timedelta(0),
                timedelta(minutes=rng.randint(1, 600)),
                timedelta(hours=rng.randint(1, 100)),
                timedelta(days=rng.randint(1, 20)),
            ]
        )
        if rng.random() < 0.1:
            now = max(now, start + timedelta(days=rng.choice([7, 14, 30])))
        if rng.random() < 0.85:
            application[step] = now
            if rng.random() < 0.03:
                application[step] -= timedelta(hours=30)


def _disburse_some(rng: random.Random, applications: list[Row], count: int) -> None:
    """Make this many applications disbursed ones, and five more than get a loan."""
    for application in rng.sample(applications, min(count + 5, len(applications))):
        application["decision"] = "approved"
        application["decline_reason"] = None
        application["decision_mode"] = maybe(rng, ("auto", "manual"))
        application["approved_amount"] = application["requested_amount"]
        steps = ["submitted_at", "verified_at", "assessed_at", "decided_at"]
        steps += ["signed_at", "disbursed_at"]
        application.update(dict.fromkeys(steps))
        _date_steps(rng, application, steps)
        if rng.random() < 0.9 and application["disbursed_at"] is None:
            application["disbursed_at"] = application["started_at"] + timedelta(days=21)


# --- spend and what is left out -----------------------------------------------


def _campaign_spend(rng: random.Random, first_month: int, months: int) -> list[Row]:
    """Monthly and daily rows; free months, months without a row, unheard campaigns."""
    pairs = [(c, campaign) for c in CHANNELS for campaign in CAMPAIGNS[c]] + [SILENT]
    rows = []
    for channel, campaign in pairs:
        for month in range(first_month - 1, first_month + months):
            if rng.random() < 0.15:
                continue
            first_day = month_end(month).replace(day=1)
            for day in sorted({first_day, first_day + timedelta(rng.choice([0, 9]))}):
                spend = Decimal(rng.choice([0, 50, 50, rng.randint(1, 2_000) / 4]))
                rows.append(
                    {
                        "spend_date": day,
                        "channel": channel,
                        "campaign_id": campaign,
                        "campaign_name": campaign.title(),
                        "spend": Decimal(0) if campaign == FREE_CAMPAIGN else spend,
                        "impressions": rng.randint(0, 10_000),
                        "clicks": rng.randint(0, 500),
                        "leads": rng.choice([0, 3, 40]),
                    }
                )
    return rows


def _drop_columns(rng: random.Random, book: Book) -> None:
    """In one book of three, each optional column is left out one time in five."""
    if rng.random() < 0.67:
        return
    for table, columns in DROPPABLE.items():
        for column in columns:
            if rng.random() < 0.2:
                for row in book[table]:
                    del row[column]
