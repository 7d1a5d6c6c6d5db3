"""Which snapshot is served, whatever has happened to the files of the store."""

import json
from pathlib import Path

import duckdb
import pytest

from data.errors import NothingPublished, UnknownSnapshot
from data.publish import publish
from data.snapshot import LAYOUT_VERSION, Snapshot
from data.store import STORE_VARIABLE, Store, default_store
from tests.books import clean_book, write_extract

OLD, NEW = "20250531-00000001", "20250630-00000002"


def keep(store: Path, snapshot_id: str, published_at: str) -> Path:
    """A snapshot's folder with as much of a manifest as the store looks at."""
    folder = store / "snapshots" / snapshot_id
    folder.mkdir(parents=True)
    manifest = {"layout_version": LAYOUT_VERSION, "published_at": published_at}
    manifest["files"] = {}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.fixture
def store(tmp_path) -> Store:
    """Two snapshots; the one published first is served."""
    keep(tmp_path, NEW, "2025-07-02T08:00:00+00:00")
    keep(tmp_path, OLD, "2025-06-02T08:00:00+00:00")
    (tmp_path / "CURRENT").write_text(OLD + "\n", "utf-8")
    return Store(tmp_path)


def test_the_snapshot_of_the_pointer_is_served(store):
    assert store.current().id == OLD


def test_snapshots_come_by_time_of_publication_the_newest_first(store):
    keep(store.path, "20250430-0000000f", "2025-07-03T08:00:00+00:00")

    assert [s.id for s in store.snapshots()] == ["20250430-0000000f", NEW, OLD]


@pytest.mark.parametrize(
    "pointer",
    [
        b"",
        b"\n",
        b"nonsense\n",
        b"20250531-00000009\n",
        b"../../../etc\n",
        b"../snapshots/20250531-00000001\n",
        b"20250531-00000001/../20250531-00000001\n",
        "２０２５０５３１-00000001\n".encode(),
        b"20250531-0000000A\n",
        b"\xff\xfe\x00",
        b"20250531-00000001\x00\n",
        b"20250531-00000001\n20250630-00000002\n",
    ],
)
def test_a_spoilt_pointer_falls_back_to_the_newest_whole_snapshot(store, pointer):
    store.pointer.write_bytes(pointer)

    assert store.current().id == NEW


def test_a_missing_pointer_or_a_folder_in_its_place_falls_back_too(store):
    store.pointer.unlink()
    assert store.current().id == NEW
    store.pointer.mkdir()
    assert store.current().id == NEW


BROKEN = {
    "absent": None,
    "empty": b"",
    "cut off": b'{"layout_version": 1, "published',
    "binary": b"\xff\xfe\x00\x01",
    "a list": b"[1]",
    "a number": b"1",
    "null": b"null",
    "no layout": b'{"published_at": "2025-07-02T08:00:00+00:00"}',
    "another layout": b'{"layout_version": 0, "published_at": "2025-07-02"}',
    "no files": json.dumps(
        {"layout_version": LAYOUT_VERSION, "published_at": "2025-07-02"}
    ).encode(),
    "no time of publication": json.dumps({"layout_version": LAYOUT_VERSION}).encode(),
}


@pytest.mark.parametrize("manifest", BROKEN.values(), ids=BROKEN)
def test_a_snapshot_with_a_broken_manifest_is_no_snapshot(store, manifest):
    file = store.snapshots_folder / NEW / "manifest.json"
    file.unlink()
    if manifest is not None:
        file.write_bytes(manifest)
    store.pointer.write_text(NEW + "\n", "utf-8")

    assert [s.id for s in store.snapshots()] == [OLD]
    assert store.current().id == OLD
    with pytest.raises(UnknownSnapshot, match=OLD):
        store.get(NEW)


@pytest.mark.parametrize(
    "name", [".tmp-123", "20250701-0000000", "20250701-000000001", "20250701-0000000G"]
)
def test_folders_that_are_no_snapshots_are_left_alone(store, name):
    keep(store.path, name, "2030-01-01T00:00:00+00:00")
    (store.snapshots_folder / "notes.txt").write_text("not ours", "utf-8")

    assert {s.id for s in store.snapshots()} == {OLD, NEW}


@pytest.mark.parametrize(
    "snapshot_id", ["", "..", "../..", "20250531-00000009", "a\0b"]
)
def test_an_unknown_snapshot_is_refused_with_those_that_are_known(store, snapshot_id):
    with pytest.raises(UnknownSnapshot) as refused:
        store.get(snapshot_id)

    assert repr(snapshot_id) in str(refused.value)
    assert OLD in str(refused.value) and NEW in str(refused.value)


def test_an_empty_store_says_what_to_do(tmp_path):
    for path in (tmp_path, tmp_path / "absent"):
        assert Store(path).snapshots() == []
        with pytest.raises(NothingPublished, match="python -m data publish"):
            Store(path).current()


