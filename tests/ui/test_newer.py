"""Looking for a newer snapshot: often, cheaply, and whatever the store is doing."""

import json
import logging
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.store import STORE_VARIABLE
from tests.ui.drawing import PATIENCE_SECONDS
from texts import words
from ui import newer, snapshots

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def own_store(sample_store, tmp_path, monkeypatch) -> Path:
    """A store of the test's own, and a session that reads its snapshot."""
    store = tmp_path / "store"
    shutil.copytree(sample_store, store)
    monkeypatch.setenv(STORE_VARIABLE, str(store))
    session = {}
    monkeypatch.setattr(snapshots.st, "session_state", session)
    snapshots.for_session()
    return store


def another(store: Path) -> str:
    """Serves a copy of the store's snapshot under another id; the new id."""
    (first,) = (store / "snapshots").iterdir()
    shutil.copytree(first, first.with_name("20991231-0123abcd"))
    (store / "CURRENT").write_text("20991231-0123abcd\n")
    return "20991231-0123abcd"


def test_nothing_newer_is_found_by_reading_the_pointer_alone(own_store, monkeypatch):
    shutil.rmtree(own_store / "snapshots")

    assert snapshots.newer_than_session() is None


def test_a_newer_snapshot_is_found_and_the_session_stays_where_it_is(own_store):
    before = snapshots.for_session().id
    newer_id = another(own_store)

    assert snapshots.newer_than_session().id == newer_id
    assert snapshots.for_session().id == before
    snapshots.take(newer_id)
    assert snapshots.newer_than_session() is None
    assert snapshots.for_session().id == newer_id


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"nonsense", b"../../etc"])
def test_a_pointer_that_names_nothing_offers_nothing(own_store, text):
    (own_store / "CURRENT").write_bytes(text)

    assert snapshots.newer_than_session() is None


def test_a_store_that_is_away_offers_nothing_and_is_no_deployment_without_data(
    own_store,
):
    own_store.rename(own_store.with_name("away"))

    assert snapshots.newer_than_session() is None
    with pytest.raises(FileNotFoundError, match="holds no snapshot"):
        snapshots.for_session()


def test_a_snapshot_that_was_deleted_gives_way_to_the_one_served(own_store):
    before = snapshots.for_session().id
    newer_id = another(own_store)
    shutil.rmtree(own_store / "snapshots" / before)

    assert snapshots.for_session().id == newer_id


@pytest.mark.parametrize(
    ("text", "seconds"), [("", 60), ("1", 1), ("86400", 86_400), ("2.5", 2.5)]
)
def test_the_operator_decides_how_often_a_page_looks(text, seconds, monkeypatch):
    monkeypatch.setenv(newer.EVERY_VARIABLE, text)
    assert newer.every_seconds() == seconds


@pytest.mark.parametrize("text", ["0", "-5", "nan", "inf", "often", "86401"])
def test_nonsense_is_the_default_and_is_logged(text, caplog, monkeypatch):
    monkeypatch.setenv(newer.EVERY_VARIABLE, text)
    with caplog.at_level(logging.WARNING):
        assert newer.every_seconds() == 60
    assert repr(text) in caplog.text


def flip(
    store: Path, snapshot_id: str, name: str = "rollups/loan_rollup.parquet"
) -> None:
    """Turns one bit of a file, as a failing disk would."""
    file = store / "snapshots" / snapshot_id / name
    good = file.read_bytes()
    file.write_bytes(good[:60] + bytes([good[60] ^ 1]) + good[61:])


@pytest.mark.parametrize(
    "name",
    [
        "rollups/loan_rollup.parquet",
        "facts/loan_months.parquet",
        "tables/customers.parquet",
    ],
)
def test_a_damaged_snapshot_is_passed_over_and_that_is_said(
    own_store, monkeypatch, name
):
    sound = snapshots.for_session().id
    assert snapshots.passed_over() is None
    damaged = another(own_store)
    flip(own_store, damaged, name)
    assert snapshots.newer_than_session() is None
    assert snapshots.passed_over() == damaged

    monkeypatch.setattr(snapshots.st, "session_state", {})
    assert snapshots.for_session().id == sound


def test_a_snapshot_that_was_published_again_is_sound_again(own_store):
    damaged = another(own_store)
    file = own_store / "snapshots" / damaged / "rollups" / "loan_rollup.parquet"
    good = file.read_bytes()
    flip(own_store, damaged)
    assert snapshots.passed_over() == damaged

    file.write_bytes(good)
    manifest = file.parents[1] / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(
        json.dumps(told | {"published_at": "2026-12-31T00:00:00+00:00"})
    )
    assert snapshots.passed_over() is None
    assert snapshots.newer_than_session().id == damaged


@pytest.mark.parametrize("pointer", [b"20990101-00000000\n", b"\xff\xfe", None])
def test_a_pointer_to_nothing_is_said(own_store, pointer):
    if pointer is None:
        (own_store / "CURRENT").unlink()
    else:
        (own_store / "CURRENT").write_bytes(pointer)
    assert snapshots.passed_over() is not None


def test_where_no_snapshot_is_sound_the_store_cannot_be_read(own_store, monkeypatch):
    flip(own_store, snapshots.for_session().id)
    snapshots.is_sound.clear()
    monkeypatch.setattr(snapshots.st, "session_state", {})
    with pytest.raises(OSError, match="publish again"):
        snapshots.for_session()


def test_a_page_says_what_is_shown_in_place_of_a_damaged_snapshot(
    own_store, monkeypatch
):
    monkeypatch.undo()
    monkeypatch.setenv(STORE_VARIABLE, str(own_store))
    sound = snapshots.store().current().id
    flip(own_store, another(own_store))
    test = AppTest.from_file(str(APP), default_timeout=PATIENCE_SECONDS).run()
    assert not test.exception
    said = words("zh" if "最新" in test.warning[0].value else "en")
    assert test.warning[0].value == said("frame.passed_over", shown=sound)
    assert test.metric
