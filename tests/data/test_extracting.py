"""An extract from PostgreSQL is what the database held at one instant, to the cent.

Whatever goes wrong, the folder asked for is left as it was. A real server is started.
"""

import re
import shutil
import socket
import subprocess
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.check import check_folder
from data.contract import TABLES
from data.errors import RecipeFailed, SourceFailed
from data.extracting import extract
from data.postgresql import Limits
from data.publish import publish
from data.recipe import SHIPPED
from data.sample import make_sample
from data.writing import MARKER
from tests.data import postgres

RECIPE = SHIPPED / "postgresql_template"
NAMES = count(1)


@pytest.fixture(scope="module")
def server():
    with postgres.server() as running:
        yield running


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "extract"
    make_sample(folder, loans=120)
    return folder


@pytest.fixture(scope="module")
def untouched(server, sample) -> str:
    """A lender's database that no test changes."""
    return server.fresh_lender(sample, "untouched")


@pytest.fixture
def lender(server, untouched) -> str:
    """A database that a test may change."""
    name = f"lender_{next(NAMES)}"
    server.run("postgres", f"create database {name} template {untouched}")
    return name


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "right")
    monkeypatch.delenv("PGPASSFILE", raising=False)


@pytest.fixture
def recipe(tmp_path):
    """The shipped recipe with other texts in place of some."""

    def write(base: Path | None = RECIPE, **files: str) -> Path:
        folder = tmp_path / f"recipe_{next(NAMES)}" / "recipe"
        folder.mkdir(parents=True)
        if base:
            shutil.copytree(base, folder, dirs_exist_ok=True)
        for name, text in files.items():
            ending = ".toml" if name == "recipe" else ".sql"
            (folder / f"{name}{ending}").write_text(text, "utf-8")
        return folder

    return write


def rows(folder: Path, sql: str) -> list[tuple]:
    """The answer of a select in which each table's file is a view."""
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'Asia/Shanghai'")
        for file in folder.glob("*.parquet"):
            con.read_parquet(str(file)).create_view(file.stem)
        return con.execute(sql).fetchall()


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def tables_in(folder: Path) -> dict[str, bytes]:
    return {n: b for n, b in bytes_in(folder).items() if n.endswith(".parquet")}


def how(found: list) -> dict[str, tuple[int, str]]:
    return {each.table: (each.read, each.how) for each in found}


def must_fail(out: Path, said: str, *given, kind=SourceFailed, **more) -> str:
    """The extraction ends with these words in one line, and `out` is as it was."""
    before = bytes_in(out) if out.exists() else None
    around = sorted(out.parent.iterdir())

    with pytest.raises(kind, match=said) as failure:
        extract(*given[:2], out, **more)

    assert (bytes_in(out) if out.exists() else None) == before
    assert sorted(out.parent.iterdir()) == around
    assert "\n" not in str(failure.value)
    return str(failure.value)


def test_a_database_becomes_the_contracts_tables_to_the_cent(
    server, untouched, sample, tmp_path
):
    out = tmp_path / "out"
    at, found = extract(RECIPE, server.url(untouched, "reader"), out)

    compared = 0
    for table in how(found):
        ours, theirs = [], []
        for column in TABLES[table].columns:
            ids = column.name in ("customer_id", "application_id", "loan_id")
            kind = "text" if column.name == "segment" else column.stored_type
            number = f"substr({column.name}, 2)::bigint::text"
            ours.append(f"{column.name}::{kind}")
            theirs.append(f"{number if ids else column.name}::{kind}")
        if table == "customers":
            known = "('salaried', 'self_employed', 'micro_business')"
            theirs[theirs.index("segment::text")] = (
                f"case when segment in {known} then segment else 'zz' end"
            )
        mine = rows(out, f"select {', '.join(ours)} from {table} order by all")
        its = rows(sample, f"select {', '.join(theirs)} from {table} order by all")
        assert mine == its, table
        compared += len(mine)
    assert compared == sum(each.rows for each in found) > 3_000
    assert at.tzinfo and sorted(p.name for p in out.iterdir())[0] == MARKER
    assert [f for f in check_folder(out)[2] if f.severity == "error"] == []
    assert publish(out, tmp_path / "store").manifest["tables"]["loans"]["rows"] > 100


