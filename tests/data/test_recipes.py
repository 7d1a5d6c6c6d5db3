"""The recipes for real data give the figures that are published for these data.

The data lie outside the repository: in the folder that LOAN_DASHBOARD_REAL_DATA names,
else in shared/data beside the repository. Where they are absent, the tests are skipped.
Figures are counted here by plain SQL over the extract, so that no code of the dashboard
can make them fit.
"""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.check import check_folder
from data.contract import TABLES
from data.importing import import_recipe
from data.recipe import SHIPPED, shipped_recipes

ROOT = Path(__file__).parents[2]
REAL_DATA = Path(
    os.environ.get("LOAN_DASHBOARD_REAL_DATA") or ROOT.parent / "shared" / "data"
)


class Imported:
    """An extract made by a shipped recipe, with its tables and its source as views."""

    def __init__(self, folder: Path, source: Path, rows: dict[str, int]) -> None:
        self.folder = folder
        self.rows = rows
        self.con = duckdb.connect()
        for table in rows:
            self.con.read_parquet(str(folder / f"{table}.parquet")).create_view(table)
        for file in source.glob("*.parquet"):
            self.con.read_parquet(str(file)).create_view(file.stem)

    def rows_of(self, sql: str) -> list[tuple]:
        return self.con.execute(sql).fetchall()

    def findings(self) -> list:
        return check_folder(self.folder)[2]


def run_on_real_data(recipe: str, factory: pytest.TempPathFactory) -> Imported:
    source = REAL_DATA / recipe
    if not source.is_dir():
        pytest.skip(
            f"no real data at {source}: set LOAN_DASHBOARD_REAL_DATA to the folder "
            f"that holds {recipe}/"
        )
    out = factory.mktemp("extract") / recipe
    return Imported(out, source, import_recipe(recipe, source, out))


@pytest.fixture(scope="module")
def bpi(tmp_path_factory) -> Imported:
    return run_on_real_data("bpi2017_cases", tmp_path_factory)


@pytest.fixture(scope="module")
def uci(tmp_path_factory) -> Imported:
    return run_on_real_data("uci_credit_default", tmp_path_factory)


@pytest.fixture(scope="module")
def sba(tmp_path_factory) -> Imported:
    return run_on_real_data("sba_7a_30k", tmp_path_factory)


@pytest.mark.parametrize("recipe", shipped_recipes())
def test_every_recipe_says_what_it_maps_makes_up_and_cannot_answer(recipe):
    text = (SHIPPED / recipe / "README.md").read_text("utf-8")
    assert "akes up" in text and "cannot answer" in text
    for file in (SHIPPED / recipe).glob("*.sql"):
        assert file.stem in text


@pytest.mark.parametrize("recipe", ["bpi", "uci", "sba"])
def test_extract_passes_the_check_without_a_finding(recipe, request):
    assert request.getfixturevalue(recipe).findings() == []


@pytest.mark.parametrize("recipe", ["bpi", "uci", "sba"])
def test_every_required_column_is_yielded(recipe, request):
    imported = request.getfixturevalue(recipe)
    for table in imported.rows:
        columns = {row[0] for row in imported.rows_of(f"describe {table}")}
        assert set(TABLES[table].required_columns) <= columns


# --- bpi2017_cases: what the data's description gives as (applications, accepted)


def test_bpi_counts_and_conversion(bpi):
    assert bpi.rows == {"applications": 31_509}
    assert bpi.rows_of(
        "select count(*), count(disbursed_at), "
        "count(*) filter (where decision = 'approved'), "
        "round(100 * avg((disbursed_at is not null)::integer), 2) from applications"
    ) == [(31_509, 17_228, 17_228, 54.68)]


def test_bpi_channels_are_not_the_inverted_label(bpi):
    assert bpi.rows_of(
        "select channel, count(*), count(disbursed_at), "
        "round(100.0 * count(disbursed_at) / count(*), 2) "
        "from applications group by all order by all"
    ) == [("bank", 11_086, 7_164, 64.62), ("website", 20_423, 10_064, 49.28)]


def test_bpi_goals(bpi):
    found = bpi.rows_of(
        "select product, count(*), count(disbursed_at), "
        "round(100.0 * count(disbursed_at) / count(*), 2) "
        "from applications group by all order by 2 desc limit 8"
    )
    assert found == [
        ("car", 9_328, 4_787, 51.32),
        ("home_improvement", 7_669, 4_491, 58.56),
        ("existing_loan_takeover", 5_601, 3_074, 54.88),
        ("other", 2_985, 1_510, 50.59),
        ("unknown", 2_365, 1_509, 63.81),
        ("not_specified", 1_065, 439, 41.22),
        ("remaining_debt_home", 842, 544, 64.61),
        ("extra_spending_limit", 625, 331, 52.96),
    ]


