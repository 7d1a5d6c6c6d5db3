"""What a lender hands over: the one list of tables, columns, types, keys and rules.

The check, the sample, the typed tables of a snapshot, the Data page and the tests'
empty tables all read this list. A second list, in another format or file, would
drift from it; so there is none.
"""

from dataclasses import dataclass
from typing import Literal

Type = Literal["id", "code", "text", "integer", "money", "number", "date", "timestamp"]
"""What a column means, not how a file stores it.

`id` and `code` are text; a code is chosen by the lender and never assumed from a list.
"""

STORED_TYPES: dict[str, str] = {
    "id": "VARCHAR",
    "code": "VARCHAR",
    "text": "VARCHAR",
    "integer": "BIGINT",
    "money": "DECIMAL(18, 4)",
    "number": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
"""How a snapshot stores each type. Money is exact, so that sums have one answer."""


@dataclass(frozen=True)
class Column:
    """One column of the contract."""

    name: str
    type: Type
    meaning: str = ""
    nullable: bool = False
    """Whether a value may be NULL."""
    optional: bool = False
    """Whether the column may be absent; what needs it is then switched off, visibly."""
    minimum: float | None = None
    """Smallest valid value (inclusive, or exclusive where `above_minimum`)."""
    above_minimum: bool = False
    maximum: float | None = None
    allowed: tuple[str, ...] = ()
    """The only valid values; empty for free text."""

    @property
    def stored_type(self) -> str:
        """The DuckDB type of this column in a snapshot."""
        return STORED_TYPES[self.type]


@dataclass(frozen=True)
class ForeignKey:
    """Values of `column` exist as `parent`.`parent_column`, where both are there."""

    column: str
    parent: str
    parent_column: str


@dataclass(frozen=True)
class Table:
    """One table of the contract, with its grain in `meaning`."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    sort: tuple[str, ...] = ()
    """The order in which a snapshot stores the rows."""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Names of the columns that may not be absent."""
        return tuple(c.name for c in self.columns if not c.optional)


def _optional(name: str, type: Type, meaning: str, **rules) -> Column:
    return Column(name, type, meaning, nullable=True, optional=True, **rules)


_CUSTOMER = ForeignKey("customer_id", "customers", "customer_id")
_LOAN = ForeignKey("loan_id", "loans", "loan_id")

STAGES: tuple[tuple[str, str], ...] = (
    ("started", "started_at"),
    ("submitted", "submitted_at"),
    ("verified", "verified_at"),
    ("assessed", "assessed_at"),
    ("approved", "decided_at"),
    ("signed", "signed_at"),
    ("disbursed", "disbursed_at"),
)
"""The funnel's stages in order, each with the column that carries its time."""

_TABLES = (
    Table(
        "customers",
        "one row per customer",
        (
            Column("customer_id", "id", "the customer"),
            Column("segment", "code", "customer segment: salaried, self_employed, ..."),
            _optional("region", "code", "where the customer lives or trades"),
            _optional("age_band", "code", "for example 25-34"),
            _optional("income_band", "code", "band of yearly income"),
            _optional("occupation", "code", "what the customer does"),
            _optional("acquired_on", "date", "first contact"),
        ),
        key=("customer_id",),
        sort=("customer_id",),
    ),
    Table(
        "applications",
        "one row per application",
        (
            Column("application_id", "id", "the application"),
            Column("customer_id", "id", "who applied"),
            Column("product", "code", "what was applied for"),
            Column("channel", "code", "acquisition channel credited"),
            _optional("campaign_id", "code", "campaign credited, if any"),
            _optional("partner", "code", "facilitation partner or funder"),
            Column("started_at", "timestamp", "opened: the first stage of the funnel"),
            Column("submitted_at", "timestamp", "handed in", nullable=True),
            _optional("verified_at", "timestamp", "documents checked"),
            _optional("assessed_at", "timestamp", "credit assessed"),
            Column("decided_at", "timestamp", "decision taken", nullable=True),
            Column(
                "decision",
                "code",
                "empty while still open",
                nullable=True,
                allowed=("approved", "declined", "withdrawn"),
            ),
            _optional(
                "decision_mode", "code", "who decided", allowed=("auto", "manual")
            ),
            _optional("decline_reason", "code", "the one main reason"),
            _optional("signed_at", "timestamp", "contract signed"),
            Column("disbursed_at", "timestamp", "money paid out", nullable=True),
            _optional("requested_amount", "money", "amount asked for"),
            _optional("approved_amount", "money", "amount granted"),
            _optional("requested_term_months", "integer", "term asked for"),
            _optional("score", "number", "application score, higher is safer"),
            _optional("risk_grade", "code", "grade at application"),
        ),
        key=("application_id",),
        foreign_keys=(_CUSTOMER,),
        sort=("started_at", "application_id"),
    ),
    Table(
        "loans",
        "one row per loan",
        (
            Column("loan_id", "id", "the loan"),
            Column(
                "application_id",
                "id",
                "the application it came from; empty for a bought portfolio",
                nullable=True,
            ),
            Column("customer_id", "id", "the borrower"),
            Column("product", "code", "product"),
            Column("channel", "code", "acquisition channel"),
            _optional("partner", "code", "facilitation partner or funder"),
            _optional(
                "business_mode", "code", "own_book, referral, co_lending, platform"
            ),
            _optional("risk_grade", "code", "grade at disbursement"),
            Column("disbursed_on", "date", "day the money was paid out"),
            _optional("first_due_on", "date", "first instalment's due date"),
            Column(
                "principal", "money", "amount disbursed", minimum=0, above_minimum=True
            ),
            Column("term_months", "integer", "term", minimum=0, above_minimum=True),
            Column(
                "annual_rate", "number", "a fraction: 0.18 is 18 % a year", maximum=10
            ),
            _optional(
                "repayment_method", "code", "equal_instalment, interest_only, ..."
            ),
            _optional("collateral", "code", "unsecured, property, vehicle, ..."),
            _optional("upfront_fee", "money", "paid once, beside interest"),
            _optional("monthly_fee", "money", "paid each month, beside interest"),
        ),
        key=("loan_id",),
        foreign_keys=(
            ForeignKey("application_id", "applications", "application_id"),
            _CUSTOMER,
        ),
        sort=("loan_id",),
    ),
    Table(
        "performance",
        "one row per loan and month-end",
        (
            Column("loan_id", "id", "the loan"),
            Column("as_of", "date", "a month-end"),
            Column("balance", "money", "principal outstanding", minimum=0),
            Column(
                "days_past_due",
                "integer",
                "days, of the oldest unpaid instalment",
                minimum=0,
            ),
            Column("principal_paid", "money", "received in that month"),
            Column("interest_paid", "money", "received in that month"),
            Column("fees_paid", "money", "received in that month"),
            _optional("charged_off", "money", "principal written off in that month"),
            _optional("recovered", "money", "collected after charge-off, that month"),
            Column(
                "status",
                "code",
                "state at the month-end",
                allowed=("active", "paid_off", "charged_off"),
            ),
        ),
        key=("loan_id", "as_of"),
        foreign_keys=(_LOAN,),
        sort=("loan_id", "as_of"),
    ),
    Table(
        "campaign_spend",
        "one row per day (or month) and campaign",
        (
            Column("spend_date", "date", "a day, or the first of a month"),
            Column("channel", "code", "channel the money went to"),
            Column("campaign_id", "code", "the campaign"),
            _optional("campaign_name", "text", "its name"),
            Column("spend", "money", "money spent", minimum=0),
            _optional("impressions", "integer", "times shown"),
            _optional("clicks", "integer", "clicks"),
            _optional("leads", "integer", "leads"),
        ),
        sort=("spend_date", "channel", "campaign_id"),
    ),
    Table(
        "service_tickets",
        "one row per ticket",
        (
            Column("ticket_id", "id", "the ticket"),
            Column("customer_id", "id", "who asked"),
            Column("opened_at", "timestamp", "opened"),
            _optional("closed_at", "timestamp", "closed"),
            Column("kind", "code", "enquiry, complaint, suggestion"),
            _optional("csat", "integer", "satisfaction, 1 to 5", minimum=1, maximum=5),
            _optional(
                "nps", "integer", "would recommend, 0 to 10", minimum=0, maximum=10
            ),
        ),
        key=("ticket_id",),
        foreign_keys=(_CUSTOMER,),
        sort=("opened_at", "ticket_id"),
    ),
    Table(
        "collection_actions",
        "one row per action",
        (
            Column("action_id", "id", "the action"),
            Column("loan_id", "id", "the loan"),
            Column("action_on", "date", "day of the action"),
            Column("method", "code", "sms, call, visit, legal, ..."),
            _optional("promised_amount", "money", "promised by the borrower"),
            _optional("paid_amount", "money", "paid on that promise"),
        ),
        key=("action_id",),
        foreign_keys=(_LOAN,),
        sort=("action_on", "action_id"),
    ),
    Table(
        "touchpoints",
        "one row per contact before an application",
        (
            Column("customer_id", "id", "the customer"),
            Column("touched_at", "timestamp", "when"),
            Column("channel", "code", "where"),
            _optional("campaign_id", "code", "campaign, if any"),
            Column("kind", "code", "impression, click, visit, call, ..."),
        ),
        foreign_keys=(_CUSTOMER,),
        sort=("touched_at", "customer_id"),
    ),
    Table(
        "instalments",
        "one row per loan and instalment",
        (
            Column("loan_id", "id", "the loan"),
            Column("number", "integer", "1 is the first", minimum=1),
            Column("due_on", "date", "due date"),
            Column("due_amount", "money", "amount due"),
            Column("paid_on", "date", "when fully paid", nullable=True, optional=True),
            Column("paid_amount", "money", "paid so far", nullable=True),
        ),
        key=("loan_id", "number"),
        foreign_keys=(_LOAN,),
        sort=("loan_id", "number"),
    ),
    Table(
        "targets",
        "one row per month, metric and (where given) product, channel, segment",
        (
            Column("month", "date", "first of the month"),
            Column("metric", "code", "code of the metric"),
            _optional("product", "code", "empty for all"),
            _optional("channel", "code", "empty for all"),
            _optional("segment", "code", "empty for all"),
            Column("value", "number", "the target, in the metric's unit"),
        ),
        sort=("month", "metric"),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
"""Every table, in the order in which they are checked and shown."""

CUSTOMER_DIMENSIONS = ("segment", "region", "age_band", "income_band", "occupation")

APPLICATION_DIMENSIONS = (
    "product",
    "channel",
    "campaign_id",
    "partner",
    "decision_mode",
    "risk_grade",
)
"""Dimensions that applications carry themselves; a customer's are joined to them."""

LOAN_DIMENSIONS = (
    "product",
    "channel",
    "partner",
    "business_mode",
    "risk_grade",
    "repayment_method",
    "collateral",
)
"""Dimensions that loans carry themselves.

A customer's are joined to them, and an application's `campaign_id` and `decision_mode`.
"""

EVERYDAY_DIMENSIONS = ("product", "channel", "segment")
"""The three that every page filters by and that rollups keep."""