def test_money_is_the_contracts_decimal_and_two_runs_give_the_same_bytes(
    server, untouched, tmp_path
):
    url = server.url(untouched)
    extract(RECIPE, url, tmp_path / "a")
    extract(RECIPE, url, tmp_path / "b")

    assert tables_in(tmp_path / "a") == tables_in(tmp_path / "b")
    types = rows(tmp_path / "a", "describe performance")
    assert ("balance", "DECIMAL(18,4)") in [row[:2] for row in types]


def test_all_tables_are_of_one_instant_however_the_database_goes_on(
    server, lender, tmp_path
):
    def change(done):
        if done.table == "customers":
            server.run(
                lender,
                "delete from lending.month_ends; "
                "update lending.contracts set amount = amount + 1;",
            )

    url = server.url(lender)
    extract(RECIPE, url, tmp_path / "before")
    extract(RECIPE, url, tmp_path / "during", on_progress=change)

    assert tables_in(tmp_path / "during") == tables_in(tmp_path / "before")
    extract(RECIPE, url, tmp_path / "after")
    assert rows(tmp_path / "after", "select count(*) from performance") == [(0,)]


CHANGES = """
update lending.contracts set amount = amount + 0.01, updated_at = '2026-03-01'
where contract_no = (select min(contract_no) from lending.contracts);
insert into lending.borrowers (borrower_no, kind, updated_at)
values (900000001, '01', '2026-03-02');
update lending.month_ends set days_late = days_late + 1, updated_at = '2026-03-01'
where contract_no = (select max(contract_no) from lending.contracts);
"""


def test_changes_alone_come_and_give_what_the_whole_gives(server, lender, tmp_path):
    url, out = server.url(lender), tmp_path / "out"
    extract(RECIPE, url, out)
    server.run(
        lender,
        "update lending.contracts set updated_at = '2026-02-01' "
        "where contract_no = (select min(contract_no) from lending.contracts)",
    )
    server.run(lender, CHANGES)

    _, found = extract(RECIPE, url, out, since=out)
    extract(RECIPE, url, tmp_path / "whole")

    assert tables_in(out) == tables_in(tmp_path / "whole")
    read = how(found)
    # Every row of a fresh lender bears the same time, so the overlap brings them again.
    assert read["loans"][1].startswith("changed since 2025-12-31 08:00:00+08")
    assert read["campaign_spend"][1] == "whole"

    _, found = extract(RECIPE, url, out, since=out)
    read = how(found)
    assert (read["loans"][0], read["customers"][0]) == (1, 1)
    assert 0 < read["performance"][0] < 100
    assert tables_in(out) == tables_in(tmp_path / "whole")


def changed_once(server, lender, out):
    """An extract whose newest change is of 1 March."""
    server.run(lender, CHANGES)
    extract(RECIPE, server.url(lender), out)


