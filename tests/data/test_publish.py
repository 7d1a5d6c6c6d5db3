"""What a publication makes of an extract, and what it refuses."""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from data.contract import TABLES
from data.errors import (
    BadSettings,
    ContractBroken,
    PublicationFailed,
    UnusableExtract,
)
from data.publish import publish
from data.sample import make_sample
from data.snapshot import FACTS, LAYOUT_VERSION, ROLLUPS, TABLES_IN_FACTS
from data.store import Store
from tests.books import clean_book, table_of, write_extract
from tests.data.reading import content, parquet_bytes, served, views

STAGE_TIMES = ("started_at", "submitted_at", "verified_at", "assessed_at", "decided_at")
STAGE_TIMES += ("signed_at", "disbursed_at")


def rows_of(snapshot, query):
    con = snapshot.connect(threads=1)
    try:
        return con.execute(query).fetchall()
    finally:
        con.close()


def published(tmp_path, book=None, toml="", **write):
    folder = tmp_path / f"extract-{len(list(tmp_path.iterdir()))}"
    write_extract(book or clean_book(), folder, toml, **write)
    return publish(folder, tmp_path / "store")


def disordered(book):
    """Breaks the contract: a loan of a negative principal."""
    book["loans"][0]["principal"] = -1
    return book


def test_a_snapshot_holds_every_table_fact_and_rollup_as_one_parquet_file(tmp_path):
    snapshot = published(tmp_path)

    expected = (
        [f"tables/{name}.parquet" for name in TABLES if name not in TABLES_IN_FACTS]
        + [f"facts/{name}.parquet" for name in FACTS]
        + [f"rollups/{name}.parquet" for name in ROLLUPS]
    )
    assert sorted(parquet_bytes(snapshot)) == sorted(expected)
    others = {f.name for f in snapshot.path.rglob("*") if f.is_file()} - {
        name.split("/")[1] for name in expected
    }
    assert others == {"manifest.json"}
    con = snapshot.connect()
    assert set(views(con)) == {*TABLES, *FACTS, *ROLLUPS}
    con.close()


def test_the_tables_of_a_snapshot_hold_the_rows_of_the_extract(tmp_path):
    book = clean_book()
    snapshot = published(tmp_path, book)
    for name, table in TABLES.items():
        columns = [c.name for c in table.columns]
        quoted = ", ".join(f'"{column}"' for column in columns)
        stored = rows_of(snapshot, f"select {quoted} from {name}")
        drawn = [tuple(row.get(column) for column in columns) for row in book[name]]
        assert sorted(map(repr, map(plain, stored))) == sorted(
            map(repr, map(plain, drawn))
        )


def plain(row):
    """Numbers of any type alike: 12, 12.0 and Decimal('12.0000') are one value."""
    return tuple(
        Decimal(str(value)).normalize()
        if isinstance(value, int | float | Decimal)
        else value
        for value in row
    )


def test_rows_are_stored_in_the_order_of_the_contract(tmp_path):
    book = clean_book()
    for rows in book.values():
        rows.reverse()
    snapshot = published(tmp_path, book)
    for name, table in TABLES.items():
        key = ", ".join(f'"{column}"' for column in table.sort)
        stored = rows_of(snapshot, f"select {key} from {name}")
        ordered = rows_of(snapshot, f"select {key} from {name} order by {key}")
        assert stored == ordered, name


