"""The recount of channel_roi: what the spend of a month of applications brought in.

Three steps: which months count (`_counted_months`), which applications and which
part of the spend belong to a row (`_bundles`), and what the row's loans earned
(`earned_by`, then `_row`).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .earnings import earned_by, payback_mob
from .funnel import reached
from .maths import ratio
from .months import month_end, month_of
from .scope import (
    Book,
    Filters,
    Row,
    Settings,
    applications_in_scope,
    by_application,
    filtered_dimensions,
    has_column,
    in_period,
    last_month_end,
    money,
    needs,
    null_last,
)

LEVELS = ("channel", "campaign", "total")
SPEND_DIMENSIONS = ("channel", "campaign_id")
"""The dimensions that spend carries itself: they need no sharing out."""
BOUGHT = ("impressions", "clicks", "leads")
UNALLOCATED = "(unallocated)"


@dataclass
class Bundle:
    """What belongs to one row of the answer; fractions, so that parts add up."""

    applications: list[Row] = field(default_factory=list)
    spend: Fraction = Fraction(0)
    bought: dict[str, Fraction] = field(
        default_factory=lambda: dict.fromkeys(BOUGHT, Fraction(0))
    )

    def add(self, campaign_month: list[Row], share: Fraction = Fraction(1)) -> None:
        """Take this share of a campaign-month's spend rows."""
        for row in campaign_month:
            self.spend += Fraction(money(row["spend"])) * share
            for measure in BOUGHT:
                self.bought[measure] += Fraction(money(row.get(measure))) * share


def channel_roi(
    book: Book,
    settings: Settings,
    filters: Filters,
    *,
    by: str | None = None,
    level: str = "channel",
    horizon: int | None = None,
) -> list[Row]:
    """One row per channel, or channel and campaign, or one for all ("total").

    Ordered by `by`, channel, campaign, NULL last; '(unallocated)' ends the answer.
    Level "total" has channel 'all'. `months` and `excluded` are the same in every
    row: a month counts or not whatever the filter, the channel or the split.
    """
    needs(book, "applications", "campaign_spend")
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}; received {level!r}")

    all_months = {
        month_of(day)
        for day in [a["started_at"] for a in book["applications"]]
        + [s["spend_date"] for s in book["campaign_spend"]]
        if in_period(day, filters)
    }
    counted = _counted_months(book, all_months, horizon)
    bundles, unallocated = _bundles(book, filters, counted, by, level)

    def in_order(key: tuple) -> tuple:
        return tuple(null_last(part) for part in key)

    ordered = [(key, bundles[key]) for key in sorted(bundles, key=in_order)]
    if unallocated is not None:
        value = None if by is None else UNALLOCATED
        campaign = (None,) if level == "campaign" else ()
        ordered.append(((value, UNALLOCATED, *campaign), unallocated))

    rows = []
    for key, bundle in ordered:
        labels = {} if by is None else {"by": key[0]}
        labels["channel"] = key[1]
        if level == "campaign":
            labels["campaign"] = key[2]
        figures = _row(book, settings, bundle, horizon)
        months = {"months": len(counted), "excluded": len(all_months - counted)}
        rows.append({**labels, **figures, **months})
    return rows


def _counted_months(book: Book, months: set[int], horizon: int | None) -> set[int]:
    """The months of which every loan has reached the horizon, whatever the filter."""
    if horizon is None:
        return months
    needs(book, "loans", "performance")
    last = last_month_end(book)
    counted = set()
    for month in months:
        applications = {
            application["application_id"]
            for application in book["applications"]
            if month_of(application["started_at"]) == month
        }
        disbursed_months = [
            month_of(loan["disbursed_on"])
            for loan in book["loans"]
            if loan.get("application_id") in applications
        ]
        if last >= month_end(month + horizon) and all(
            disbursed_month + horizon <= month_of(last)
            for disbursed_month in disbursed_months
        ):
            counted.add(month)
    return counted


def _campaign_month(application: Row) -> tuple:
    month = month_of(application["started_at"])
    return application["channel"], application.get("campaign_id"), month