def test_bpi_intake_by_month(bpi):
    found = bpi.rows_of(
        "select count(*), count(disbursed_at) from applications "
        "where started_at < '2017-01-01' group by month(started_at) "
        "order by month(started_at)"
    )
    intake = [2194, 2412, 2454, 2176, 2066, 3003, 3040, 3083, 3044, 2994, 2673, 2370]
    accepted = [1221, 1309, 1324, 1156, 1141, 1724, 1654, 1709, 1660, 1636, 1463, 1231]
    assert found == list(zip(intake, accepted, strict=True))


def test_bpi_time_from_start_to_the_last_event(bpi):
    assert bpi.rows_of(
        """
        with lengths as (
            select decision, epoch(decided_at - started_at) / 86400 as days
            from applications
        )
        select
            round(avg(days), 3),
            round(stddev(days), 3),
            round(median(days), 3),
            round(avg(days) filter (where decision = 'approved'), 3),
            round(avg(days) filter (where decision <> 'approved'), 3),
        from lengths
        """
    ) == [(21.899, 13.169, 19.088, 18.134, 26.441)]


# --- uci_credit_default


def test_uci_counts_and_limits(uci):
    assert uci.rows == {"customers": 30_000, "loans": 30_000, "performance": 180_000}
    assert uci.rows_of("select sum(principal) from loans") == [(5_024_529_680,)]


def test_uci_balances_are_the_bills_without_credits(uci):
    # The published sum of BILL_AMT1 counts credits as negative; they are 0 here.
    (credits,) = uci.rows_of(
        "select -sum(BILL_AMT1) from uci_credit_card where BILL_AMT1 < 0"
    )[0]
    assert credits > 0
    assert uci.rows_of(
        "select sum(balance) from performance where as_of = '2005-09-30'"
    ) == [(1_536_699_927 + int(credits),)]


def test_uci_shares_late_by_month(uci):
    found = uci.rows_of(
        "select as_of, round(100 * avg((days_past_due >= 30)::integer), 3), "
        "round(100 * avg((days_past_due >= 60)::integer), 3) "
        "from performance where status = 'active' group by as_of order by as_of"
    )
    assert found == [
        (date(2005, 4, 30), 10.263, 10.263),
        (date(2005, 5, 31), 9.893, 9.893),
        (date(2005, 6, 30), 11.700, 11.693),
        (date(2005, 7, 31), 14.043, 14.030),
        (date(2005, 8, 31), 14.793, 14.700),
        (date(2005, 9, 30), 22.727, 10.433),
    ]


def test_uci_ever_two_months_late(uci):
    assert uci.rows_of(
        "select round(100.0 * count(distinct loan_id) / 30000, 3) from performance "
        "where days_past_due >= 60"
    ) == [(27.933,)]


ROLLS = """
with months as (
    select
        loan_id,
        as_of,
        least(days_past_due // 30, 6) as bucket,
        lag(least(days_past_due // 30, 6)) over (
            partition by loan_id order by as_of
        ) as from_bucket,
    from performance
)
select from_bucket, list(loans order by bucket)
from (
    select b.range as from_bucket, t.range as bucket, count(m.loan_id) as loans
    from range(7) as b
    cross join range(7) as t
    left join months as m
        on m.from_bucket = b.range and m.bucket = t.range and m.as_of >= $since
    group by all
)
group by from_bucket
order by from_bucket
"""


def test_uci_rolls_pooled_over_five_steps(uci):
    found = uci.con.execute(ROLLS, {"since": date(2005, 5, 31)}).fetchall()
    assert dict(found) == {
        0: [123_723, 1_860, 6_209, 0, 0, 0, 0],
        1: [0, 34, 0, 0, 0, 0, 0],
        2: [4_130, 1_676, 9_460, 1_031, 0, 0, 0],
        3: [176, 109, 362, 176, 285, 0, 0],
        4: [16, 32, 85, 29, 106, 109, 0],
        5: [6, 7, 18, 7, 11, 12, 50],
        6: [2, 4, 64, 3, 2, 3, 203],
    }


def test_uci_rolls_from_august_to_september(uci):
    found = dict(uci.con.execute(ROLLS, {"since": date(2005, 9, 30)}).fetchall())
    assert found[0] == [22_735, 1_836, 991, 0, 0, 0, 0]
    assert found[1][:2] == [0, 28]
    assert found[2] == [392, 1_672, 1_591, 272, 0, 0, 0]
    assert found[3] == [47, 109, 71, 41, 58, 0, 0]


def test_uci_segments_are_the_education_groups(uci):
    # 0 (14), 4 (123), 5 (280) and 6 (51) are other: 468.
    assert uci.rows_of(
        "select segment, count(*) from customers group by all order by all"
    ) == [
        ("graduate_school", 10_585),
        ("high_school", 4_917),
        ("other", 14 + 123 + 280 + 51),
        ("university", 14_030),
    ]


# --- sba_7a_30k