def test_the_manifest_says_what_was_published_and_from_what(tmp_path):
    toml = 'currency = "USD"\n'
    extract = write_extract(clean_book(), tmp_path / "june", toml)
    snapshot = publish(extract, tmp_path / "store")
    manifest = json.loads((snapshot.path / "manifest.json").read_text("utf-8"))

    assert manifest["id"] == snapshot.id == snapshot.path.name
    assert manifest["id"].startswith("20250630-")
    assert manifest["layout_version"] == LAYOUT_VERSION
    assert manifest["as_of"] == "2025-06-30"
    assert manifest["newest_application_at"] == "2025-06-28T21:30:00"
    assert (manifest["first_month"], manifest["last_month"]) == ("2025-01", "2025-06")
    assert manifest["extract"] == "june"
    assert manifest["findings"] == []
    assert manifest["settings"]["currency"] == "USD"
    assert set(manifest["versions"]) == {"duckdb", "python"}
    assert datetime.fromisoformat(manifest["published_at"]).utcoffset() is not None
    assert manifest["sources"] == {
        file.name: {
            "bytes": file.stat().st_size,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for file in extract.iterdir()
    }
    assert {name: table["rows"] for name, table in manifest["tables"].items()} == {
        name: len(rows) for name, rows in clean_book().items()
    }


def test_the_manifest_lists_the_columns_that_came_and_those_the_contract_lacks(
    tmp_path,
):
    book = clean_book()
    for row in book["loans"]:
        row["branch_code"] = "B1"
    snapshot = published(tmp_path, book, drop={"loans.partner", "targets"})

    tables = snapshot.manifest["tables"]
    assert "targets" not in tables
    assert "partner" not in tables["loans"]["columns"]
    assert tables["loans"]["extra_columns"] == ["branch_code"]
    assert rows_of(snapshot, "select distinct partner from loans") == [(None,)]
    assert rows_of(snapshot, "select count(*) from targets") == [(0,)]


def test_the_same_inputs_give_the_same_id_and_the_same_bytes(tmp_path):
    first = write_extract(clean_book(), tmp_path / "first")
    again = write_extract(clean_book(), tmp_path / "elsewhere" / "again")
    one = publish(first, tmp_path / "one")
    two = publish(again, tmp_path / "two")

    assert one.id == two.id
    assert parquet_bytes(one) == parquet_bytes(two)


def test_a_sample_of_many_rows_gives_the_same_bytes_too(tmp_path):
    make_sample(tmp_path / "sample", loans=500)
    one = publish(tmp_path / "sample", tmp_path / "one")
    two = publish(tmp_path / "sample", tmp_path / "two")

    assert one.id == two.id
    assert one.manifest["tables"]["performance"]["rows"] > 2_000
    assert parquet_bytes(one) == parquet_bytes(two)


def test_publishing_the_same_again_keeps_one_snapshot_and_points_to_it(tmp_path):
    first = published(tmp_path)
    other = published(tmp_path, toml='past_due_rule = "at_least"\n')
    again = published(tmp_path)

    assert again.id == first.id != other.id
    store = Store(tmp_path / "store")
    assert store.current().id == first.id
    assert {s.id for s in store.snapshots()} == {first.id, other.id}


def test_publishing_the_same_again_hashes_and_no_more(tmp_path, monkeypatch):
    first = published(tmp_path)
    steps = []
    monkeypatch.setattr("data.publish.check_apart", None)
    again = publish(
        write_extract(clean_book(), tmp_path / "again"),
        tmp_path / "store",
        on_progress=lambda share, step: steps.append(step),
    )
    assert again.id == first.id
    assert steps == ["hashing", "published before"]


def test_a_snapshot_spoilt_after_its_publication_is_replaced_by_the_next(tmp_path):
    snapshot = published(tmp_path)
    (snapshot.path / "manifest.json").write_text('{"id": ', "utf-8")

    again = published(tmp_path)

    assert Store(tmp_path / "store").current().id == again.id == snapshot.id


@pytest.mark.parametrize("name", ["rollups/loan_rollup", "facts/loan_facts"])
def test_a_snapshot_with_a_flipped_bit_is_made_again_by_the_next(tmp_path, name):
    snapshot = published(tmp_path)
    assert snapshot.damaged() == []
    file = snapshot.path / f"{name}.parquet"
    good = file.read_bytes()
    file.write_bytes(good[:60] + bytes([good[60] ^ 1]) + good[61:])
    assert snapshot.is_whole and snapshot.damaged() == [f"{name}.parquet"]

    again = published(tmp_path)
    assert again.id == snapshot.id and again.damaged() == []
    assert file.read_bytes() == good


def cut_off(file):
    """Another file under the same name: the bytes may be another snapshot's too."""
    file.unlink()
    file.write_bytes(b"PAR1")


@pytest.mark.parametrize("spoil", [Path.unlink, cut_off])
def test_a_snapshot_with_a_file_lost_or_cut_off_is_no_snapshot(tmp_path, spoil):
    older = published(tmp_path, toml="funding_rate = 0.05\n")
    snapshot = published(tmp_path)
    spoil(snapshot.path / "facts" / "loan_months.parquet")
    store = Store(tmp_path / "store")
    assert store.current().id == older.id
    assert snapshot.damaged() == ["facts/loan_months.parquet"]


@pytest.mark.parametrize(
    "toml", ['past_due_rule = "at_least"\n', "funding_rate = 0.05\n"]
)
def test_other_settings_make_another_snapshot(tmp_path, toml):
    assert published(tmp_path).id != published(tmp_path, toml=toml).id


def test_another_value_makes_another_snapshot(tmp_path):
    book = clean_book()
    book["performance"][0]["interest_paid"] = Decimal("0.01")

    assert published(tmp_path).id != published(tmp_path, book).id


def test_a_table_in_several_files_gives_the_same_rows(tmp_path):
    one = content(published(tmp_path))
    many = content(published(tmp_path, parts={"performance": 3, "loans": 2}))

    assert one.pop("sources") != many.pop("sources")
    assert one == many


def test_warnings_are_let_through_and_kept_in_the_manifest(tmp_path):
    book = clean_book()
    book["campaign_spend"] += table_of("""
        spend_date  channel  campaign_id  campaign_name  spend
        2025-05-01  radio    jingle       Jingle         10.00
    """)
    snapshot = published(tmp_path, book)

    findings = snapshot.manifest["findings"]
    assert [f["severity"] for f in findings] == ["warning"] * len(findings)
    assert "radio" in json.dumps(findings)


def test_errors_stop_a_first_publication_with_every_finding(tmp_path):
    book = disordered(clean_book())
    book["applications"][1]["application_id"] = "A1"
    with pytest.raises(ContractBroken) as stopped:
        published(tmp_path, book)

    found = {(f.table, f.column) for f in stopped.value.findings}
    assert ("loans", "principal") in found
    assert any(table == "applications" for table, _ in found)
    assert "Nothing was published" in str(stopped.value)


@pytest.mark.parametrize(("statuses", "places"), [(0, "1 place"), (1, "2 places")])
def test_what_stops_a_publication_says_in_how_many_places_errors_are(
    tmp_path, statuses, places
):
    book = disordered(clean_book())  # an error, and a warning: more was approved
    for row in book["performance"][:statuses]:
        row["status"] = "open"
    with pytest.raises(ContractBroken) as stopped:
        published(tmp_path, book)
    assert len(stopped.value.findings) > 1 + statuses
    assert str(stopped.value) == (
        f"extract-0 breaks the contract in {places}. "
        "Nothing was published; what was served is served on."
    )
    assert Store(tmp_path / "store").snapshots() == []
    assert not (tmp_path / "store" / "CURRENT").exists()


def test_a_broken_extract_after_a_good_one_leaves_the_good_one_served(tmp_path):
    good = published(tmp_path)
    before = served(tmp_path / "store")
    files = sorted((tmp_path / "store").rglob("*"))
    with pytest.raises(ContractBroken):
        published(tmp_path, disordered(clean_book()))

    assert Store(tmp_path / "store").current().id == good.id
    assert served(tmp_path / "store") == before
    assert sorted((tmp_path / "store").rglob("*")) == files


def test_bad_settings_and_an_unusable_folder_change_nothing(tmp_path):
    good = published(tmp_path)
    with pytest.raises(BadSettings, match="no_such_key"):
        published(tmp_path, toml="no_such_key = 1\n")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnusableExtract):
        publish(tmp_path / "empty", tmp_path / "store")

    assert Store(tmp_path / "store").current().id == good.id


