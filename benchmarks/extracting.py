"""How long does an extraction from PostgreSQL take, and how much memory?

    python -m benchmarks.extracting [--rows 1000000] [--runs 3]

A server of its own gets so many loans of 15 columns; each run is a process of its own.
Prints wall clock and CPU in seconds, the peak memory as the operating system counts it,
and ends where rows or the sum of money differ from the server's. Before `changes` alone
are extracted, one row in a hundred is changed. Needs requirements-postgresql.txt and
PostgreSQL's server.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

import duckdb

from benchmarks.publishing import measured, size
from tests.data.postgres import server

MADE = """
create table made as
select n as id, n / 2 as customer,
    (array['cash', 'car', 'travel'])[n % 3 + 1] as product,
    'channel_' || n % 9 as channel, 'partner_' || n % 5 as partner,
    'own_book'::text as mode, (array['A', 'B', 'C', 'D'])[n % 4 + 1] as grade,
    date '2019-01-01' + (n % 2500) as paid_out_on,
    (1000 + (n * 7919::bigint % 9000000) / 100.0)::numeric(18, 2) as amount,
    (6 + n % 30)::smallint as periods, (n % 240) / 1000.0::numeric as rate,
    'equal_instalment'::text as method,
    (n % 100 / 10.0)::numeric(18, 2) as fee, (n % 7)::numeric(18, 2) as monthly,
    timestamptz '2026-01-01' as updated_at
from generate_series(1, {rows}) as n;
alter table made add primary key (id);
create index on made (updated_at);
update made set updated_at = '2026-03-01' where id = 1;
analyze made;
"""

CHANGED = """
update made set amount = amount + 0.01, updated_at = '2026-03-02' where id % 100 = 0;
"""

LOANS = """
select id::text as loan_id, null::text as application_id,
    customer::text as customer_id, product, channel, partner, mode as business_mode,
    grade as risk_grade, paid_out_on as disbursed_on, amount as principal,
    periods as term_months, rate as annual_rate, method as repayment_method,
    fee as upfront_fee, monthly as monthly_fee, updated_at
from made
"""


def must_be_equal(running, out: Path) -> None:
    """Ends the benchmark where the extract is not what the server holds."""
    theirs = running.run("postgres", "select count(*), sum(amount) from made")
    file = {"file": str(out / "loans.parquet")}
    count, total = duckdb.execute(
        "select count(*), sum(principal)::decimal(38, 2) from read_parquet($file)", file
    ).fetchall()[0]
    if theirs != f"{count}|{total}":
        raise SystemExit(f"The extract has {count}|{total}, the server {theirs}.")


def main() -> None:
    """Measures whole extractions, then changes alone, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with server() as running, tempfile.TemporaryDirectory() as name:
        running.run("postgres", MADE.format(rows=asked.rows))
        recipe, out = Path(name, "recipe"), Path(name, "out")
        recipe.mkdir()
        (recipe / "loans.sql").write_text(LOANS)
        (recipe / "recipe.toml").write_text('[changed]\nloans = "updated_at"\n')
        command = ["-m", "data", "extract", str(recipe), str(out)]
        command += ["--from", running.url("postgres")]
        print("| loans | step | runs | wall s | CPU s | peak MB | MB written |")
        print("|---|---|---|---|---|---|---|")
        for step, more in (("whole", []), ("changes", ["--since", str(out)])):
            seen = []
            for _ in range(asked.runs):
                if more:
                    running.run("postgres", CHANGED)
                seen.append(measured(*command, *more))
                must_be_equal(running, out)
            wall, cpu, peak = (
                statistics.median(kind) for kind in zip(*seen, strict=True)
            )
            print(
                f"| {asked.rows:,} | {step} | {len(seen)} | {wall:.1f} | {cpu:.1f} "
                f"| {peak:,.0f} | {size(out):.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