def test_sba_keeps_every_loan_that_has_usable_dates(sba):
    # 77 without disbursement, 1,073 before 1990, 3 charge-offs without a date and 2
    # before disbursement.
    assert sba.rows["loans"] == 30_000 - 77 - 1_073 - 3 - 2
    assert sba.rows["customers"] == 30_000
    assert sba.rows_of(
        "select count(distinct loan_id), count(distinct performance.loan_id) "
        "from loans left join performance using (loan_id)"
    ) == [(28_845, 28_845)]
    assert sba.rows_of("select min(year(disbursed_on)) from loans") == [(1990,)]


MOBS = (12, 24, 36, 48, 60, 84, 120)


@pytest.mark.parametrize(
    ("year", "loans", "rates"),
    [
        (2003, 1852, (0.32, 3.08, 11.77, 18.95, 26.78, 39.85, 45.52)),
        (2005, 3079, (0.68, 6.40, 16.27, 27.77, 41.99, 57.75, 63.10)),
        (2006, 3746, (0.69, 10.09, 23.25, 41.03, 56.62, 68.02, 71.54)),
        (2007, 3648, (1.62, 14.83, 37.50, 58.53, 68.64, 77.96, 78.87)),
        (2009, 757, (1.98, 13.21, 31.18, 43.33, 52.31, 53.90, 53.90)),
    ],
)
def test_sba_cumulative_charge_offs_by_months_on_book(sba, year, loans, rates):
    found = sba.con.execute(
        """
        with ends as (
            select
                loan_id,
                min(datediff('month', disbursed_on, as_of)) filter (
                    where performance.status = 'charged_off'
                ) as mob,
            from loans
            join performance using (loan_id)
            where year(disbursed_on) = $year
            group by loan_id
        )
        select
            mobs.k,
            count(*),
            round(100.0 * count(*) filter (where mob <= mobs.k) / count(*), 2),
        from ends
        cross join (select unnest($mobs) as k) as mobs
        group by mobs.k
        order by mobs.k
        """,
        {"year": year, "mobs": list(MOBS)},
    ).fetchall()
    assert found == [(k, loans, rate) for k, rate in zip(MOBS, rates, strict=True)]


def test_sba_amounts_charged_off_are_those_of_the_file(sba):
    assert sba.rows_of("select sum(charged_off) from performance") == sba.rows_of(
        "select sum(chg_off_prin_gr) from sba_loans_30k "
        "where mis_status = 'CHGOFF' and disbursement_date >= '1990-01-01' "
        "and chg_off_date >= disbursement_date"
    )


def test_sba_charge_offs_by_code_are_those_of_the_kept_loans(sba):
    products = {"Y": "line_of_credit", "N": "term_loan"}
    channels = {"Y": "low_doc", "N": "standard"}
    segments = {1: "existing_business", 2: "new_business"}
    loans, charged_off = Counter(), Counter()
    for product, channel, segment, kept, failed in sba.rows_of(
        "select rev_line_cr, low_doc, new_exist, count(*), "
        "count(*) filter (where mis_status = 'CHGOFF') "
        "from sba_loans_30k where disbursement_date >= '1990-01-01' "
        "and (mis_status = 'PIF' or chg_off_date >= disbursement_date) group by all"
    ):
        codes = (
            products.get(product, "unknown"),
            channels.get(channel, "unknown"),
            segments.get(segment, "unknown"),
        )
        loans[codes] += kept
        charged_off[codes] += failed

    found = sba.rows_of(
        "select product, channel, segment, count(distinct loan_id), "
        "count(*) filter (where performance.status = 'charged_off') from loans "
        "join customers using (customer_id) join performance using (loan_id) "
        "group by all"
    )
    assert {row[:3]: row[3] for row in found} == loans
    assert {row[:3]: row[4] for row in found} == charged_off


def test_sba_money_is_neither_lost_nor_found(sba):
    # Per loan: paid + charged off (as far as it was lent) + still owed = principal.
    assert sba.rows_of(
        """
        with totals as (
            select
                loan_id,
                sum(principal_paid) as paid,
                sum(charged_off) as charged_off,
                arg_max(balance, as_of) as owed,
            from performance
            group by loan_id
        )
        select count(*) from totals join loans using (loan_id)
        where paid + least(charged_off, principal) + owed <> principal
        """
    ) == [(0,)]


def test_sba_months_run_without_a_gap_and_end_once(sba):
    assert sba.rows_of(
        """
        with spans as (
            select
                loan_id,
                count(*) as months,
                datediff('month', any_value(disbursed_on), max(as_of)) as last_mob,
                count(*) filter (where status <> 'active') as ends,
                max(as_of) as last_as_of,
            from performance
            join loans using (loan_id)
            group by loan_id
        )
        select
            count(*) filter (where months <> last_mob + 1),
            count(*) filter (where ends > 1),
            count(*) filter (where ends = 0 and last_as_of <> '2014-08-31'),
        from spans
        """
    ) == [(0, 0, 0)]