def test_leftovers_of_a_crash_are_removed_and_snapshots_are_not(tmp_path):
    old = published(tmp_path)
    leftover = tmp_path / "store" / "snapshots" / ".tmp-4711"
    (leftover / "tables").mkdir(parents=True)
    (leftover / "tables" / "loans.parquet").write_bytes(b"PAR1")

    new = published(tmp_path, toml='currency = "EUR"\n')

    assert {f.name for f in leftover.parent.iterdir()} == {old.id, new.id}


def test_a_failure_while_writing_leaves_no_trace(tmp_path, monkeypatch):
    good = published(tmp_path)
    files = sorted((tmp_path / "store").rglob("*"))

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.facts._write_all", refuse)
    with pytest.raises(PublicationFailed, match="No space left on device. What was"):
        published(tmp_path, toml='currency = "EUR"\n')

    assert sorted((tmp_path / "store").rglob("*")) == files
    assert Store(tmp_path / "store").current().id == good.id


def with_zone(book, zone="UTC"):
    """Types that say of every timestamp that it is in UTC."""
    return {
        f"{table.name}.{column.name}": pa.timestamp("us", zone)
        for table in TABLES.values()
        for column in table.columns
        if column.type == "timestamp"
    }


@pytest.mark.parametrize(
    ("zone", "expected", "month"),
    [
        ("Asia/Shanghai", datetime(2025, 2, 1, 0, 30), "2025-02"),
        ("America/New_York", datetime(2025, 1, 31, 11, 30), "2025-01"),
        ("UTC", datetime(2025, 1, 31, 16, 30), "2025-01"),
    ],
)
def test_timestamps_with_a_zone_become_the_business_zones(
    tmp_path, zone, expected, month
):
    # 16:30 in London's winter is half past midnight of the next day in Shanghai.
    book = clean_book()
    book["applications"][2]["started_at"] = datetime(2025, 1, 31, 16, 30)
    snapshot = published(
        tmp_path, book, f'time_zone = "{zone}"\n', types=with_zone(book)
    )

    query = "select started_at from applications where application_id = 'A3'"
    assert rows_of(snapshot, query) == [(expected,)]
    query = """
        select strftime(started_month, '%Y-%m')
        from application_facts where application_id = 'A3'
    """
    assert rows_of(snapshot, query) == [(month,)]


