"""The sample is clean, repeatable, adds up, and holds the stories it promises."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data.check import check_folder
from data.contract import TABLES
from data.errors import DataError
from data.sample import AS_OF, STORIES, make_sample
from data.sample.names import NAMES
from data.settings import read_settings

SEEDS = (7, 11)

LOAN_FACTS = """
    create table facts as
    with months as (
        select
            p.*,
            datediff('month', l.disbursed_on, p.as_of) as mob,
            p.status = 'charged_off' or p.days_past_due > 30 as is_bad,
        from performance as p
        join loans as l using (loan_id)
    )
    select
        l.loan_id,
        l.product,
        l.channel,
        l.risk_grade,
        l.principal,
        l.disbursed_on,
        date_trunc('month', l.disbursed_on) as cohort,
        coalesce(min(mob) filter (where is_bad), 999) as bad_mob,
        sum(interest_paid + fees_paid) as revenue,
        sum(balance) * $funding_rate / 12 as funding,
        $servicing_cost * count(*) filter (where m.status = 'active') as servicing,
        sum(charged_off - recovered) as credit_loss,
    from loans as l
    join months as m using (loan_id)
    group by all
"""


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with one table per table of the sample, and `facts`."""
    con = duckdb.connect()
    for table in TABLES:
        files = str(folder / f"{table}.parquet")
        con.from_parquet(files).create(table)
    settings = read_settings(folder)
    con.execute(
        LOAN_FACTS,
        {
            "funding_rate": settings.funding_rate,
            "servicing_cost": settings.servicing_cost_per_loan_month,
        },
    )
    return con


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """One sample of the usual size per seed."""
    made = {}
    for seed in SEEDS:
        made[seed] = tmp_path_factory.mktemp(f"sample-{seed}")
        make_sample(made[seed], seed=seed)
    return made


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def con(
    request: pytest.FixtureRequest, folders: dict[int, Path]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample of one seed, opened."""
    with opened(folders[request.param]) as connection:
        yield connection


def value(con: duckdb.DuckDBPyConnection, query: str, **values):
    """The single value of a query."""
    return con.execute(query, values or None).fetchall()[0][0]


def pairs(con: duckdb.DuckDBPyConnection, query: str, **values) -> dict:
    """A query's two columns as a dict."""
    return dict(con.execute(query, values or None).fetchall())


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


# --- the files


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        make_sample(tmp_path / name, loans=400, months=12)
    make_sample(tmp_path / "other seed", loans=400, months=12, seed=8)

    first = contents(tmp_path / "first")
    other = contents(tmp_path / "other seed")

    expected = {f"{table}.parquet" for table in TABLES}
    assert first.keys() == expected | {"dashboard.toml", "events.csv"}
    assert first == contents(tmp_path / "second")
    assert first["performance.parquet"] != other["performance.parquet"]


def test_a_large_sample_is_written_in_parts_that_fit_together(tmp_path, monkeypatch):
    monkeypatch.setattr("data.sample.make.APPLICATIONS_PER_PART", 3_000)
    told = []
    for name in ("first", "second"):
        make_sample(
            tmp_path / name,
            loans=4_000,
            months=14,
            on_progress=lambda share, done: told.append(share),
        )

    loans = str(tmp_path / "first" / "loans" / "*.parquet")
    count = value(duckdb.connect(), "select count(*) from read_parquet($f)", f=loans)
    assert len(list((tmp_path / "first" / "loans").iterdir())) == 4
    assert count == pytest.approx(4_000, rel=0.03)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert told[:5] == sorted(told[:5]) and told[4] == 1.0
    assert findings(tmp_path / "first") == []


def test_an_earlier_sample_is_replaced_whole(tmp_path, monkeypatch):
    make_sample(tmp_path / "fresh", loans=300, months=6)
    with monkeypatch.context() as patch:
        patch.setattr("data.sample.make.APPLICATIONS_PER_PART", 200)
        make_sample(tmp_path / "again", loans=300, months=6, seed=3)
    make_sample(tmp_path / "again", loans=300, months=6)
    assert contents(tmp_path / "again") == contents(tmp_path / "fresh")


def test_a_folder_with_anything_else_is_left_alone(tmp_path):
    (tmp_path / "loans.parquet").write_bytes(b"a lender's own")
    with pytest.raises(DataError, match="holds no earlier sample"):
        make_sample(tmp_path)
    assert contents(tmp_path) == {"loans.parquet": b"a lender's own"}


@pytest.mark.parametrize("wrong", [{"loans": 0}, {"months": 0}])
def test_a_size_below_one_is_refused(tmp_path, wrong):
    with pytest.raises(ValueError, match="at least 1"):
        make_sample(tmp_path, **wrong)


def test_events_lie_within_the_calendar(folders, tmp_path):
    whole = (folders[7] / "events.csv").read_text("utf-8").splitlines()
    make_sample(tmp_path, loans=100, months=12)
    recent = (tmp_path / "events.csv").read_text("utf-8").splitlines()
    assert whole[0] == recent[0] == "date,kind,label_en,label_zh"
    assert {len(line.split(",")) >= 4 for line in whole} == {True}
    assert "2024-11-01" in whole[1] and "2025-11-01" in recent[1]


# --- the contract


def findings(folder: Path) -> list[str]:
    return [f.message for f in check_folder(folder)[2]]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_check_finds_nothing(folders, seed):
    assert findings(folders[seed]) == []


def test_every_table_has_every_column_in_the_contracts_order(con):
    for table in TABLES.values():
        columns = [row[0] for row in con.execute(f"describe {table.name}").fetchall()]
        assert columns == [column.name for column in table.columns]


def test_money_is_decimal(con):
    for table in TABLES.values():
        types = pairs(
            con, f"select column_name, column_type from (describe {table.name})"
        )
        for column in table.columns:
            if column.type == "money":
                assert types[column.name] == "DECIMAL(18,2)", column.name


def test_keys_are_unique_and_references_have_a_match(con):
    for table in TABLES.values():
        if table.key:
            key = ", ".join(table.key)
            rows = f"select count(*) - count(distinct ({key})) from {table.name}"
            assert value(con, rows) == 0, table.name
        for foreign in table.foreign_keys:
            strays = f"""
                select count(*) from {table.name} as child
                anti join {foreign.parent} as parent
                    on child.{foreign.column} = parent.{foreign.parent_column}
            """
            assert value(con, strays) == 0, (table.name, foreign.column)


def test_months_run_without_a_gap_from_disbursement_to_the_end(con):
    strays = """
        with spans as (
            select
                loan_id,
                min(as_of) as first,
                max(as_of) as last,
                count(*) as rows,
                arg_max(status, as_of) as status,
                arg_max(recovered, as_of) as recovered,
                arg_max(charged_off, as_of) as charged_off,
            from performance
            group by loan_id
        )
        select count(*)
        from loans as l
        left join spans as s using (loan_id)
        where s.rows is null
            or s.first <> last_day(l.disbursed_on)
            or s.rows <> datediff('month', s.first, s.last) + 1
            or (
                s.last < $as_of
                and s.status <> 'paid_off'
                and s.recovered = 0
                and s.charged_off = 0
            )
    """
    assert value(con, strays, as_of=AS_OF) == 0
    off_month_end = "select count(*) from performance where as_of <> last_day(as_of)"
    assert value(con, off_month_end) == 0
    assert value(con, "select max(as_of) from performance") == AS_OF


def test_stages_are_in_order_and_nothing_lies_in_the_future(con):
    disorder = """
        with timed as (
            select
                *,
                [
                    started_at, submitted_at, verified_at, assessed_at,
                    decided_at, signed_at, disbursed_at,
                ] as times,
            from applications
        )
        select count(*)
        from timed
        where list_filter(times, lambda t: t is not null)
            <> list_sort(list_filter(times, lambda t: t is not null))
            or list_max(times) >= $as_of + interval 1 day
            or (decision is null) <> (decided_at is null)
            or (decision is distinct from 'approved' and signed_at is not null)
            or (decision is distinct from 'declined') <> (decline_reason is null)
    """
    assert value(con, disorder, as_of=AS_OF) == 0


def test_loans_are_the_disbursed_applications(con):
    strays = """
        select count(*)
        from (from applications where disbursed_at is not null) as a
        full join loans as l using (application_id)
        where a.customer_id is distinct from l.customer_id
            or a.product is distinct from l.product
            or a.channel is distinct from l.channel
            or coalesce(a.partner, '') is distinct from coalesce(l.partner, '')
            or a.risk_grade is distinct from l.risk_grade
            or a.approved_amount is distinct from l.principal
            or a.disbursed_at::date is distinct from l.disbursed_on
            or l.first_due_on <= l.disbursed_on
    """
    assert value(con, strays) == 0


def test_customers_were_met_before_they_applied(con):
    late = """
        select count(*)
        from customers
        join applications using (customer_id)
        where acquired_on > started_at::date
    """
    assert value(con, late) == 0


def test_campaigns_and_spend_meet(con):
    unpaid = """
        select count(*) from applications as a
        anti join campaign_spend as s using (channel, campaign_id)
        where campaign_id is not null
    """
    assert value(con, unpaid) == 0
    idle = "select count(*) from campaign_spend anti join applications using (channel)"
    assert value(con, idle) == 0
    assert value(con, "select count(*) from campaign_spend where spend <= 0") == 0


def test_every_code_has_a_name_in_both_languages(con, folders):
    names = tomllib.loads((folders[7] / "dashboard.toml").read_text("utf-8"))["names"]
    for dimension in NAMES:
        for table in ("customers", "applications", "loans"):
            if dimension in (column.name for column in TABLES[table].columns):
                codes = con.execute(f"select distinct {dimension} from {table}")
                used = {code for (code,) in codes.fetchall() if code is not None}
                assert used <= names[dimension].keys(), (table, dimension)
        assert all(name["en"] and name["zh"] for name in names[dimension].values())


# --- the amounts


def test_principal_is_paid_lost_or_still_owed_to_the_cent(con):
    unbalanced = """
        with loan as (
            select
                loan_id,
                sum(principal_paid + charged_off) as gone,
                arg_max(balance, as_of) as balance,
                sum(recovered) as recovered,
                sum(charged_off) as charged_off,
            from performance
            group by loan_id
        )
        select count(*)
        from loans
        join loan using (loan_id)
        where (principal <> gone + balance and repayment_method <> 'revolving')
            or recovered > charged_off
    """
    assert value(con, unbalanced) == 0


def test_balances_never_grow_and_end_at_zero(con):
    wrong = """
        with steps as (
            select
                p.*,
                l.repayment_method,
                lag(balance, 1, l.principal) over (
                    partition by loan_id order by as_of
                ) as before,
            from performance as p
            join loans as l using (loan_id)
        )
        select count(*)
        from steps
        where (balance > before and repayment_method <> 'revolving')
            or (status <> 'active') <> (balance = 0)
            or (status = 'paid_off' and days_past_due <> 0)
            or (status = 'active' and days_past_due > 180)
            or (charged_off > 0 and days_past_due <= 180)
            or (
                charged_off > 0
                and charged_off <> before - principal_paid
                and repayment_method <> 'revolving'
            )
    """
    assert value(con, wrong) == 0


def test_interest_follows_from_balance_and_rate(con):
    wrong = """
        with steps as (
            select
                p.*,
                l.annual_rate,
                lag(p.balance) over loan as before,
                lag(p.days_past_due) over loan as days_before,
            from performance as p
            join loans as l using (loan_id)
            window loan as (partition by loan_id order by as_of)
        )
        select count(*)
        from steps
        where abs(interest_paid - before * annual_rate / 12) > 0.011
            and days_before = 0
            and days_past_due = 0
            and status = 'active'
    """
    # A due date on 28 February is not yet past due that night, whoever pays.
    assert value(con, wrong) <= 0.001 * value(con, "select count(*) from performance")


def test_instalments_add_up_to_what_the_book_received(con):
    wrong = """
        with instalment as (
            select loan_id, sum(paid_amount) as paid
            from instalments
            group by loan_id
        ),
        book as (
            select loan_id, sum(principal_paid + interest_paid + fees_paid) as paid
            from performance
            group by loan_id
        )
        select count(*)
        from loans
        join book using (loan_id)
        join instalment using (loan_id)
        where book.paid <> instalment.paid + upfront_fee
            and repayment_method <> 'revolving'
    """
    assert value(con, wrong) == 0


def test_days_past_due_are_those_of_the_oldest_unpaid_instalment(con):
    wrong = """
        with oldest as (
            select p.loan_id, p.as_of, min(i.due_on) as due_on
            from performance as p
            join instalments as i
                on i.loan_id = p.loan_id
                and i.due_on <= p.as_of
                and coalesce(i.paid_on > p.as_of, true)
            group by all
        )
        select count(*)
        from performance as p
        left join oldest as o using (loan_id, as_of)
        where status = 'active'
            and days_past_due <> coalesce(datediff('day', o.due_on, as_of), 0)
    """
    assert value(con, wrong) == 0


# --- what an ordinary book looks like


def test_rates_are_those_of_a_real_lender(con):
    approval, take_up, auto = con.execute("""
        select
            count(*) filter (where decision = 'approved')
                / count(*) filter (where decision in ('approved', 'declined')),
            count(disbursed_at) / count(*) filter (where decision = 'approved'),
            count(*) filter (where decision_mode = 'auto') / count(decision_mode),
        from applications
    """).fetchall()[0]
    assert 0.55 < approval < 0.65
    assert 0.75 < take_up < 0.85
    assert 0.5 < auto < 0.75

    par30, loss = con.execute("""
        select
            sum(balance) filter (where days_past_due > 30) / sum(balance),
            12 * sum(charged_off - recovered) / sum(balance),
        from performance
        where as_of > '2025-10-31'
    """).fetchall()[0]
    assert 0.025 < par30 < 0.06
    assert 0.02 < loss < 0.05

    ordinary = """
        select avg((bad_mob <= 12)::int)
        from facts
        where cohort < '2024-11-01'
    """
    assert 0.06 < value(con, ordinary) < 0.115
    recovery = "select sum(recovered) / sum(charged_off) from performance"
    assert 0.08 < value(con, recovery) < 0.2


def test_risk_rises_from_grade_to_grade(con):
    rates = pairs(
        con,
        "select risk_grade, avg((bad_mob <= 12)::int) from facts group by 1 order by 1",
    )
    assert list(rates) == ["A", "B", "C", "D", "E"]
    assert list(rates.values()) == sorted(rates.values())


def test_every_segment_product_and_channel_is_there(con):
    for table, dimension in (
        ("customers", "segment"),
        ("loans", "product"),
        ("loans", "channel"),
        ("loans", "business_mode"),
        ("loans", "repayment_method"),
    ):
        used = value(con, f"select count(distinct {dimension}) from {table}")
        assert used == len(NAMES[dimension])
    repeat = "select 1 - count(distinct customer_id) / count(*) from applications"
    assert 0.1 < value(con, repeat) < 0.35


# --- the six stories


def test_the_cheapest_leads_bring_the_worst_loans(con):
    cost = pairs(
        con,
        "select channel, sum(spend) / sum(leads) from campaign_spend group by channel",
    )
    bad = pairs(
        con, "select channel, avg((bad_mob <= 12)::int) from facts group by channel"
    )
    roi = pairs(
        con,
        """
        with earned as (
            select
                channel,
                sum(revenue - funding - servicing - credit_loss) as contribution,
            from facts
            group by channel
        ),
        spent as (
            select channel, sum(spend) as spend from campaign_spend group by channel
        )
        select channel, (contribution - spend) / spend
        from earned
        join spent using (channel)
        """,
    )
    story = STORIES.cheap_leads_channel
    others = [channel for channel in cost if channel != story]
    assert cost[story] < 0.6 * min(cost[channel] for channel in others)
    assert bad[story] > 2 * max(bad[channel] for channel in others)
    assert roi[story] < -1 and all(roi[channel] > 0 for channel in others)
    assert "referral" not in cost


def test_a_loose_policy_leaves_its_mark_on_two_vintages(con):
    approval = pairs(
        con,
        """
        select
            strftime(started_at, '%Y-%m'),
            count(*) filter (where decision = 'approved')
                / count(*) filter (where decision in ('approved', 'declined')),
        from applications
        group by 1
        """,
    )
    vintages = """
        select avg((bad_mob <= 6)::int)
        from facts
        where list_contains($months, strftime(cohort, '%Y-%m'))
    """
    grades = """
        select avg((risk_grade in ('D', 'E'))::int)
        from facts
        where list_contains($months, strftime(cohort, '%Y-%m'))
    """
    neighbours = ["2024-09", "2024-10", "2025-01", "2025-02"]
    for month in STORIES.loose_policy_months:
        assert approval[month] > 1.2 * max(approval[m] for m in neighbours)
        for measure, factor in ((vintages, 1.6), (grades, 1.3)):
            usual = value(con, measure, months=neighbours)
            assert value(con, measure, months=[month]) >= factor * usual


def test_verification_is_clogged_for_six_weeks(con):
    medians = pairs(
        con,
        """
        select
            submitted_at::date between $first and $last as is_clogged,
            median(epoch(verified_at - submitted_at)) / 3600,
        from applications
        where submitted_at >= '2025-10-01'
        group by 1
        """,
        first=STORIES.verification_backlog_from,
        last=STORIES.verification_backlog_to,
    )
    assert medians[True] >= 3 * medians[False]


def test_one_campaign_spends_and_brings_nothing(con):
    spend = pairs(
        con, "select campaign_id, sum(spend) from campaign_spend group by campaign_id"
    )
    submitted = pairs(
        con,
        """
        select campaign_id, count(submitted_at)
        from applications
        where campaign_id is not null
        group by campaign_id
        """,
    )
    story = STORIES.empty_campaign
    assert spend[story] > sorted(spend.values())[len(spend) // 2]
    assert submitted.get(story, 0) <= 3
    per_application = float(sum(spend.values())) / sum(submitted.values())
    assert float(spend[story]) / max(submitted.get(story, 0), 1) > 20 * per_application


def test_par30_falls_while_vintages_get_worse(con):
    par30 = pairs(
        con,
        """
        select
            as_of::varchar,
            sum(balance) filter (where days_past_due > 30) / sum(balance),
        from performance
        group by as_of
        """,
    )
    assert par30["2026-10-31"] < par30["2025-10-31"]
    balances = pairs(
        con, "select as_of::varchar, sum(balance) from performance group by 1"
    )
    assert balances["2026-10-31"] > 2 * balances["2025-10-31"]

    quarterly = """
        select date_trunc('quarter', cohort), avg((bad_mob <= $mob)::int)
        from facts
        where cohort between $first::date and $last::date
        group by 1
        order by 1
    """
    span = {
        "first": STORIES.worsening_from + "-01",
        "last": STORIES.worsening_to + "-01",
    }
    at_6 = list(pairs(con, quarterly, mob=6, **span).values())
    at_3 = list(pairs(con, quarterly, mob=3, **span).values())
    assert len(at_6) == 5
    assert at_6 == sorted(at_6) and at_6[-1] > 1.4 * at_6[0]
    assert at_3[-1] > 1.2 * at_3[0]


def test_one_product_costs_more_than_it_earns(con):
    earned = pairs(
        con,
        """
        select product, sum(revenue - funding - servicing - credit_loss)
        from facts
        where disbursed_on < '2025-07-01'
        group by product
        """,
    )
    losing = {product for product, amount in earned.items() if amount < 0}
    assert losing == {STORIES.underpriced_product}