def test_the_environment_says_where_the_store_is(tmp_path, monkeypatch):
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "there"))
    assert default_store() == (tmp_path / "there").resolve()
    for unset in ("", None):
        if unset is None:
            monkeypatch.delenv(STORE_VARIABLE)
        else:
            monkeypatch.setenv(STORE_VARIABLE, unset)
        assert default_store().parts[-2:] == ("data", "store")


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """A real snapshot, a neighbour's file, and the connection that readers get."""
    folder = tmp_path_factory.mktemp("locked")
    extract = write_extract(clean_book(), folder / "extract")
    snapshot = publish(extract, folder / "store")
    con = snapshot.connect(threads=1)
    snapshot.lock(con)
    yield snapshot, extract, con
    con.close()


def test_a_locked_connection_reads_its_own_snapshot(locked):
    _, _, con = locked

    assert con.cursor().execute("select count(*) from loans").fetchall() == [(5,)]


OUTSIDE = [
    "select * from read_parquet('{extract}/loans.parquet')",
    "select * from '{extract}/loans.parquet'",
    "select * from glob('{extract}/*')",
    "select * from read_text('{snapshot}/../../CURRENT')",
    "select * from read_text('{snapshot}/../../snapshots/../CURRENT')",
    "select * from read_csv('/etc/passwd')",
    "select * from 'https://localhost:1/x.parquet'",
    "attach '{extract}/other.db' as other",
    "copy (select 1 as one) to '{extract}/one.parquet'",
    "export database '{extract}/all'",
    "load httpfs",
    "install httpfs",
]


@pytest.mark.parametrize("sql", OUTSIDE)
def test_a_locked_connection_reaches_nothing_outside_its_snapshot(locked, sql):
    snapshot, extract, con = locked
    before = sorted(extract.rglob("*"))

    with pytest.raises(duckdb.Error):
        con.cursor().execute(sql.format(extract=extract, snapshot=snapshot.path))

    assert sorted(extract.rglob("*")) == before


@pytest.mark.parametrize(
    "sql",
    [
        "set threads = 8",
        "set allowed_directories = ['/']",
        "set allowed_paths = ['/etc/passwd']",
        "set enable_external_access = true",
        "reset enable_external_access",
        "set lock_configuration = false",
        "set memory_limit = '100GB'",
        "set temp_directory = '/'",
        "set python_enable_replacements = true",
    ],
)
def test_no_setting_of_a_locked_connection_can_change(locked, sql):
    _, _, con = locked
    with pytest.raises(duckdb.InvalidInputException, match="locked"):
        con.cursor().execute(sql)


def test_a_python_variable_is_no_table(locked):
    _, _, con = locked
    secrets = con.cursor().execute("select 1 as one").df()
    assert len(secrets) == 1

    with pytest.raises(duckdb.CatalogException):
        con.cursor().execute("select * from secrets")


@pytest.mark.parametrize(
    "sql",
    [
        "copy (select 1 as one) to '{snapshot}/one.parquet'",
        "copy (select 1 as one) to '{snapshot}/tables/loans.parquet'",
        "attach '{snapshot}/other.db' as other",
        "export database '{snapshot}/all'",
    ],
)
def test_a_locked_connection_makes_no_file(tmp_path, sql):
    extract = write_extract(clean_book(), tmp_path / "extract")
    snapshot = publish(extract, tmp_path / "store")
    before = {f: f.read_bytes() for f in snapshot.path.rglob("*") if f.is_file()}
    con = snapshot.connect(threads=1)
    snapshot.lock(con)

    try:
        with pytest.raises(duckdb.Error):
            con.cursor().execute(sql.format(snapshot=snapshot.path))
    finally:
        con.close()
    after = {f: f.read_bytes() for f in snapshot.path.rglob("*") if f.is_file()}
    assert after == before


def test_a_snapshot_keeps_the_settings_it_was_published_with(tmp_path):
    toml = 'currency = "EUR"\npast_due_rule = "at_least"\n'
    toml += '[names.product.cash_loan]\nen = "Cash loan"\nzh = "现金贷"\n'
    extract = write_extract(clean_book(), tmp_path / "extract", toml)
    snapshot = publish(extract, tmp_path / "store")
    (extract / "dashboard.toml").unlink()

    settings = Snapshot(snapshot.path).settings
    assert (settings.currency, settings.past_due_rule) == ("EUR", "at_least")
    assert settings.names == {
        "product": {"cash_loan": {"en": "Cash loan", "zh": "现金贷"}}
    }


def test_what_was_published_before_another_comes_newest_first(store):
    keep(store.path, "20250430-00000003", "2025-05-02T08:00:00+00:00")
    newest = store.get(NEW)
    assert [s.id for s in store.before(newest)] == [OLD, "20250430-00000003"]
    assert store.before(store.get("20250430-00000003")) == []


def test_snapshots_that_nobody_can_read_are_named(store):
    assert store.unusable() == []
    manifest = store.snapshots_folder / OLD / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(told | {"layout_version": 0}), "utf-8")
    (store.snapshots_folder / ".tmp-1").mkdir()
    assert store.unusable() == [OLD]
