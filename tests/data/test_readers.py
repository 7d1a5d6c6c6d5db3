"""Readers while snapshots follow each other; the long form is benchmarks/readers.py."""

import shutil
from pathlib import Path

from benchmarks.readers import watched
from data.publish import publish
from data.store import Store


def test_no_reader_sees_two_snapshots_at_once(tmp_path):
    ended, snapshots = watched(tmp_path, publications=4, readers=1)

    assert set(ended) == {"whole"}
    assert ended["whole"] >= 10
    assert snapshots >= 2


def overwriting(extract: Path, store: Path) -> None:
    """How not to do it: the next snapshot's files, copied over those that are read."""
    spare = store.with_name("spare")
    publish(extract, spare)
    shutil.copytree(
        Store(spare).current().path, Store(store).current().path, dirs_exist_ok=True
    )


def test_a_writer_that_overwrites_is_seen(tmp_path):
    ended, _ = watched(tmp_path, publications=4, readers=1, write=overwriting)

    assert ended.total() > ended["whole"]
