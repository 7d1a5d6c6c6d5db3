"""What facts and measures make of single rows, by hand: money, borders, blanks."""

import math
from contextlib import ExitStack, closing
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import count

import duckdb
import pytest

from data.extract import Extract
from data.facts import prepared
from data.publish import publish
from data.settings import read_settings
from data.snapshot import SQL
from tests.books import table_of, write_extract
from tests.metrics.drawn import a_month, applications, histories, loans

SETTINGS = """
funding_rate = 0.123456

[funding_rates]
bank = 0.000001
car = 0.5
"""
JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)

BOOK = {
    "applications": applications("""
        application_id  started_at        submitted_at      decided_at        decision  disbursed_at      requested_amount  approved_amount
        A1              2026-01-02T09:00  2026-01-02T10:00  2026-01-03T09:00  approved  2026-01-05T09:00  1000              1000
        A2              2026-01-02T09:00  2026-01-02T10:00  2026-01-03T09:00  declined  -                 500               -
        A3              2026-01-02T09:00  -                 -                 -         -                 300               200
    """),  # noqa: E501
    "loans": loans("""
        loan_id  application_id  disbursed_on  first_due_on  partner  product
        L1       A1              2026-01-05    2026-02-05    -        cash
        N1       -               2026-01-05    2026-03-30    other    cash
        N2       -               2026-01-05    -             bank     car
        N3       -               2026-01-05    2026-02-05    other    car
    """),
    "performance": [
        a_month("L1", JAN, balance=Decimal("1000.0009"), interest_paid=3, fees_paid=2),
        a_month("L1", FEB, balance=0, status="charged_off", charged_off=None,
                recovered=Decimal(5)),
        a_month("N1", MAR, days_past_due=1),
        a_month("N2", MAR, days_past_due=40),
        a_month("N3", FEB),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Asks the snapshot of BOOK: a list of dicts."""
    folder = tmp_path_factory.mktemp("measures")
    extract = write_extract(BOOK, folder / "extract", SETTINGS)
    with closing(publish(extract, folder / "store").connect()) as con:

        def rows(query: str, **values) -> list[dict]:
            cursor = con.execute(query, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        yield rows


def just_over(bucket: int) -> float:
    """Hours that the bucket begins with, and a ten-thousandth more."""
    return 1.04 ** (bucket - 400) * 1.0001 / 3600


@pytest.mark.parametrize("bucket", [2, 100, 399, 400, 401, 608, 700])
def test_each_length_of_time_has_its_bucket(ask, bucket):
    assert 400 + math.floor(math.log(just_over(bucket) * 3600, 1.04)) == bucket
    for hours, expected in (
        (just_over(bucket), bucket),
        (just_over(bucket) * 0.9998, bucket - 1),
        (-just_over(bucket), -bucket),
    ):
        (found,) = ask("select hours_bucket($hours) as bucket", hours=hours)
        assert found["bucket"] == expected
    (middle,) = ask("select hours_in_bucket($bucket) as hours", bucket=bucket)
    assert middle["hours"] == pytest.approx(1.04 ** (bucket - 399.5) / 3600, rel=1e-12)


def test_no_time_is_a_bucket_of_its_own_and_less_than_a_microsecond_the_first(ask):
    (found,) = ask(
        "select hours_bucket(0) as none, hours_bucket(1e-12) as least,"
        " hours_bucket(1) as hour, hours_in_bucket(0) as hours"
    )
    assert (found["none"], found["least"], found["hours"]) == (0, 1, 0)
    assert found["hour"] == 400 + math.floor(math.log(3600, 1.04))


FAMILIES = (
    {"last_started_at", "pending", "started"},
    {"submitted"},
    {"approved", "declined", "withdrawn", "decided", "decided_automatically"},
    {"disbursed", "disbursed_amount"},
)
"""What each event of a period tells."""


def test_an_event_tells_its_own_measures_and_no_other(ask):
    rows = ask("from application_events(null, null) where basis = 'period'")
    told = {name for name in rows[0]} - {
        *("application_id", "product", "channel", "campaign_id", "partner"),
        *("decision_mode", "risk_grade", "segment", "region", "age_band"),
        *("income_band", "occupation", "basis", "month", "happened_on"),
    }
    found = [{name for name in told if row[name] is not None} for row in rows]
    assert len(rows) == 3 + 2 + 2 + 1  # started, submitted, decided, disbursed
    assert {frozenset(names) for names in found} == set(map(frozenset, FAMILIES))


def test_what_an_application_lent_is_its_loans_or_else_what_was_approved(ask):
    rows = ask("from application_facts order by application_id")
    assert [row["loan_count"] for row in rows] == [1, 0, 0]
    assert [row["loan_amount"] for row in rows] == [1000, 0, 0]
    assert [row["disbursed_amount"] for row in rows] == [1000, None, None]


def test_what_did_not_happen_to_an_application_is_0_and_no_blank(ask):
    rows = ask("from application_measures(null, null) order by application_id")
    assert [row["approved"] for row in rows] == [1, 0, 0]
    assert [row["declined"] for row in rows] == [0, 1, 0]
    assert [row["withdrawn"] for row in rows] == [0, 0, 0]
    assert [row["submitted"] for row in rows] == [1, 1, 0]
    assert [row["verified"] for row in rows] == [1, 0, 0]


@pytest.mark.parametrize(
    ("newest", "started"),
    [("2026-02-01T09:00:00", 1), ("2026-02-01T08:59:59.999999", 0)],
)
def test_an_application_counts_from_the_end_of_its_window_on(ask, newest, started):
    """All three were started on 2 January at nine."""
    rows = ask("from application_measures(30, $newest)", newest=newest)
    assert [row["started"] for row in rows] == [started] * 3


def test_what_a_month_of_a_loan_earned_to_the_last_digit(ask):
    january, february = ask("from earnings() order by mob")
    assert january["application_id"] == "A1"
    assert january["revenue"] == 3 + 2
    assert january["funded"] == Decimal("1000.0009") * Decimal("0.123456")
    assert (january["credit_loss"], january["active_months"]) == (0, 1)
    assert (february["credit_loss"], february["active_months"]) == (-5, 0)
    # 1000.0009 at 1 %, in four decimals; nothing of it once the loan is charged off.
    assert january["provision_change"] == Decimal("10.0000")
    assert february["provision_change"] == Decimal("-10.0000")


def test_a_loan_is_funded_at_the_rate_of_its_partner_or_product_or_of_all(ask):
    rates = {row["loan_id"]: row["funding_rate"] for row in ask("from loan_facts")}
    every, bank, car = Decimal("0.123456"), Decimal("0.000001"), Decimal("0.5")
    assert rates == {"L1": every, "N1": every, "N2": bank, "N3": car}


def test_month_ends_tell_how_late_a_first_payment_was(ask):
    """N1 is a day late on 31 March, since the 30th; N2 has no first due date."""
    late = {
        row["loan_id"]: row["first_payment_days_late"] for row in ask("from loan_facts")
    }
    assert late == {"L1": 0, "N1": 1, "N2": None, "N3": 0}


# --- what the settings make of a month ----------------------------------------


@pytest.fixture
def settled(tmp_path):
    """settled(toml, book): a connection on which facts of it can be made."""
    numbers = count()
    with ExitStack() as opened:

        def open_(toml: str = "", book: dict = BOOK) -> duckdb.DuckDBPyConnection:
            folder = tmp_path / str(next(numbers))
            extract = Extract.at(write_extract(book, folder / "extract", toml))
            (folder / "spill").mkdir()
            ready = prepared(extract, read_settings(extract.path), folder / "spill")
            return opened.enter_context(ready)

        yield open_


@pytest.mark.parametrize(
    "balance",
    [
        *("0.01", "1234.5678", "9999999.9999", "10000000", "10000000.0001"),
        *("10000001.5", "12345678.9123", "10000000000000.3704"),
    ],
)
@pytest.mark.parametrize("rate", ["0.000001", "0.012345", "0.333333", "1"])
def test_a_provision_is_balance_times_rate_in_four_decimals(settled, balance, rate):
    (found,) = (
        settled()
        .execute(
            "select provision_of(cast($balance as decimal(18, 4)),"
            " cast($rate as decimal(9, 6)))",
            {"balance": balance, "rate": rate},
        )
        .fetchone()
    )
    exact = Decimal(balance) * Decimal(rate)
    assert found == exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert found.as_tuple().exponent == -4


@pytest.mark.parametrize("file", ["loan_months.sql", "portable/loan_months.sql"])
def test_the_largest_balance_can_be_provided_for_in_full(settled, file):
    """All of 10^13 and 37 cents, 361 days late; 1 % of it once it is paid up."""
    most = Decimal("10000000000000.37")
    book = {
        "loans": loans("""
            loan_id  disbursed_on
            L1       2026-01-05
        """),
        "performance": [
            a_month("L1", JAN, balance=most, days_past_due=361),
            a_month("L1", FEB, balance=most),
        ],
    }
    query = (SQL / file).read_text("utf-8")
    found = settled(book=book).sql(query).order("as_of").project("provision_change")
    one_percent = Decimal("100000000000.0037")
    assert found.fetchall() == [(most,), (one_percent - most,)]


def test_the_last_bucket_holds_however_few_days_the_provisions_tell(settled):
    """Provisions end at 11 days; a loan 200 days late is in the last bucket still."""
    con = settled('[provision_rates]\n"0-10" = 0.5\n"11+" = 0.25')
    days = {
        day: (bucket, rate)
        for day, bucket, rate in con.execute("from late_days").fetchall()
    }
    (last,) = con.execute("select last_late_day from rules").fetchone()
    assert days[last] == (7, Decimal("0.25")) and last >= 181
    assert days[10] == (1, Decimal("0.5")) and days[11] == (1, Decimal("0.25"))
    assert days[0] == (0, Decimal("0.5")) and sorted(days) == list(range(last + 1))


def test_months_cover_whatever_came_first_and_last(tmp_path):
    """Loans from 2025-11 to 2026-02, applications from 2025-12 to 2026-01; the other
    way round; month-ends that go on; and a loan after all of them."""
    early = applications("""
        application_id  started_at
        A1              2025-12-05T09:00
        A2              2026-01-05T09:00
    """)
    wide = applications("""
        application_id  started_at
        A1              2025-10-05T09:00
        A2              2026-04-05T09:00
    """)
    lent = loans("""
        loan_id  disbursed_on
        L1       2025-11-05
        L2       2026-02-05
    """)
    ended = histories("""
        loan  2025-11  2025-12  2026-01  2026-02
        L1    1000     900      800      700
        L2    -        -        -        1000
    """)
    later = lent + loans("""
        loan_id  disbursed_on
        L3       2026-05-05
    """)
    gone_on = [*ended, a_month("L1", MAR, balance=600), a_month("L2", MAR)]
    for number, (told, loaned, performance, months) in enumerate(
        (
            (early, lent, ended, ("2025-11", "2026-02")),
            (wide, lent, ended, ("2025-10", "2026-04")),
            (early, lent, gone_on, ("2025-11", "2026-03")),
            (wide, later, ended, ("2025-10", "2026-05")),
        )
    ):
        book = {"applications": told, "loans": loaned, "performance": performance}
        extract = write_extract(book, tmp_path / f"extract-{number}")
        manifest = publish(extract, tmp_path / f"store-{number}").manifest
        assert (manifest["first_month"], manifest["last_month"]) == months


def test_a_first_payment_is_late_by_its_days_where_they_are_told(settled):
    """I1 paid three days late, I2 not yet, to 31 March; where no instalment has a day
    of payment, month-ends tell: I1 never late, I2 since before its due date."""
    book = {
        "loans": loans("""
            loan_id  disbursed_on
            I1       2026-01-05
            I2       2026-01-05
        """),
        "performance": [a_month("I1", MAR), a_month("I2", MAR, days_past_due=60)],
        "instalments": table_of("""
            loan_id  number  due_on      due_amount  paid_on
            I1       1       2026-02-05  100         2026-02-08
            I2       1       2026-02-05  100         -
        """),
    }

    def days(instalments) -> list:
        con = settled(book=book | {"instalments": instalments})
        for name in ("loan_months", "loan_facts"):
            text = (SQL / f"{name}.sql").read_text("utf-8")
            con.execute(f"create table {name} as {text}")
        return con.execute(
            "select loan_id, first_payment_days_late from loan_facts order by loan_id"
        ).fetchall()

    # From 5 February to the end of March.
    assert days(book["instalments"]) == [("I1", 3), ("I2", 23 + 31)]
    untold = [
        {name: value for name, value in row.items() if name != "paid_on"}
        for row in book["instalments"]
    ]
    assert days(untold) == [("I1", 0), ("I2", 60)]
