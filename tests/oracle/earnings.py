"""What loans brought in and cost up to a month on book, for the recount of ROI."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .scope import Book, Row, Settings, history, money

TEN_THOUSANDTH = Decimal("0.0001")


def _funding_rate(loan: Row, settings: Settings) -> Decimal:
    """A year's rate: of the loan's partner, else of its product, else the one rate."""
    rates = settings.funding_rates
    rate = rates.get(
        loan.get("partner"), rates.get(loan["product"], settings.funding_rate)
    )
    return Decimal(str(rate))


def provision_rate(days_past_due: int, settings: Settings) -> Decimal:
    """The share of the balance put aside at these days past due ('1-90', '361+')."""
    for label, rate in settings.provision_rates.items():
        first, _, last = label.rstrip("+").partition("-")
        ends = days_past_due if label.endswith("+") else int(last or first)
        if int(first) <= days_past_due <= ends:
            return Decimal(str(rate))
    raise ValueError(f"no provision rate covers {days_past_due} days past due")


@dataclass
class Earned:
    """What loans brought in over their month-ends counted."""

    revenue: Decimal = Decimal(0)
    funding_cost: Decimal = Decimal(0)
    servicing_cost: Decimal = Decimal(0)
    credit_loss: Decimal = Decimal(0)
    provision: Decimal = Decimal(0)
    net_by_mob: dict[int, Decimal] = field(default_factory=dict)
    """Revenue less funding, servicing and credit loss of each month on book."""


def earned_by(
    book: Book, settings: Settings, loans: list[Row], horizon: int | None
) -> Earned:
    """What the loans earned up to `horizon` months on book; to the end without one.

    The provision is that of each loan's last month-end counted, if still active,
    rounded to a ten-thousandth: money has four decimals.
    """
    earned = Earned()
    cost_of_month = Decimal(str(settings.servicing_cost_per_loan_month))
    for loan in loans:
        last_row = None
        for mob, row in history(book, loan):
            if horizon is not None and mob > horizon:
                break
            revenue = money(row["interest_paid"]) + money(row["fees_paid"])
            funding = money(row["balance"]) * _funding_rate(loan, settings) / 12
            is_active = row["status"] == "active"
            servicing = cost_of_month if is_active else Decimal(0)
            loss = money(row.get("charged_off")) - money(row.get("recovered"))
            earned.revenue += revenue
            earned.funding_cost += funding
            earned.servicing_cost += servicing
            earned.credit_loss += loss
            net = revenue - funding - servicing - loss
            earned.net_by_mob[mob] = earned.net_by_mob.get(mob, Decimal(0)) + net
            last_row = row
        if last_row is not None and last_row["status"] == "active":
            rate = provision_rate(last_row["days_past_due"], settings)
            provision = money(last_row["balance"]) * rate
            earned.provision += provision.quantize(TEN_THOUSANDTH, ROUND_HALF_UP)
    return earned


def payback_mob(net_by_mob: dict[int, Decimal], spend: Decimal) -> int | None:
    """The first month on book by which the loans have earned the spend; None if not."""
    if spend == 0:
        return None
    so_far = Decimal(0)
    for mob in sorted(net_by_mob):
        so_far += net_by_mob[mob]
        if so_far >= spend:
            return mob
    return None