def test_a_commit_that_came_late_is_found_within_the_overlap(server, lender, tmp_path):
    url, out = server.url(lender), tmp_path / "out"
    late = subprocess.Popen(
        server.psql(lender), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    late.stdin.write(
        "begin;\nupdate lending.borrowers set kind = '02', "
        "updated_at = '2026-03-01 20:00' where borrower_no = "
        "(select min(borrower_no) from lending.borrowers);\nselect 'stamped';\n"
    )
    late.stdin.flush()
    assert late.stdout.readline() == "stamped\n"
    changed_once(server, lender, out)
    late.communicate("commit;\n", timeout=60)
    assert late.returncode == 0

    _, found = extract(
        RECIPE, url, tmp_path / "missed", since=out, overlap=timedelta(0)
    )
    assert how(found)["customers"][0] == 1
    extract(RECIPE, url, out, since=out)
    extract(RECIPE, url, tmp_path / "whole")

    assert tables_in(out) == tables_in(tmp_path / "whole")
    # Without an overlap it stays unseen: neither rows nor sums tell of a code.
    assert tables_in(tmp_path / "missed") != tables_in(tmp_path / "whole")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "delete from lending.month_ends where contract_no = "
            "(select min(contract_no) from lending.month_ends)",
            r"whole: with changes alone it differs, performance in 20\d\d-\d\d: rows",
        ),
        (
            "update lending.month_ends set open_principal = open_principal + 0.01 "
            "where ctid = (select min(ctid) from lending.month_ends)",
            r"whole: .*: the sum of balance [\d,.]+, in the source [\d,.]+$",
        ),
    ],
    ids=["deleted", "changed without a stamp"],
)
def test_what_no_stamp_tells_is_found_by_rows_and_sums(
    server, lender, tmp_path, change, said
):
    url, out = server.url(lender), tmp_path / "out"
    changed_once(server, lender, out)
    server.run(lender, change)

    _, found = extract(RECIPE, url, out, since=out)
    extract(RECIPE, url, tmp_path / "whole")

    read, told = how(found)["performance"]
    assert re.search(said, told), told
    assert read > 100
    assert tables_in(out) == tables_in(tmp_path / "whole")


def test_a_table_comes_whole_where_changes_cannot_be_told(
    server, lender, tmp_path, recipe
):
    url, out = server.url(lender), tmp_path / "out"
    changed_once(server, lender, out)
    text = (RECIPE / "loans.sql").read_text("utf-8")
    other = recipe(loans=text + "and amount > 0\n")
    (out / "applications.parquet").unlink()
    server.run(lender, "update lending.borrowers set updated_at = '2999-01-01'")

    _, found = extract(other, url, out, since=out)
    told = {table: reason for table, (_, reason) in how(found).items()}
    assert told["loans"] == ("whole: its SQL, recipe.toml, time zone or source changed")
    assert told["applications"] == "whole: the earlier extract lacks it"
    (out / "performance.parquet").write_bytes(b"torn")
    _, found = extract(other, url, out, since=out)
    assert how(found)["performance"][1] == "whole: the earlier extract can't be read"
    assert "future, at 2999-01-01" in how(found)["customers"][1]


def test_what_another_source_or_time_zone_gave_is_not_added_to(
    server, lender, untouched, tmp_path, recipe
):
    out = tmp_path / "out"
    extract(RECIPE, server.url(untouched), out)
    server.run(lender, "update lending.borrowers set kind = '02'")
    url = server.url(lender)

    _, found = extract(RECIPE, url, tmp_path / "theirs", since=out)
    assert "source changed" in how(found)["customers"][1]
    folder = recipe()
    text = (folder / "dashboard.toml").read_text("utf-8")
    (folder / "dashboard.toml").write_text(text.replace("Shanghai", "Tokyo"), "utf-8")
    _, found = extract(folder, url, out, since=tmp_path / "theirs")
    assert "time zone" in how(found)["applications"][1]


def test_a_disk_that_is_full_or_not_ours_is_named(
    server, untouched, tmp_path, monkeypatch
):
    def full(*_):
        raise duckdb.IOException("No space left on device")

    out, url = tmp_path / "out", server.url(untouched)
    extract(RECIPE, url, out)
    monkeypatch.setattr("data.extracting.write_sorted", full)
    said = "could not be written to .*No space left on device"
    must_fail(out, said, RECIPE, url, kind=RecipeFailed)


def test_since_needs_an_earlier_extraction(server, untouched, tmp_path):
    out, url = tmp_path / "out", server.url(untouched)
    must_fail(out, "Leave --since out the first time", RECIPE, url, since=out)


