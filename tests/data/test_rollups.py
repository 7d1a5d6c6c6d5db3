"""Each rollup against a plain sum, in Python, of the rows that it adds up.

The rows come from the facts and their macros (sql/measures.sql), which the metrics'
recount holds; here no row may be lost, told twice or put into another cell. One of the
random books has one code of each dimension, so that a cell has many rows; ALIKE is
drawn: its rows share their cells.
"""

from collections import Counter, defaultdict
from contextlib import closing
from datetime import datetime
from decimal import Decimal

import pytest

from data.past_due import THRESHOLDS, first_late_day
from data.publish import publish
from tests import oracle
from tests.books import table_of, write_extract
from tests.comparing import settings_toml
from tests.metrics.drawn import applications, histories, loans

ALIKE = {
    "applications": applications("""
        application_id  started_at        submitted_at      decided_at        decision  disbursed_at
        A1              2025-01-05T09:00  2025-01-05T10:00  2025-01-06T09:00  approved  2025-01-07T09:00
        A2              2025-01-05T09:00  2025-01-05T10:00  2025-01-06T09:00  approved  2025-01-07T09:00
        B1              2025-02-05T09:00  -                 -                 -         -
    """),  # noqa: E501
    "loans": loans("""
        loan_id  application_id  disbursed_on  collateral
        D1       A1              2025-01-07    vehicle
        D2       A2              2025-01-07    vehicle
        D3       A1              2025-03-07    house
        E1       -               2025-01-07    -
        E2       -               2025-01-07    -
    """),
    "performance": histories("""
        loan  2026-02  2026-03
        D1    100/272  100/300
        D2    200/272  200/300
        D3    50       paid
        E1    300/372  300/400
        E2    400/372  400/400
    """),
    "campaign_spend": table_of("""
        spend_date  channel  campaign_id  spend  leads
        2025-04-01  web      spring       10     1
    """),
}
"""Two doubtful loans and two losses in one cell, two approvals after as long, an
application with two loans, a month that only has an application; no customers; as many
loans without collateral as on vehicles."""

BOOKS = {
    **{f"random {seed}": oracle.rich_book(seed)[:2] for seed in (3, 8, 16)},
    "alike": (ALIKE, oracle.Settings()),
}
"""Rows and settings."""

EVERYDAY = ("product", "channel", "segment")

SUMMED = {
    "application_rollup": (
        "from application_events(null, null)",
        (*EVERYDAY, "campaign_id", "basis", "month"),
    ),
    "earning_rollup": ("from earnings()", (*EVERYDAY, "campaign_id", "month", "mob")),
    "loan_rollup": (
        "select *, 1 as loans from loan_facts",
        (*EVERYDAY, "disbursed_month"),
    ),
    "month_ends": ("select as_of, 1 as loans from loan_months", ("as_of",)),
    "month_rollup": (
        "select m.*, l.product, l.channel, l.segment"
        " from loan_month_measures() as m join loan_facts as l using (loan_id)",
        (*EVERYDAY, "as_of", "state", "next_state"),
    ),
    "spend_rollup": (
        "select *, cast(date_trunc('month', spend_date) as date) as month"
        " from campaign_spend",
        ("channel", "campaign_id", "month"),
    ),
    "vintage_rollup": (
        "select b.*, l.product, l.channel, l.segment, l.disbursed_month"
        " from bad_changes($thresholds) as b join loan_facts as l using (loan_id)",
        (*EVERYDAY, "measure", "threshold", "disbursed_month", "mob"),
    ),
}
"""Of each rollup the rows that it adds up, and the key of a cell."""

STEPS = ("submitted", "verified", "assessed", "approved", "signed", "disbursed")
OF_APPLICATIONS = (
    *("product", "channel", "campaign_id", "partner", "decision_mode", "risk_grade"),
    *("segment", "region", "age_band", "income_band", "occupation"),
)
OF_LOANS = (*OF_APPLICATIONS, "business_mode", "repayment_method", "collateral")


