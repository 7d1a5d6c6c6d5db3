"""A publication that dies anywhere leaves the old snapshot served, whole and readable.

The harness is held to account by a control: a writer that overwrites in place is torn
by the same kills, and the same reading sees it.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.publish import publish
from data.snapshot import FACTS, ROLLUPS
from data.store import Store
from tests.books import clean_book, write_extract
from tests.data.crashes import (
    FINISHED,
    FULL,
    REFUSED,
    copied,
    killed_at_call,
    killed_at_rename,
    overwriting,
    publication,
    to_the_end,
    without_room,
)
from tests.data.reading import content, served

ROOT = Path(__file__).parents[2]

KILLED = -signal.SIGKILL

STAGES = ("hashing", "files", "customers", "applications", "loans", "performance")
STAGES += ("campaign_spend", "service_tickets", "collection_actions", "touchpoints")
STAGES += ("instalments", "targets", "keys", "histories", "codes", "done")
STAGES += ("tables", *FACTS, *ROLLUPS, "manifest", "renaming", "switching")
STAGES += ("published",)


def newer_book() -> dict:
    """The clean book with other figures in most tables, so that a mixture shows."""
    book = clean_book()
    book["customers"][0]["segment"] = "student"
    book["applications"][7]["product"] = "car_loan"
    book["applications"][5]["decline_reason"] = "over_indebted"
    book["loans"][2]["annual_rate"] = 0.13
    book["performance"][-1]["days_past_due"] = 3
    book["campaign_spend"][0]["clicks"] = 399
    book["service_tickets"][1]["csat"] = 2
    book["collection_actions"][0]["method"] = "call"
    book["touchpoints"][1]["kind"] = "click"
    book["instalments"][0]["paid_amount"] = 409
    book["targets"][0]["value"] = 0.7
    return book


class World:
    """Two extracts, a store that serves the first, and what a reader sees of both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.old = write_extract(clean_book(), folder / "old")
        self.new = write_extract(newer_book(), folder / "new")
        self.store = folder / "store"
        publish(self.old, self.store)
        self.old_content = served(self.store)
        self.stages: list[str] = []
        fresh = publish(
            self.new,
            folder / "fresh",
            on_progress=lambda _, stage: self.stages.append(stage),
        )
        self.fresh = fresh.path
        self.new_content = content(fresh)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return World(tmp_path_factory.mktemp("world"))


def leftovers(store: Path) -> list[Path]:
    return [*store.glob("snapshots/.tmp-*"), *store.glob("*.tmp")]


def test_a_publication_tells_the_stages_that_these_tests_kill_it_at(world):
    assert tuple(world.stages) == STAGES
    assert set(world.old_content) == set(world.new_content)
    differing = [
        view
        for view in world.old_content
        if world.old_content[view] != world.new_content[view]
    ]
    assert len(differing) > len(world.old_content) / 2


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_a_stage_the_old_snapshot_is_served_until_the_pointer_moves(
    world, tmp_path, stage
):
    store = copied(world.store, tmp_path / "store")

    ended = killed_at_call(STAGES.index(stage), publication, world.new, store)

    assert ended == KILLED
    expected = world.new_content if stage == "published" else world.old_content
    assert served(store) == expected


@pytest.mark.parametrize(
    ("call", "when", "is_new"),
    [
        ("rename", "before", False),
        ("rename", "after", False),
        ("replace", "before", False),
        ("replace", "after", True),
    ],
)
def test_killed_around_a_rename_one_whole_snapshot_is_served_and_the_next_one_works(
    world, tmp_path, call, when, is_new
):
    store = copied(world.store, tmp_path / "store")

    assert killed_at_rename(call, when, publication, world.new, store) == KILLED

    assert served(store) == (world.new_content if is_new else world.old_content)
    is_left = (call, when) in {("rename", "before"), ("replace", "before")}
    assert bool(leftovers(store)) == is_left
    publish(world.new, store)
    assert served(store) == world.new_content
    assert leftovers(store) == []
    assert len(Store(store).snapshots()) == 2


def test_the_control_that_overwrites_in_place_is_seen_torn(world, tmp_path):
    kills = 2 * sum(file.is_file() for file in world.fresh.rglob("*"))
    assert kills > 30
    torn = 0
    for n in range(0, kills, 3):
        store = copied(world.store, tmp_path / f"store-{n}")
        target = Store(store).current().path
        assert killed_at_call(n, overwriting, world.fresh, target) == KILLED
        torn += not is_whole(store, world)

    assert torn >= 0.4 * len(range(0, kills, 3))


def is_whole(store: Path, world: World) -> bool:
    try:
        return served(store) in (world.old_content, world.new_content)
    except Exception:
        return False


def test_readers_see_the_old_snapshot_all_the_while_and_keep_it_afterwards(
    world, tmp_path
):
    store = copied(world.store, tmp_path / "store")
    before = Store(store).current()
    seen = {}

    publish(
        world.new,
        store,
        on_progress=lambda _, stage: seen.setdefault(stage, Store(store).current().id),
    )

    after = Store(store).current()
    assert after.id != before.id
    assert seen.pop("published") == after.id
    assert set(seen.values()) == {before.id}
    assert content(before) == world.old_content
    assert served(store) == world.new_content


def test_a_second_publisher_is_refused_and_the_first_one_is_not_harmed(world, tmp_path):
    store = copied(world.store, tmp_path / "store")
    ended = []

    def meanwhile(_: float, stage: str) -> None:
        if stage == "loan_facts":
            ended.append(to_the_end(publication, world.old, store))

    publish(world.new, store, on_progress=meanwhile)

    assert ended == [REFUSED]
    assert served(store) == world.new_content
    assert to_the_end(publication, world.old, store) == FINISHED
    assert served(store) == world.old_content


def test_a_killed_publisher_does_not_keep_the_store_locked(world, tmp_path):
    store = copied(world.store, tmp_path / "store")

    assert killed_at_call(STAGES.index("loan_facts"), publication, world.new, store)

    assert to_the_end(publication, world.new, store) == FINISHED
    assert served(store) == world.new_content


def test_a_store_that_is_read_only_serves_on_and_says_what_it_refused(world, tmp_path):
    store = copied(world.store, tmp_path / "store")
    # root writes whatever the modes say, unless it gives that right up
    unprivileged = ["setpriv", "--bounding-set", "-dac_override"]
    command = [sys.executable, "-m", "tests.data.publish_unwritable", world.new, store]

    done = subprocess.run(
        [*(unprivileged if os.geteuid() == 0 else []), *map(str, command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith("PublicationFailed: Publishing into "), done.stderr
    assert "Permission denied" in done.stdout
    assert served(store) == world.old_content


@pytest.mark.parametrize("room_bytes", [1_000, 3_000])
def test_with_no_room_left_nothing_changes_and_nothing_is_left_over(
    world, tmp_path, room_bytes
):
    store = copied(world.store, tmp_path / "store")

    assert without_room(room_bytes, publication, world.new, store) == FULL

    assert served(store) == world.old_content
    assert leftovers(store) == []
    assert len(Store(store).snapshots()) == 1