def test_a_recipe_that_is_never_the_same_twice_is_refused(
    server, untouched, tmp_path, recipe
):
    sql = (RECIPE / "loans.sql").read_text("utf-8")
    other = recipe(loans=sql.replace("amount as", "(amount + random()::int * 9) as"))
    said = "the same rows twice at one instant: loans in .*sum of principal"
    must_fail(tmp_path / "out", said, other, server.url(untouched))


@pytest.mark.parametrize("earlier", [True, False])
def test_a_backend_that_is_killed_half_way_changes_nothing(
    server, untouched, tmp_path, recipe, earlier
):
    out, url = tmp_path / "out", server.url(untouched)
    if earlier:
        extract(RECIPE, url, out)
    dying = recipe(
        campaign_spend="""
        select date '2026-01-01' as spend_date, 'c' || n as channel, 'x' as campaign_id,
            1.00::numeric as spend,
            case when n = 400000 then pg_terminate_backend(pg_backend_pid()) end as dead
        from generate_series(1, 600000) as n
        """
    )

    said = must_fail(out, r"campaign_spend\.sql, after [\d,]+ rows: ", dying, url)
    assert "terminating connection" in said
    read = int(said.partition("after ")[2].partition(" rows")[0].replace(",", ""))
    assert 0 < read < 400_000


@pytest.mark.parametrize(
    "sql",
    [
        "insert into lending.spend values (now(), 'a', 'b', 'c', 1) returning *",
        "with x as (delete from lending.spend returning *) select * from x",
        "select 1 as a) as x; delete from lending.spend; select * from (select 2",
        "select setval('lending.n', 5) as a",
        "select set_config('transaction_read_only', 'off', false) as a",
    ],
)
@pytest.mark.parametrize("role", ["boss", "reader"])
def test_nothing_can_be_written(server, lender, tmp_path, recipe, sql, role):
    server.run(lender, "create sequence lending.n")
    before = server.run(lender, "select count(*), sum(cost) from lending.spend")
    wrapped = sql.replace(" as a", " as spend") if " as a" in sql else sql
    full = recipe(
        base=None,
        campaign_spend=wrapped.replace(
            " as spend",
            "::text as campaign_id, date '2026-01-01' as spend_date, "
            "'c' as channel, 1 as spend",
        ),
    )

    must_fail(
        tmp_path / "out", r"campaign_spend\.sql[:,] ", full, server.url(lender, role)
    )

    assert server.run(lender, "select count(*), sum(cost) from lending.spend") == before
    assert server.run(lender, "select is_called from lending.n") == "f"


LOAN = """
select {0} as loan_id, 'a' as application_id, 'c' as customer_id, 'p' as product,
    'ch' as channel, date '2026-01-01' as disbursed_on, 100.5 as principal,
    12 as term_months, 0.1::float8 as annual_rate {1}
"""