@pytest.fixture(scope="module", params=BOOKS)
def asked(request, tmp_path_factory):
    """Asks the snapshot of a book: a list of dicts."""
    rows, settings = BOOKS[request.param]
    folder = tmp_path_factory.mktemp("book")
    extract = write_extract(rows, folder / "extract", settings_toml(settings))
    thresholds = [
        {"threshold": days, "late_from": first_late_day(days, settings.past_due_rule)}
        for days in THRESHOLDS
    ]
    with closing(publish(extract, folder / "store").connect()) as con:

        def ask(query: str) -> list[dict]:
            values = {"thresholds": thresholds} if "$thresholds" in query else {}
            cursor = con.execute(query, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        yield ask


def added_up(values):
    """Their sum, the latest of times; None where there is none."""
    known = [value for value in values if value is not None]
    if not known or isinstance(known[0], datetime):
        return max(known, default=None)
    return sum(known, start=type(known[0])(0))


@pytest.mark.parametrize("rollup", SUMMED)
def test_a_cell_is_the_sum_of_its_rows(asked, rollup):
    query, key = SUMMED[rollup]
    found = asked(f"from {rollup}")
    cells = defaultdict(list)
    for row in asked(query):
        cells[tuple(row[name] for name in key)].append(row)
    values = [name for name in found[0] if name not in key]
    expected = {
        cell: {name: added_up(row[name] for row in rows) for name in values}
        for cell, rows in cells.items()
    }
    stored = {
        tuple(row[name] for name in key): {name: row[name] for name in values}
        for row in found
    }
    assert len(stored) == len(found) and values
    assert stored == expected
    assert all(isinstance(row[name], int | Decimal | datetime | None) for row in found
               for name in values)  # fmt: skip


def test_times_to_each_stage_are_counted_by_length(asked):
    steps = ", ".join(f"hours_bucket({step}_hours) as {step}" for step in STEPS)
    expected = Counter()
    for row in asked(f"select *, {steps} from application_times()"):
        cell = (*(row[name] for name in (*EVERYDAY, "campaign_id")),)
        for number, step in enumerate(STEPS, start=1):
            if row[step] is not None:
                expected[*cell, row["started_month"], number, row[step]] += 1
    found = asked("from stage_hours_rollup")
    assert {tuple(row.values())[:-1]: row["applications"] for row in found} == expected
    assert len(found) == len(expected)


def test_each_value_of_a_dimension_has_its_applications_and_loans(asked):
    expected = defaultdict(lambda: [0, 0])
    for place, table, dimensions in (
        (0, "application_facts", OF_APPLICATIONS),
        (1, "loan_facts", OF_LOANS),
    ):
        for row in asked(f"from {table}"):
            for dimension in dimensions:
                expected[dimension, row[dimension]][place] += 1
    for row in asked("from campaign_spend"):
        for dimension in ("channel", "campaign_id"):
            expected[dimension, row[dimension]]
    found = asked("from dimension_values")
    assert [(row["dimension"], row["value"]) for row in found] == sorted(
        expected, key=lambda of: (of[0], -sum(expected[of]), of[1] is None, of[1] or "")
    )
    assert {
        (row["dimension"], row["value"]): [row["applications"], row["loans"]]
        for row in found
    } == expected


def test_a_month_of_applications_knows_its_youngest_loan(asked):
    month_of = {
        row["application_id"]: row["started_month"]
        for row in asked("from application_facts")
    }
    youngest = dict.fromkeys(month_of.values())
    for row in asked("from campaign_spend"):
        youngest.setdefault(row["spend_date"].replace(day=1))
    for row in asked("from loan_facts where application_id is not null"):
        month = month_of[row["application_id"]]
        youngest[month] = the_later(youngest[month], row["disbursed_month"])
    found = asked("from application_months")
    assert [tuple(row.values()) for row in found] == sorted(youngest.items())


def the_later(known, month):
    return month if known is None else max(known, month)