def _bundles(
    book: Book, filters: Filters, counted: set[int], by: str | None, level: str
) -> tuple[dict[tuple, Bundle], Bundle | None]:
    """The rows' applications and spend by (by, channel[, campaign]); the unallocated.

    Spend follows a filter or split by its own dimensions. Under any other, each
    submitted application of a campaign-month carries an equal part of its spend.
    """
    bundles: dict[tuple, Bundle] = defaultdict(Bundle)

    def key_of(by_value: str | None, channel: str, campaign: str | None) -> tuple:
        if level == "total":
            return by_value, "all"
        if level == "channel":
            return by_value, channel
        return by_value, channel, campaign

    def key_of_application(application: Row) -> tuple:
        return key_of(
            by_application(book, application, by),
            application["channel"],
            application.get("campaign_id"),
        )

    in_scope = [
        application
        for application in applications_in_scope(book, filters)
        if in_period(application["started_at"], filters)
        and month_of(application["started_at"]) in counted
    ]
    for application in in_scope:
        bundles[key_of_application(application)].applications.append(application)

    campaign_months: dict[tuple, list[Row]] = defaultdict(list)
    for row in book["campaign_spend"]:
        month = month_of(row["spend_date"])
        if in_period(row["spend_date"], filters) and month in counted:
            if all(
                row[dimension] in filters[dimension]
                for dimension in filtered_dimensions(filters)
                if dimension in SPEND_DIMENSIONS
            ):
                cell = (row["channel"], row["campaign_id"], month)
                campaign_months[cell].append(row)

    is_direct = (by is None or by in SPEND_DIMENSIONS) and all(
        dimension in SPEND_DIMENSIONS for dimension in filtered_dimensions(filters)
    )
    unallocated = None
    for cell, spent in campaign_months.items():
        channel, campaign, _ = cell
        if is_direct:
            by_value = {None: None, "channel": channel, "campaign_id": campaign}[by]
            bundles[key_of(by_value, channel, campaign)].add(spent)
            continue
        submitted = [
            application["application_id"]
            for application in book["applications"]
            if _campaign_month(application) == cell
            and reached(book, application, "submitted")
        ]
        if not submitted:
            unallocated = unallocated or Bundle()
            unallocated.add(spent)
            continue
        for application in in_scope:
            if application["application_id"] in submitted:
                share = Fraction(1, len(submitted))
                bundles[key_of_application(application)].add(spent, share)
    return dict(bundles), unallocated


# --- one row ------------------------------------------------------------------


def _decimal(amount: Fraction) -> Decimal:
    """Exact where it can be written out, else to 28 digits."""
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def _row(book: Book, settings: Settings, bundle: Bundle, horizon: int | None) -> Row:
    spend, applications = _decimal(bundle.spend), bundle.applications
    submitted = sum(reached(book, a, "submitted") for a in applications)
    approved = sum(a["decision"] == "approved" for a in applications)
    bought = {
        measure: _decimal(bundle.bought[measure])
        if has_column(book, "campaign_spend", measure)
        else None
        for measure in BOUGHT
    }

    loans = disbursed = None
    if "loans" in book:
        ids = {application["application_id"] for application in applications}
        became = [loan for loan in book["loans"] if loan.get("application_id") in ids]
        loans = len(became)
        disbursed = sum((money(loan["principal"]) for loan in became), Decimal(0))

    def cost_per(count: int | Decimal | None) -> float | None:
        return ratio(spend, count) if spend and count else None

    earned = contribution = None
    if "loans" in book and "performance" in book:
        earned = earned_by(book, settings, became, horizon)
        contribution = (
            earned.revenue
            - earned.funding_cost
            - earned.servicing_cost
            - earned.credit_loss
            - earned.provision
            - spend
        )
    return {
        "spend": spend,
        **bought,
        "applications": len(applications),
        "approved": approved,
        "loans": loans,
        "disbursed": disbursed,
        "revenue": earned and earned.revenue,
        "funding_cost": earned and earned.funding_cost,
        "servicing_cost": earned and earned.servicing_cost,
        "credit_loss": earned and earned.credit_loss,
        "provision": earned and earned.provision,
        "contribution": contribution,
        "roi": ratio(contribution, spend) if earned else None,
        "roas": ratio(earned.revenue, spend) if earned else None,
        "cost_per_lead": cost_per(bought["leads"]),
        "cost_per_application": cost_per(submitted),
        "cost_per_approval": cost_per(approved),
        "cost_per_loan": cost_per(loans),
        "payback_mob": payback_mob(earned.net_by_mob, spend) if earned else None,
    }