def a_loan(identity: str = "'L1'", **columns: str) -> str:
    """A select of one loan with some columns otherwise."""
    sql = LOAN.format(identity, "")
    added = ""
    for name, value in columns.items():
        old = [
            line for line in sql.replace("\n", " ").split(",") if f" as {name}" in line
        ]
        if old:
            sql = sql.replace("\n", " ").replace(old[0].strip(), f"{value} as {name}")
        else:
            added += f", {value} as {name}"
    return sql.rstrip() + added


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"principal": "'NaN'::numeric"}, r"loans\.principal of loan_id L1 is nan"),
        ({"principal": "'Infinity'::numeric"}, r"principal .* is inf,"),
        ({"principal": "1.23456"}, r"is 1\.23456, which is no money .*rounding"),
        ({"principal": "1e15"}, "is 1000000000000000, which is no money"),
        ({"annual_rate": "'nan'::float8"}, r"annual_rate of loan_id L1 is nan"),
        ({"annual_rate": "'-infinity'::float4"}, "annual_rate .* is -inf"),
        ({"annual_rate": "'NaN'::numeric"}, "annual_rate .* is nan"),
        ({"term_months": "12.5"}, r"term_months .* is 12\.5, which is no integer"),
        ({"disbursed_on": "date 'infinity'"}, "disbursed_on .* is infinity or before"),
        ({"disbursed_on": "date '0044-03-15 BC'"}, "is infinity or before year 1"),
        ({"seen_at": "timestamptz '-infinity'"}, "seen_at .* is infinity or before"),
        ({"seen_at": "timestamp 'infinity'"}, "seen_at .* is infinity or before"),
        ({"principal": "100::money"}, r"principal is money \(write principal::numeric"),
        ({"principal": "1.5::float8"}, "principal is float8, which holds no exact"),
        ({"place": "point(1, 2)"}, r"place is point \(write place::text\)"),
        ({"note": "'{}'::jsonb"}, "note is jsonb"),
        ({"at": "time with time zone '10:00+08'"}, "at is timetz"),
        ({"tags": "array['a']"}, "tags is .*text.* Types that can be taken: bool"),
        ({"principal": "'tel 13812345678'::numeric"}, r'"tel 138\*{4}5678"\. [A-Z]'),
        ({"nowhere": "gone.x"}, "loans.sql: missing FROM-clause entry"),
        ({"nowhere": "nosuchcolumn"}, 'column "nosuchcolumn" does not exist.*Correct'),
    ],
    ids=lambda given: str(given)[:50],
)
def test_what_cannot_be_taken_is_refused_by_name(
    server, untouched, tmp_path, recipe, columns, said
):
    url, out = server.url(untouched), tmp_path / "out"
    must_fail(out, said, recipe(base=None, loans=a_loan(**columns)), url)


def test_what_can_be_taken_stays_as_it_is(server, untouched, tmp_path, recipe):
    sql = a_loan(
        "'00000000-0000-4000-8000-00000000000a'::uuid",
        principal="99999999999999.9999",
        term_months="12.00",
        annual_rate="0.0648",
        product="'ab'::char(5)",
        partner="'雪 ''\"'",
        upfront_fee="null::numeric",
        monthly_fee="7",
        first_due_on="null::date",
        seen_at="timestamptz '2026-01-01 20:00+00'",
        extra="0.12345678901234567890",
    )
    extract(
        recipe(base=None, loans=sql + ";  -- end\n"),
        server.url(untouched),
        tmp_path / "o",
    )

    (row,) = rows(
        tmp_path / "o",
        "select loan_id, principal::text, term_months, annual_rate, product, partner, "
        "upfront_fee, monthly_fee::text, first_due_on, seen_at::timestamp::text, extra "
        "from loans",
    )
    assert row == (
        *("00000000-0000-4000-8000-00000000000a", "99999999999999.9999", 12, 0.0648),
        *("ab", "雪 '\"", None, "7.0000", None, "2026-01-02 04:00:00"),
        "0.12345678901234567890",
    )


def test_a_missing_table_or_column_or_right_is_named(server, lender, tmp_path, recipe):
    out, url = tmp_path / "out", server.url(lender, "reader")
    gone = recipe(loans="select * from lending.gone")
    must_fail(out, r'loans\.sql: relation "lending\.gone" does not exist', gone, url)
    few = recipe(loans="select contract_no::text as loan_id from lending.contracts")
    must_fail(out, "principal is missing; term_months is missing", few, url)
    server.run(lender, "revoke select on lending.spend from reader")
    said = r"campaign_spend\.sql: permission denied for table spend\. Grant select"
    must_fail(out, said, RECIPE, url)
    stampless = recipe(recipe='[changed]\nloans = "altered_at"\n')
    must_fail(out, "altered_at .*missing", stampless, url, kind=RecipeFailed)
    keyless = recipe(recipe='[changed]\ncampaign_spend = "day"\n')
    must_fail(
        out, "have a key: applications, customers", keyless, url, kind=RecipeFailed
    )


