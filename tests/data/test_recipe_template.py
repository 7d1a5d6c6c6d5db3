"""The template reads a lender's CSV exports, and stops at what it does not know.

The exports in template_csv are made up, and small enough to be checked by eye.
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data.check import check_folder
from data.errors import RecipeFailed
from data.importing import import_recipe

TEMPLATE_CSV = Path(__file__).parent / "template_csv"


class Imported:
    """The extract that the template makes, with its tables as views."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = import_recipe("template", TEMPLATE_CSV, folder)
        self.con = duckdb.connect()
        for table in self.rows:
            self.con.read_parquet(str(folder / f"{table}.parquet")).create_view(table)

    def rows_of(self, sql: str) -> list[tuple]:
        return self.con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Imported:
    return Imported(tmp_path_factory.mktemp("template") / "extract")


def test_template_extract_passes_the_check_without_a_finding(template):
    assert check_folder(template.folder)[2] == []


def test_template_reads_every_export(template):
    assert template.rows == {
        "customers": 3,
        "applications": 4,
        "loans": 2,
        "performance": 6,
        "campaign_spend": 2,
    }


def test_template_counts_days_from_the_oldest_due_date(template):
    # L1 due on 5 February: 23 days late on 28 February, 54 on 31 March. Its report of
    # 15 February gives way to the later one. L3's first instalment, on 28 February,
    # was not due yet in January; its report of 27 February stands for that month-end.
    assert template.rows_of(
        "select loan_id, as_of, days_past_due, status from performance "
        "order by loan_id, as_of"
    ) == [
        ("L1", date(2026, 1, 31), 0, "active"),
        ("L1", date(2026, 2, 28), 23, "active"),
        ("L1", date(2026, 3, 31), 54, "charged_off"),
        ("L3", date(2026, 1, 31), 0, "active"),
        ("L3", date(2026, 2, 28), 0, "active"),
        ("L3", date(2026, 3, 31), 0, "paid_off"),
    ]


def test_template_brings_codes_to_one_spelling(template):
    assert template.rows_of(
        "select product, channel, decision, decision_mode, decline_reason "
        "from applications order by application_id"
    ) == [
        ("cash_loan", "app_store", "approved", "auto", None),
        ("cash_loan", "app_store", "declined", "manual", "score"),
        ("car_loan", "referral", "approved", "manual", None),
        ("cash_loan", "unknown", None, None, None),
    ]
    assert template.rows_of(
        "select customer_id, segment, region, age_band from customers "
        "order by customer_id"
    ) == [
        ("0001", "salaried", "hang_zhou", "35-44"),
        ("0002", "self_employed", "hang_zhou", "45+"),
        ("0003", "micro_business", None, None),
    ]


def test_template_reads_times_amounts_and_rates(template):
    assert template.rows_of(
        "select started_at, disbursed_at, requested_amount, approved_amount "
        "from applications where application_id = 'A1'"
    ) == [
        (
            datetime(2026, 1, 3, 9),
            datetime(2026, 1, 5, 10),
            Decimal("12000.00"),
            Decimal("10000.00"),
        )
    ]
    assert template.rows_of(
        "select principal, annual_rate, first_due_on from loans order by loan_id"
    ) == [
        (Decimal("10000.00"), 0.18, date(2026, 2, 5)),
        (Decimal("80000.00"), 0.095, date(2026, 2, 28)),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("applications.csv", ",REJECT,", ",RJCT,", "unknown RESULT RJCT"),
        ("applications.csv", ",pass,0,", ",pass,2,", "unknown AUTO_FLAG 2"),
        ("customers.csv", "0003,03", "0003,09", "unknown CUST_TYPE 09"),
        ("month_ends.csv", "SETTLED", "CLOSED", "unknown STATE CLOSED"),
        ("loans.csv", "2026/01/31", "31.01.2026", r"31\.01\.2026"),
        ("loans.csv", ",36,9.5,2", "", r"loans\.sql"),
        ("loans.csv", "RATE_PCT", "RATE", "RATE_PCT"),
    ],
)
def test_template_stops_at_what_it_does_not_know(tmp_path, file, old, new, said):
    source = tmp_path / "exports"
    source.mkdir()
    for export in TEMPLATE_CSV.iterdir():
        text = export.read_text("utf-8")
        if export.name == file:
            assert old in text
            text = text.replace(old, new)
        (source / export.name).write_text(text, "utf-8")

    with pytest.raises(RecipeFailed, match=said):
        import_recipe("template", source, tmp_path / "out")
    assert not (tmp_path / "out").exists()
