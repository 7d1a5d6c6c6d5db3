"""`python -m metrics`: columns, formats, exit codes, and the same bytes every time."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from data.publish import publish
from metrics import CATALOGUE
from metrics.__main__ import app
from tests.books import clean_book, write_extract
from tests.metrics.drawn import applications

ROOT = Path(__file__).parents[2]

COLUMNS = {
    "funnel": "stage, applications, share_of_first, low, high, share_of_previous,"
    " amount, median_hours, p90_hours",
    "conversion": "month, started, submitted, approved, declined, withdrawn, open,"
    " disbursed, approval_rate, take_up_rate, conversion_rate, low, high, auto_rate,"
    " disbursed_amount, average_amount, mature",
    "declines": "reason, applications, share",
    "vintage": "cohort, mob, loans, principal, bad, rate, low, high, complete",
    "delinquency": "as_of, bucket, loans, balance, share_of_loans, share_of_balance",
    "portfolio": "as_of, loans, balance, par1, par30, par60, par90, charged_off,"
    " recovered, net_charge_off_rate, special_mention, substandard, doubtful, loss,"
    " lagged_par30",
    "roll_rates": "from_bucket, to_bucket, loans, balance, rate, low, high,"
    " rate_balance",
    "flow_rates": "as_of, from_bucket, to_bucket, rate",
    "first_payment_default": "month, due, defaulted, rate, low, high",
    "channel_roi": "channel, spend, impressions, clicks, leads, applications,"
    " approved, loans, disbursed, revenue, funding_cost, servicing_cost, credit_loss,"
    " provision, contribution, roi, roas, cost_per_lead, cost_per_application,"
    " cost_per_approval, cost_per_loan, payback_mob, months, excluded",
}
"""The columns as they are promised, in order."""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    publish(write_extract(clean_book(), folder / "extract"), folder / "store")
    return folder / "store"


@pytest.fixture(scope="module")
def applications_only(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    book = {
        "applications": applications("""
            application_id  started_at
            A1              2026-01-05T09:00
        """)
    }
    publish(write_extract(book, folder / "extract"), folder / "store")
    return folder / "store"


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def csv(store, *args):
    result = run("run", *args, "--store", store, "--format", "csv")
    assert result.exit_code == 0, result.stderr
    return pd.read_csv(io.StringIO(result.stdout), dtype=str, keep_default_na=False)


@pytest.mark.parametrize("name", list(COLUMNS))
def test_columns_come_in_the_promised_order(store, name):
    promised = COLUMNS[name].split(", ")
    assert list(csv(store, name).columns) == promised
    split = [c for c in promised if c != "cohort"]
    assert list(csv(store, name, "--by", "product").columns) == ["by", *split]


def test_a_split_of_cohorts_and_a_level_of_campaigns_have_their_column(store):
    vintage = COLUMNS["vintage"].split(", ")
    frame = csv(store, "vintage", "--by", "channel", "--cohort", "year")
    assert list(frame.columns) == ["by", *vintage]
    roi = COLUMNS["channel_roi"].split(", ")
    frame = csv(store, "channel_roi", "--level", "campaign")
    assert list(frame.columns) == ["channel", "campaign", *roi[1:]]


def test_months_quarters_halves_years_and_dates(store):
    for cohort, first in (
        ("month", "2025-01"),
        ("quarter", "2025-Q1"),
        ("half", "2025-H1"),
        ("year", "2025"),
    ):
        assert csv(store, "vintage", "--cohort", cohort)["cohort"][0] == first
    assert csv(store, "conversion")["month"][0] == "2025-01"
    assert csv(store, "portfolio")["as_of"][0] == "2025-01-31"


def test_flags_are_words_and_the_unknown_is_empty(store):
    frame = csv(store, "conversion")
    assert set(frame["mature"]) == {"true", "false"}
    assert csv(store, "portfolio")["lagged_par30"][0] == ""


def test_filters_of_every_kind_narrow_the_rows(store):
    everyone = csv(store, "funnel")["applications"][0]
    assert everyone == "8"
    narrowed = {
        ("--product", "cash_loan"): "5",  # A1, A2, A4, A6, A8
        ("--product", "cash_loan", "--product", "car_loan"): "7",
        ("--product", "cash_loan", "--channel", "app_store"): "3",
        ("--segment", "salaried"): "5",  # of C1, C2, C5: A1, A7; A2, A8; A5
        ("--where", "region=north"): "4",  # of C1, C3, C5: A1, A7; A3; A5
        ("--where", "partner="): "5",  # A1, A5, A6, A7, A8
        ("--from", "2025-03", "--to", "2025-04"): "2",  # A4, A5
        ("--from", "2025-05"): "3",  # A6, A7, A8
        ("--to", "2025-01"): "2",  # A1 on the 5th, A2 on the 10th
        ("--to", "2025-01", "--last-day", "9"): "1",
    }
    for args, expected in narrowed.items():
        assert csv(store, "funnel", *args)["applications"][0] == expected, args


def test_options_reach_the_metric(store):
    # L2, of January, was 41 days late in April (MOB 3) and 11 in March.
    january = ("--from", "2025-01", "--to", "2025-01")
    assert csv(store, "vintage", *january)["bad"].tolist() == list("000111")
    one = csv(store, "vintage", "--dpd", "1", *january)
    assert one["bad"].tolist() == list("001111")
    loss = csv(store, "vintage", "--measure", "net_loss", *january)
    assert [float(bad) for bad in loss["bad"]] == [0, 0, 0, 0, 900, 900 - 100]
    assert loss["low"].tolist() == [""] * 6


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_run_gives_the_same_bytes(store, name):
    period = ("--from", "2025-04", "--to", "2025-06")
    asked = ("run", name, *period, "--store", store, "--format", "csv")
    assert run(*asked).stdout_bytes == run(*asked).stdout_bytes


def test_money_has_the_same_last_digit_in_every_run(store):
    """Sums of fractions depend on their order, and threads finish in any order."""
    asked = ("run", "channel_roi", "--store", store, "--format", "csv")
    assert len({run(*asked).stdout_bytes for _ in range(8)}) == 1


def test_parquet_is_the_same_in_every_run(store):
    asked = ("run", "vintage", "--store", store, "--format", "parquet")
    assert run(*asked).stdout_bytes == run(*asked).stdout_bytes


def test_the_four_formats_say_the_same(store, tmp_path):
    args = ("portfolio", "--by", "product")
    frame = csv(store, *args)
    told = json.loads(run("run", *args, "--store", store, "--format", "json").stdout)
    assert [list(row) for row in told] == [list(frame.columns)] * len(frame)
    assert told[0]["as_of"] == frame["as_of"][0]
    assert told[0]["lagged_par30"] is None
    assert [row["loans"] for row in told] == [int(n) for n in frame["loans"]]
    file = tmp_path / "answer.parquet"
    to_file = ("--store", store, "--format", "parquet", "--output", file)
    result = run("run", *args, *to_file)
    assert (result.exit_code, result.stdout) == (0, "")
    parquet = pd.read_parquet(file)
    assert list(parquet.columns) == list(frame.columns)
    assert parquet["balance"].tolist() == [float(value) for value in frame["balance"]]
    table = run("run", *args, "--store", store).stdout.splitlines()
    assert table[0].split() == list(frame.columns)
    assert len(table) == len(frame) + 1


def test_notes_go_to_the_error_stream_and_not_into_the_figures(store):
    args = ("run", "funnel", "--window-days", "30", "--format", "csv", "--store", store)
    result = run(*args)
    assert result.exit_code == 0
    # Started after 29 May 21:30, 30 days before the newest time: A8.
    assert result.stderr == "note: pending applications: n = 1\n"
    assert "note" not in result.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("vantage",), ("vantage", "vintage", "channel_roi")),
        (("funnel", "--by", "weather"), ("weather", "product", "segment")),
        (("funnel", "--by", "collateral"), ("collateral", "product")),
        (("funnel", "--product", "boat"), ("boat", "cash_loan", "car_loan")),
        (("funnel", "--where", "region=moon"), ("moon", "north", "south")),
        (("funnel", "--where", "region"), ("region", "region=north")),
        (("funnel", "--dpd", "30"), ("dpd", "window_days")),
        (("funnel", "--window-days", "0"), ("window_days", "from 1")),
        (("vintage", "--dpd", "soon"), ("dpd", "soon")),
        (("vintage", "--measure", "worst"), ("worst", "ever", "point", "net_loss")),
        (("vintage", "--cohort", "week"), ("week", "quarter")),
        (("vintage", "--measure", "net_loss", "--basis", "count"), ("balance",)),
        (("conversion", "--basis", "period", "--window-days", "9"), ("window_days",)),
        (("funnel", "--from", "2025-13"), ("2025-13",)),
        (("funnel", "--from", "2025-05", "--to", "2025-01"), ("2025-05", "2025-01")),
        (("funnel", "--to", "2025-05", "--last-day", "32"), ("last_day", "32", "31")),
        (("funnel", "--last-day", "9"), ("last_day", "last month")),
        (("portfolio", "--to", "2025-05", "--last-day", "9"), ("month-ends", "day 9")),
        (("funnel", "--format", "xls"), ("xls", "csv", "parquet")),
        (("funnel", "--snapshot", "../etc"), ("../etc",)),
        (("funnel", "--snapshot", "20250630-00000000"), ("20250630-00000000",)),
        (("funnel", "--colour", "red"), ("--colour",)),
    ],
)
def test_a_wrong_question_ends_with_2_and_names_what_is_valid(store, args, words):
    result = run("run", *args, "--store", store)
    assert result.exit_code == 2
    assert result.stdout == ""
    for word in words:
        assert word in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_store_ends_with_3_and_says_how_to_publish(tmp_path):
    result = run("run", "funnel", "--store", tmp_path / "nothing")
    assert result.exit_code == 3
    assert "python -m data publish" in result.stderr


@pytest.mark.parametrize(
    ("args", "missing"),
    [
        (("vintage",), "loans"),
        (("channel_roi",), "campaign_spend"),
        (("declines",), "applications.decline_reason"),
        (("funnel", "--by", "segment"), "customers.segment"),
    ],
)
def test_a_lacking_table_or_column_ends_with_4_and_is_named(
    applications_only, args, missing
):
    result = run("run", *args, "--store", applications_only)
    assert result.exit_code == 4
    assert missing in result.stderr


def test_a_snapshot_can_be_asked_by_its_id(store):
    (folder,) = (store / "snapshots").iterdir()
    by_id = csv(store, "funnel", "--snapshot", folder.name)
    assert by_id.equals(csv(store, "funnel"))


def test_list_names_every_metric_with_its_question():
    lines = run("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(CATALOGUE)
    assert all(len(line.split()) > 5 for line in lines)
    chinese = run("list", "--lang", "zh").stdout
    assert chinese.splitlines() != lines and "申请" in chinese


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_show_prints_the_definition_and_the_sql(name):
    for language in ("en", "zh"):
        result = run("show", name, "--lang", language)
        assert result.exit_code == 0
        assert CATALOGUE[name].sql in result.stdout
        assert ", ".join(CATALOGUE[name].columns) in result.stdout


def test_show_of_an_unknown_metric_ends_with_2():
    result = run("show", "vantage")
    assert result.exit_code == 2
    assert "vintage" in result.stderr


def test_a_real_process_prints_the_same_and_finds_the_store_by_its_variable(store):
    done = subprocess.run(
        [sys.executable, "-m", "metrics", "run", "vintage", "--format", "csv"],
        cwd=ROOT,
        env=os.environ | {"LOAN_DASHBOARD_STORE": str(store)},
        capture_output=True,
        check=True,
    )
    in_process = run("run", "vintage", "--format", "csv", "--store", store)
    assert done.stdout == in_process.stdout_bytes
    assert done.stderr == b""
