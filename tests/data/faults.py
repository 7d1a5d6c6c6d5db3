"""Every rule of the contract, each broken once: what to change in the clean book."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa


@dataclass(frozen=True)
class Fault:
    """A change to the clean book and the one finding it must lead to."""

    name: str
    finding: str
    """Severity, rule and table.column (or table) of the finding."""
    change: object = None
    """Takes the book and changes it."""
    rows: int = 1
    keys: tuple = ()
    """(key, row number) of the offending rows; row None where the rule has none."""
    says: tuple = ()
    """What the message must name: the value received, the columns, what to do."""
    write: dict = field(default_factory=dict)
    also: tuple = ()
    """Rules that the same change breaks by its nature."""
    file: str | None = None
    in_file: str | None = None
    """The file of the offending rows, where it is not <table>.parquet."""

    @property
    def severity(self):
        return self.finding.split()[0]

    @property
    def rule(self):
        return self.finding.split()[1]

    @property
    def table(self):
        return self.finding.split()[2].partition(".")[0]

    @property
    def column(self):
        return self.finding.partition(".")[2] or None


def put(table, index, **values):
    """A change that sets values of one row."""
    return lambda book: book[table][index].update(values)


def add(table, index, **values):
    """A change that appends a copy of a row with other values."""
    return lambda book: book[table].append({**book[table][index], **values})


def remove(table, *indexes):
    """A change that removes rows."""

    def change(book):
        book[table] = [r for i, r in enumerate(book[table]) if i not in indexes]

    return change


def put_all(table, **values):
    """A change that sets the same values in every row."""
    return lambda book: [row.update(values) for row in book[table]]


def move(table, old, new):
    """A change that renames a column."""
    return lambda book: [row.update({new: row.pop(old)}) for row in book[table]]


def every(*changes):
    """Several changes in one."""
    return lambda book: [change(book) for change in changes]


def text(table, column):
    """A change that turns a column into text, so that one cell can be spoilt."""

    def change(book):
        for row in book[table]:
            row[column] = None if row.get(column) is None else str(row[column])

    return change


TEXT, DOUBLE = pa.string(), pa.float64()
APPLIED = datetime(2025, 6, 28, 21)

FILES = [
    Fault(
        "required column absent",
        "error column_absent loans.term_months",
        rows=0,
        write={"drop": ["loans.term_months"]},
        says=("term_months", "Received: loan_id, application_id"),
    ),
    Fault(
        "required column under another name",
        "error column_absent loans.term_months",
        move("loans", "term_months", "TermMonths"),
        rows=0,
        says=("rename 'TermMonths'",),
    ),
    Fault(
        "upper-case name",
        "error column_name_case customers.segment",
        move("customers", "segment", "Segment"),
        rows=0,
        file="customers.parquet",
        says=("'Segment'", "lower snake case", "rename it to segment"),
    ),
    Fault(
        "one column in two cases",
        "error column_repeated customers.segment",
        put_all("customers", SEGMENT="x"),
        rows=0,
        file="customers.parquet",
        says=("segment, SEGMENT",),
    ),
    Fault(
        "nested type",
        "error type_unusable loans.product",
        put_all("loans", product=["cash_loan"]),
        rows=0,
        write={"types": {"loans.product": pa.list_(TEXT)}},
        file="loans.parquet",
        says=("VARCHAR[]", "write it as VARCHAR"),
    ),
    Fault(
        "ids in DOUBLE",
        "error type_unusable customers.customer_id",
        put_all("customers", customer_id=1.0),
        rows=0,
        write={"types": {"customers.customer_id": DOUBLE}},
        file="customers.parquet",
        says=("DOUBLE", "VARCHAR or an integer"),
    ),
    Fault(
        "no rows of applications",
        "error table_empty applications",
        lambda book: book["applications"].clear(),
        rows=0,
        also=("reference_unmatched", "channel_unused"),
        says=("no rows",),
    ),
    Fault(
        "no rows of loans",
        "error table_empty loans",
        lambda book: book["loans"].clear(),
        rows=0,
        also=("reference_unmatched", "disbursed_without_loan", "balance_grows"),
    ),
    Fault(
        "no rows of targets",
        "warning table_empty targets",
        lambda book: book["targets"].clear(),
        rows=0,
    ),
    Fault(
        "performance without loans",
        "error loans_absent performance",
        rows=0,
        write={"drop": ["loans"]},
        says=("add loans.parquet",),
    ),
    Fault(
        "neither applications nor loans",
        "error nothing_to_measure applications",
        rows=0,
        write={"drop": ["applications", "loans"]},
        says=("customers, performance",),
    ),
]

VALUES = [
    Fault(
        "key NULL",
        "error key_missing service_tickets.ticket_id",
        put("service_tickets", 1, ticket_id=None),
        keys=(("NULL", 2),),
    ),
    Fault(
        "key repeated",
        "error key_repeated customers.customer_id",
        add("customers", 2, region="east"),
        rows=2,
        keys=(("C3", 3), ("C3", 7)),
        says=("2 rows", "1 key ", "received C3"),
    ),
    Fault(
        "loan and month repeated",
        "error key_repeated performance",
        add("performance", 9),
        rows=2,
        keys=(("L2 | 2025-06-30", 10), ("L2 | 2025-06-30", 23)),
        says=("loan_id, as_of",),
    ),
    Fault(
        "customer unknown",
        "error reference_unmatched applications.customer_id",
        put("applications", 6, customer_id="C99"),
        keys=(("A7", 7),),
        says=("customers.customer_id", "received C99"),
    ),
    Fault(
        "loan unknown",
        "error reference_unmatched performance.loan_id",
        add("performance", 21, loan_id="L9"),
        keys=(("L9 | 2025-06-30", 23),),
        says=("received L9",),
    ),
    Fault(
        "required value NULL",
        "error value_missing applications.product",
        put("applications", 3, product=None),
        keys=(("A4", 4),),
    ),
    Fault(
        "required value NULL in a table without a key",
        "error value_missing campaign_spend.spend",
        put("campaign_spend", 2, spend=None),
        keys=(("NULL", 3),),
    ),
    Fault(
        "principal 0",
        "error value_too_small loans.principal",
        put("loans", 2, principal=0),
        keys=(("L3", 3),),
        also=("amounts_differ",),
        says=("above 0", "received 0.0000"),
    ),
    Fault(
        "term 0",
        "error value_too_small loans.term_months",
        put("loans", 0, term_months=0),
        keys=(("L1", 1),),
    ),
    Fault(
        "balance below 0",
        "error value_too_small performance.balance",
        put("performance", 14, balance=Decimal("-0.01")),
        keys=(("L3 | 2025-06-30", 15),),
        says=("at least 0", "-0.0100"),
    ),
    Fault(
        "days past due below 0",
        "error value_too_small performance.days_past_due",
        put("performance", 0, days_past_due=-1),
        keys=(("L1 | 2025-01-31", 1),),
    ),
    Fault(
        "spend below 0",
        "error value_too_small campaign_spend.spend",
        put("campaign_spend", 1, spend=Decimal("-5.00")),
        keys=(("-5.0000", 2),),
    ),
    Fault(
        "a loan's customer unknown",
        "error reference_unmatched loans.customer_id",
        put("loans", 1, customer_id="C99"),
        keys=(("L2", 2),),
        says=("customers.customer_id", "received C99"),
    ),
    Fault(
        "balance NULL",
        "error value_missing performance.balance",
        put("performance", 0, balance=None),
        keys=(("L1 | 2025-01-31", 1),),
    ),
    Fault(
        "nps 11",
        "error value_too_large service_tickets.nps",
        put("service_tickets", 0, nps=11),
        keys=(("T1", 1),),
        says=("at most 10", "received 11"),
    ),
    Fault(
        "csat 6",
        "error value_too_large service_tickets.csat",
        put("service_tickets", 0, csat=6),
        keys=(("T1", 1),),
        says=("at most 5", "received 6"),
    ),
    Fault(
        "rate as a percentage",
        "error rate_is_percentage loans.annual_rate",
        put("loans", 1, annual_rate=18),
        keys=(("L2", 2),),
        says=("18 instead of 0.18", "received 18.0"),
    ),
    Fault(
        "NaN in a number",
        "error number_not_finite loans.annual_rate",
        put("loans", 1, annual_rate=float("nan")),
        keys=(("L2", 2),),
        says=("nan",),
    ),
    Fault(
        "infinite money",
        "error number_not_finite performance.balance",
        put("performance", 4, balance=float("inf")),
        keys=(("L2 | 2025-01-31", 5),),
        write={"types": {"performance.balance": DOUBLE}},
        says=("inf",),
    ),
    Fault(
        "decision unknown",
        "error value_unknown applications.decision",
        put("applications", 5, decision="Declined"),
        keys=(("A6", 6),),
        says=("received Declined", "approved, declined, withdrawn"),
    ),
    Fault(
        "decision mode unknown",
        "error value_unknown applications.decision_mode",
        put("applications", 5, decision_mode="robot"),
        keys=(("A6", 6),),
    ),
    Fault(
        "status unknown",
        "error value_unknown performance.status",
        put("performance", 1, status="closed"),
        keys=(("L1 | 2025-02-28", 2),),
    ),
    Fault(
        "not a month-end",
        "error not_month_end performance.as_of",
        put("performance", 12, as_of=date(2025, 4, 29)),
        keys=(("L3 | 2025-04-29", 13),),
        says=("2025-04-29",),
    ),
    Fault(
        "before disbursement",
        "error before_disbursement performance.as_of",
        put("loans", 3, disbursed_on=date(2025, 4, 1)),
        keys=(("L4 | 2025-03-31", 16),),
        says=("2025-03-31 for a loan disbursed on 2025-04-01",),
    ),
]

CASTS = [
    Fault(
        "text that is no integer",
        "error value_not_castable loans.term_months",
        every(text("loans", "term_months"), put("loans", 3, term_months="12x")),
        keys=(("L4", 4),),
        write={"types": {"loans.term_months": TEXT}},
        says=("VARCHAR", "BIGINT", "received 12x"),
    ),
    Fault(
        "a fraction as an integer",
        "error value_not_castable loans.term_months",
        put("loans", 0, term_months=1.5),
        keys=(("L1", 1),),
        write={"types": {"loans.term_months": DOUBLE}},
        says=("DOUBLE", "received 1.5"),
    ),
    Fault(
        "a date with a time of day",
        "error value_not_castable performance.as_of",
        lambda book: [
            row.update(as_of=datetime(*row["as_of"].timetuple()[:3], 9 * (i == 21)))
            for i, row in enumerate(book["performance"])
        ],
        keys=(("L5 | 2025-06-30 09:00:00", 22),),
        write={"types": {"performance.as_of": pa.timestamp("us")}},
        says=("TIMESTAMP", "2025-06-30 09:00:00", "write the column as DATE"),
        also=("history_ends_early",),
    ),
    Fault(
        "money too large",
        "error value_not_castable applications.requested_amount",
        put("applications", 0, requested_amount=1e15),
        keys=(("A1", 1),),
        write={"types": {"applications.requested_amount": DOUBLE}},
        says=("DECIMAL(18, 4)", "received 1000000000000000.0"),
    ),
    Fault(
        "money with a fifth decimal",
        "error value_not_castable applications.requested_amount",
        put("applications", 0, requested_amount=Decimal("1.23456")),
        keys=(("A1", 1),),
        write={"types": {"applications.requested_amount": pa.decimal128(30, 6)}},
        says=("received 1.234560",),
    ),
    Fault(
        "a date that the calendar lacks",
        "error value_not_castable loans.disbursed_on",
        every(
            text("loans", "disbursed_on"),
            put("loans", 4, disbursed_on="2025-02-30"),
        ),
        keys=(("L5", 5),),
        write={"types": {"loans.disbursed_on": TEXT}},
        says=("2025-02-30",),
    ),
]

WARNINGS = [
    Fault(
        "stages out of order",
        "warning stage_order applications.submitted_at",
        put("applications", 7, submitted_at=APPLIED.replace(hour=20)),
        keys=(("A8", 8),),
        says=("submitted_at is earlier than started_at",),
    ),
    Fault(
        "stages out of order around a skipped one",
        "warning stage_order applications.decided_at",
        put("applications", 6, decided_at=datetime(2025, 5, 21, 8)),
        keys=(("A7", 7),),
        says=("decided_at is earlier than submitted_at",),
    ),
    Fault(
        "a month missing",
        "warning month_gap performance.as_of",
        remove("performance", 12),
        keys=(("L3 | 2025-05-31", 13),),
        says=("2025-05-31 after 2025-03-31",),
    ),
    Fault(
        "the first month missing",
        "warning month_gap performance.as_of",
        remove("performance", 10),
        keys=(("L3 | 2025-03-31", 11),),
        says=("disbursed on 2025-02-10",),
    ),
    Fault(
        "the last month missing",
        "warning history_ends_early performance.as_of",
        remove("performance", 18),
        keys=(("L4", None),),
        says=("last row 2025-05-31",),
    ),
    Fault(
        "no month at all",
        "warning history_absent loans.loan_id",
        remove("performance", *range(15, 19)),
        keys=(("L4", 4),),
    ),
    Fault(
        "rows after paid off",
        "warning after_paid_off performance.status",
        lambda book: book["performance"].extend(
            {**book["performance"][3], "as_of": day, "status": status}
            for day, status in [
                (date(2025, 5, 31), "active"),
                (date(2025, 6, 30), "paid_off"),
            ]
        ),
        rows=2,
        keys=(("L1 | 2025-05-31", 23), ("L1 | 2025-06-30", 24)),
        says=("after paid_off at 2025-04-30",),
    ),
    Fault(
        "a date long after the last month",
        "warning date_too_late collection_actions.action_on",
        put("collection_actions", 2, action_on=date(2025, 8, 1)),  # 30 June + 32 days
        keys=(("X3", 3),),
        says=("2025-07-31", "received 2025-08-01"),
    ),
    Fault(
        "a timestamp long after the last month",
        "warning date_too_late service_tickets.closed_at",
        put("service_tickets", 1, closed_at=datetime(2025, 8, 1)),
        keys=(("T2", 2),),
    ),
    Fault(
        "disbursed, no loan",
        "warning disbursed_without_loan applications.disbursed_at",
        put("loans", 2, application_id=None),
        keys=(("A3", 3),),
    ),
    Fault(
        "a loan, not disbursed",
        "warning loan_without_disbursement loans.application_id",
        put("applications", 2, disbursed_at=None),
        keys=(("L3", 3),),
        says=("application A3",),
    ),
    Fault(
        "amounts differ by 2 %",
        "warning amounts_differ loans.principal",
        put("loans", 0, principal=Decimal("1224.00")),  # 1200 x 1.02
        keys=(("L1", 1),),
        says=("1224.0000 against 1200.0000",),
    ),
    Fault(
        "a balance grows",
        "warning balance_grows performance.balance",
        put("performance", 18, balance=Decimal("1656.41")),  # 1640 x 1.01 = 1656.40
        keys=(("L4 | 2025-06-30", 19),),
        says=("1656.4100 after 1640.0000",),
    ),
    Fault(
        "campaign without spend",
        "warning campaign_without_spend applications.campaign_id",
        put("applications", 5, campaign_id="winter"),
        keys=(("A6", 6),),
        says=("received winter",),
    ),
    Fault(
        "spend on an unknown channel",
        "warning channel_unused campaign_spend.channel",
        put("campaign_spend", 2, channel="radio"),
        keys=(("radio", 3),),
    ),
    Fault(
        "two cases of one code",
        "warning spellings_differ customers.segment",
        put("customers", 4, segment="Salaried"),
        keys=(("Salaried", 5),),
        says=("'Salaried' beside 'salaried'",),
    ),
    Fault(
        "full-width letters and spaces in one code",
        "warning spellings_differ customers.region",
        every(
            put("customers", 0, region=" North"),
            put("customers", 2, region="ｎｏｒｔｈ"),
            put("customers", 5, region="north"),
            add("customers", 4, customer_id="C7"),
        ),
        rows=2,
        keys=((" North", 1), ("ｎｏｒｔｈ", 3)),
    ),
    Fault(
        "one code in two spellings in two tables",
        "warning spellings_differ touchpoints.channel",
        put("touchpoints", 1, channel="Branch"),
        keys=(("Branch", 2),),
        says=("'Branch' beside 'branch'",),
    ),
    Fault(
        "funding rate of nobody",
        "warning funding_rate_unmatched loans",
        rows=0,
        keys=(("bank_z", None),),
        write={"settings_toml": "[funding_rates]\nbank_x = 0.03\nbank_z = 0.05\n"},
        file="dashboard.toml",
        in_file="dashboard.toml",
        says=("bank_z",),
    ),
]

FAULTS = FILES + VALUES + CASTS + WARNINGS