def test_a_select_that_takes_too_long_is_stopped(server, untouched, tmp_path, recipe):
    slow = recipe(base=None, loans=a_loan(slept="pg_sleep(20)::text"))
    said = "statement timeout. Raise --statement-timeout-seconds"
    limits = Limits(statement_timeout_seconds=1)
    must_fail(tmp_path / "out", said, slow, server.url(untouched), limits=limits)


def test_who_is_not_let_in_is_told_why(server, untouched, tmp_path, monkeypatch):
    out, url = tmp_path / "out", server.url(untouched, "reader")
    monkeypatch.setenv("PGPASSWORD", "the-wrong-one")
    said = must_fail(out, "password authentication failed.*PGPASSFILE", RECIPE, url)
    assert "the-wrong-one" not in said
    monkeypatch.delenv("PGPASSWORD")
    must_fail(out, "no password supplied.*PGPASSFILE", RECIPE, url)
    passfile = tmp_path / "passfile"
    passfile.write_text(f"127.0.0.1:{server.port}:*:reader:right\n")
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    assert len(extract(RECIPE, url, out)[1]) == 5
    nowhere = "postgresql://reader@127.0.0.1:1/x"
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = f"postgresql://reader@127.0.0.1:{mute.getsockname()[1]}/x"
        limits = Limits(connect_timeout_seconds=2)
        must_fail(tmp_path / "o", "timeout expired", RECIPE, silent, limits=limits)
    must_fail(out, "Connection refused.*Look whether", RECIPE, nowhere)
    absent = server.url("absent", "reader")
    must_fail(out, 'database "absent" does not exist', RECIPE, absent)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reader:s3cret@127.0.0.1:1/x",
        "postgres://reader:s3cret@127.0.0.1:1/x",
        "postgresql://reader@127.0.0.1:1/x?password=s3cret",
        "postgresql://127.0.0.1:1/x?user=reader&PASSWORD=s3cret",
        "postgresql://127.0.0.1:1/x?%70assword=s3cret",
        "postgresql://reader:s3cret/more@127.0.0.1:1/x",
        "postgresql://reader:s3cret#more@127.0.0.1:1/x",
        "postgresql://reader:s3cret?more@127.0.0.1:1/x",
        "postgresql://reader:s3cret@[::1]:1/x",
        "postgresql://reader:s3cret[@127.0.0.1:1/x",
        "host=127.0.0.1 user=reader password=s3cret",
        "reader:s3cret@127.0.0.1",
    ],
)
def test_a_password_on_the_command_line_is_refused_and_never_repeated(tmp_path, url):
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["extract", str(RECIPE), str(out), "--from", url])

    assert done.exit_code == 1
    said = done.output + done.stderr + repr(done.exception)
    assert "PGPASSFILE" in said or "takes a URL like postgresql://reader@host" in said
    assert "s3cret" not in said
    assert list(tmp_path.iterdir()) == []


def test_without_the_driver_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    said = "pip install -r requirements-postgresql.txt"
    must_fail(tmp_path / "out", said, RECIPE, "postgresql://reader@127.0.0.1:1/x")


def test_a_session_that_could_write_is_refused(
    server, untouched, tmp_path, monkeypatch
):
    # As a connection pool that drops what the URL asks for.
    monkeypatch.setattr("data.postgresql._reading", lambda url, *_: url)
    said = "did not take on that this session only reads"
    must_fail(tmp_path / "out", said, RECIPE, server.url(untouched))


def test_from_a_shell(server, untouched, tmp_path):
    out = str(tmp_path / "out")
    url = server.url(untouched, "reader")
    run = CliRunner().invoke
    first = run(app, ["extract", "postgresql_template", out, "--from", url])
    again = run(
        app, ["extract", "postgresql_template", out, "--from", url, "--since", out]
    )

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert "performance" in first.output and " UTC; rows and sums" in first.output
    assert "changed since 2025-12-31" in again.output
    assert "right" not in first.output
    assert run(app, ["check", out]).exit_code == 0