def test_summer_time_is_that_of_the_day_and_not_of_today(tmp_path):
    book = clean_book()
    snapshot = published(
        tmp_path, book, 'time_zone = "America/New_York"\n', types=with_zone(book)
    )

    # A1 started at 10:00 UTC in January (five hours back), A7 at 09:00 in May (four).
    query = """
        select started_at from applications
        where application_id in ('A1', 'A7') order by application_id
    """
    assert rows_of(snapshot, query) == [
        (datetime(2025, 1, 5, 5, 0),),
        (datetime(2025, 5, 20, 5, 0),),
    ]


def test_timestamps_without_a_zone_stay_as_they_are(tmp_path):
    snapshot = published(tmp_path, toml='time_zone = "America/New_York"\n')

    query = "select started_at from applications where application_id = 'A1'"
    assert rows_of(snapshot, query) == [(datetime(2025, 1, 5, 10, 0),)]


def numbered(book):
    """The same book with whole numbers for its identifiers of customers and loans."""
    for rows in book.values():
        for row in rows:
            for key in ("customer_id", "loan_id", "application_id"):
                if row.get(key) is not None:
                    row[key] = int(str(row[key])[1:])
    return book


def in_text(book):
    """The same book with those numbers written as text."""
    for rows in numbered(book).values():
        for row in rows:
            for key in ("customer_id", "loan_id", "application_id"):
                if row.get(key) is not None:
                    row[key] = str(row[key])
    return book


MONEY_AS_DOUBLE = {
    f"{table.name}.{column.name}": pa.float64()
    for table in TABLES.values()
    for column in table.columns
    if column.type == "money"
}
CODES_IN_DICTIONARIES = {
    f"{table.name}.{column.name}": pa.dictionary(pa.int32(), pa.string())
    for table in TABLES.values()
    for column in table.columns
    if column.type == "code"
}
IDS_AS_INTEGERS = {
    f"{table.name}.{column.name}": pa.int64()
    for table in TABLES.values()
    for column in table.columns
    if column.name in ("customer_id", "loan_id", "application_id")
}


@pytest.mark.parametrize(
    ("change", "types", "alike"),
    [
        (lambda book: book, MONEY_AS_DOUBLE, lambda book: book),
        (lambda book: book, CODES_IN_DICTIONARIES, lambda book: book),
        (numbered, IDS_AS_INTEGERS, in_text),
    ],
    ids=["money as double", "codes in dictionaries", "ids as integers"],
)
def test_other_types_of_the_same_values_give_the_same_rows_in_every_view(
    tmp_path, change, types, alike
):
    expected = content(published(tmp_path, alike(clean_book())))
    found = content(published(tmp_path, change(clean_book()), types=types))

    assert found.pop("sources") != expected.pop("sources")
    assert found == expected


