"""Old snapshots go, and never the one that is served, a young one or a stranger's."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.publish import only_publisher, publish
from data.store import Store
from tests.books import clean_book, write_extract

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """Five snapshots of 50, 40, 30, 20 and 10 days ago; nobody changes them."""
    folder = tmp_path_factory.mktemp("five")
    for number in range(5):
        book = clean_book()
        book["loans"][0]["principal"] = Decimal(1_200 + number)
        extract = write_extract(book, folder / f"extract-{number}")
        snapshot = publish(extract, folder / "store")
        age(snapshot, 50 - 10 * number)
    return folder / "store"


@pytest.fixture
def store(five, tmp_path):
    """A copy of the five, of which the newest is served."""
    return Store(shutil.copytree(five, tmp_path / "store"))


def age(snapshot, days):
    file = snapshot.path / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["published_at"] = (NOW - timedelta(days=days)).isoformat()
    file.write_text(json.dumps(manifest))


def ages(store):
    published = [
        datetime.fromisoformat(s.manifest["published_at"]) for s in store.snapshots()
    ]
    return [(NOW - moment).days for moment in published]


def run(store, *arguments):
    return CliRunner().invoke(app, ["prune", *arguments, "--store", str(store.path)])


@pytest.mark.parametrize(
    ("keep", "days", "left"),
    [
        (2, 0, [10, 20]),
        (2, 35, [10, 20, 30]),
        (4, 0, [10, 20, 30, 40]),
        (1, 45, [10, 20, 30, 40]),
        (5, 0, [10, 20, 30, 40, 50]),
        (9, 0, [10, 20, 30, 40, 50]),
    ],
)
def test_the_newest_and_the_young_stay(store, keep, days, left):
    done = run(store, "--keep", str(keep), "--days", str(days))
    assert done.exit_code == 0, done.output
    assert ages(store) == left
    assert f"{len(left)} snapshots in" in done.output
    assert done.output.count("deleted") == 5 - len(left)


def test_what_is_served_stays_though_it_is_the_oldest(store):
    oldest = store.snapshots()[-1]
    store.pointer.write_text(oldest.id + "\n")
    run(store, "--keep", "1", "--days", "0")
    assert ages(store) == [10, 50]
    assert store.current().id == oldest.id


def test_a_dry_run_deletes_nothing(store):
    said = run(store, "--keep", "1", "--days", "0", "--dry-run").output
    assert said.count("would go") == 4
    assert len(store.snapshots()) == 5


def test_folders_that_are_no_snapshot_are_left_alone(store):
    other = store.snapshots_folder / "notes"
    other.mkdir()
    spoilt = store.snapshots()[-1].path
    (spoilt / "manifest.json").write_text("{")
    run(store, "--keep", "1", "--days", "0")
    assert other.is_dir() and spoilt.is_dir()
    assert not list(store.snapshots_folder.glob(".tmp-*"))


def test_nothing_goes_while_a_publication_is_running(store):
    with only_publisher(store):
        done = run(store, "--keep", "1", "--days", "0")
    assert done.exit_code == 1 and "Another publication is running" in done.output
    assert len(store.snapshots()) == 5


def test_an_empty_store_says_what_to_do(tmp_path):
    shop = Store(tmp_path / "none")
    done = run(shop)
    assert done.exit_code == 1 and "holds no snapshot" in done.output
