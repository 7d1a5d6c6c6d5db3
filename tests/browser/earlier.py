"""The extract of a month before another one, in which a few rows were still wrong."""

import shutil
from datetime import date
from pathlib import Path

import duckdb

STATEMENTS = {
    "applications": "from {file} where started_at < $cut",
    "loans": """
        select * replace (
            case when hash(loan_id) % 97 = 0 then principal + 500 else principal end
                as principal
        )
        from {file} where disbursed_on < $cut
        union all by name
        select * replace (loan_id || '-twice' as loan_id, null as application_id)
        from {file} where disbursed_on < $cut and hash(loan_id) % 499 = 0
    """,
    "performance": """
        with late as (
            select loan_id, as_of from {file}
            where charged_off > 0 and as_of < $cut and as_of >= $cut - interval 3 month
            and hash(loan_id) % 2 = 0
        )
        select p.* replace (
            case when l.as_of is null then balance else charged_off end as balance,
            case when l.as_of is null then charged_off else 0 end as charged_off,
            case when l.as_of is null then days_past_due else 150 end as days_past_due,
            case when l.as_of is null then status else 'active' end as status
        )
        from {file} as p
        left join late as l on l.loan_id = p.loan_id and l.as_of = p.as_of
        where p.as_of < $cut
    """,
    "campaign_spend": "from {file} where spend_date < $cut",
    "instalments": "from {file} where loan_id in (select loan_id from kept)",
    "collection_actions": "from {file} where loan_id in (select loan_id from kept)",
}
"""What is otherwise in the earlier one; other tables are the same files."""


def make_earlier(extract: Path, out: Path, cut: date) -> Path:
    """Writes the extract as it was before the day `cut`.

    Half of the last charge-offs were not told yet, some principals were 500 too high,
    and a few loans stood there twice.
    """
    shutil.copytree(extract, out)
    with duckdb.connect() as con:
        loans = extract / "loans.parquet"
        con.execute(
            "create table kept as select loan_id from read_parquet($file)"
            " where disbursed_on < $cut",
            {"file": str(loans), "cut": cut},
        )
        for table, statement in STATEMENTS.items():
            source = f"read_parquet('{extract / table}.parquet')"
            params = {"cut": cut} if "$cut" in statement else {}
            con.sql(statement.format(file=source), params=params).write_parquet(
                str(out / f"{table}.parquet")
            )
    return out