def test_money_in_doubles_is_stored_exact_to_the_hundredth_of_a_cent(tmp_path):
    book = clean_book()
    # 0.1 + 0.2 is 0.30000000000000004 as a double.
    book["performance"][-1]["interest_paid"] = 0.1 + 0.2
    snapshot = published(tmp_path, book, types=MONEY_AS_DOUBLE)

    query = """
        select interest_paid, typeof(interest_paid) from performance
        where loan_id = 'L5' and as_of = date '2025-06-30'
    """
    assert rows_of(snapshot, query) == [(Decimal("0.3000"), "DECIMAL(18,4)")]


@pytest.mark.parametrize("only", ["applications", "loans"])
def test_one_table_alone_is_an_extract(tmp_path, only):
    book = {only: clean_book()[only]}
    snapshot = published(tmp_path, book)

    assert set(snapshot.manifest["tables"]) == {only}
    assert snapshot.manifest["as_of"] is None
    assert snapshot.manifest["first_month"] == "2025-01"
    con = snapshot.connect()
    assert set(views(con)) == {*TABLES, *FACTS, *ROLLUPS}
    con.close()
    assert Store(tmp_path / "store").current().id == snapshot.id


def test_loans_with_performance_alone_have_facts_and_no_applications(tmp_path):
    book = {name: clean_book()[name] for name in ("loans", "performance")}
    snapshot = published(tmp_path, book)

    assert snapshot.manifest["newest_application_at"] is None
    assert rows_of(snapshot, "select count(*) from loan_facts") == [(5,)]
    assert rows_of(snapshot, "select count(*) from application_facts") == [(0,)]
    charged_off = rows_of(snapshot, "select sum(charged_off) from loan_months")
    assert charged_off == [(Decimal("900.0000"),)]


def test_a_table_without_rows_is_published_as_empty(tmp_path):
    book = clean_book() | {"targets": []}
    snapshot = published(tmp_path, book)

    assert snapshot.manifest["tables"]["targets"]["rows"] == 0
    assert [f["rule"] for f in snapshot.manifest["findings"]] == ["table_empty"]


def test_names_with_quotes_are_values_and_nothing_else(tmp_path):
    book = clean_book()
    hostile = "app'); drop table loans; --"
    for name in ("applications", "loans", "campaign_spend", "touchpoints", "targets"):
        for row in book[name]:
            if row.get("channel") == "app_store":
                row["channel"] = hostile
    folder = tmp_path / "it's an extract"
    write_extract(book, folder)
    snapshot = publish(folder, tmp_path / "the lender's store")

    query = "select count(*) from loans where channel like 'app''%'"
    assert rows_of(snapshot, query) == [(2,)]


def test_progress_runs_from_nothing_to_all_and_never_back(tmp_path):
    told = []
    extract = write_extract(clean_book(), tmp_path / "extract")
    publish(extract, tmp_path / "store", on_progress=lambda *call: told.append(call))

    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(stage for _, stage in told)


def test_files_that_did_not_change_are_stored_once(tmp_path):
    first = published(tmp_path)
    book = clean_book()
    book["loans"][0]["annual_rate"] = 0.2
    second = published(tmp_path, book)

    def node(snapshot, name):
        return (snapshot.path / name).stat().st_ino

    assert second.id != first.id
    assert node(second, "tables/customers.parquet") == node(
        first, "tables/customers.parquet"
    )
    assert node(second, "facts/loan_facts.parquet") != node(
        first, "facts/loan_facts.parquet"
    )
    assert second.damaged() == []
    assert not list(second.path.rglob(".link"))


def test_a_damaged_file_is_not_linked(tmp_path):
    first = published(tmp_path)
    file = first.path / "tables" / "customers.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1  # the size stays: only its sum tells
    file.write_bytes(content)
    book = clean_book()
    book["loans"][0]["annual_rate"] = 0.2

    second = published(tmp_path, book)

    assert second.damaged() == []
    assert first.damaged() == ["tables/customers.parquet"]
