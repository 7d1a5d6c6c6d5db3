"""From an extract to a snapshot: check, write beside the old ones, switch at once.

A reader sees the old snapshot or the new one, never half of one: everything is written
into a temporary folder, which is renamed once it is whole, and only then does the
pointer file move, by an atomic replace. A crash leaves a temporary folder that the
next publication removes.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb

from data.check import in_order
from data.check_apart import check_apart
from data.check_gates import pass_gates
from data.errors import ContractBroken, NothingPublished, PublicationFailed, StoreBusy
from data.events import read_events
from data.evidence import checked_again, proved, told_of_snapshot
from data.extract import Extract
from data.facts import Tell, on_duckdb
from data.findings import Finding, has_errors
from data.manifest import described, described_whole
from data.quarantine import keep_aside, sort_out
from data.settings import Settings, read_settings
from data.snapshot import EXTENT, Snapshot, fingerprint
from data.sources import digest, fingerprints, refuse_changed, stamps
from data.store import Store

Progress = Callable[[float, str], None]


class Engine(Protocol):
    """What makes a snapshot's files, in this order; data/facts.py is the usual one."""

    versions: dict[str, str]
    """Of what makes them, by name."""

    def write_tables(self) -> dict[str, int]:
        """Writes tables/; returns the rows of each that the extract has."""

    def write_facts(self, tell: Tell) -> None:
        """Writes facts/."""

    def write_rollups(self, tell: Tell) -> None:
        """Writes rollups/."""

    def extent(self) -> tuple:
        """A value for each of EXTENT."""


Engines = Callable[[Extract, Settings, Path], AbstractContextManager[Engine]]
"""Starts an engine for a checked extract, to write into an empty folder."""

_CHECKED, _TABLES_DONE, _FACTS_DONE, _ROLLUPS_DONE = 0.28, 0.42, 0.74, 0.97
"""Where in the work each step ends, for the time left; measured on a million loans."""


def publish(
    extract_path: Path,
    store_path: Path,
    *,
    engine: Engines = on_duckdb,
    on_progress: Progress | None = None,
) -> Snapshot:
    """Publishes an extract and returns the snapshot that is now served.

    The same files and settings give the same snapshot id; publishing them again only
    hashes them and moves the pointer. Raises ContractBroken with all findings where
    there are errors, UnusableExtract, BadSettings, EngineFailed, StoreBusy, or
    PublicationFailed where files can't be read or written; whatever was served is
    served on.
    """
    tell = on_progress or (lambda share, step: None)
    extract = Extract.at(Path(extract_path).resolve())
    settings = read_settings(extract.path)
    store = Store(Path(store_path).resolve())
    with _told_in_words(store), only_publisher(store):
        _remove_leftovers(store)
        if pass_gates(extract)[1]:  # a pipe would be waited for, a folder is no file
            raise _broken(extract, check_apart(extract, settings))
        tell(0.0, "hashing")
        before, found = stamps(extract), fingerprints(extract)
        ending = digest(found, settings)
        if twin := _published_before(store, ending):
            _point(store, twin.id)
            tell(1.0, "published before")
            return twin
        findings = check_apart(
            extract, settings, on_progress=_part(tell, 0.0, _CHECKED)
        )
        if has_errors(findings):
            raise _broken(extract, findings)
        events, _ = read_events(extract.path)
        with _temporary(store) as folder, _workshop(store) as workshop:
            divided = sort_out(extract, settings, findings, workshop)
            if divided.aside:
                findings = checked_again(divided, settings)
            with engine(divided.kept, settings, folder) as maker:
                rows, made = make(maker, folder, tell)
            manifest = described_whole(
                folder,
                extract,
                settings,
                ending,
                {
                    **made,
                    "tables": described(divided.kept, rows),
                    "events": [event.as_dict() for event in events],
                    "sources": found,
                    **proved(extract, divided, settings, Snapshot(folder)),
                },
            )
            findings = in_order(
                extract, findings + told_of_snapshot(store, folder, manifest, settings)
            )
            if has_errors(findings):
                raise _broken(extract, findings)
            refuse_changed(extract, before)
            manifest["findings"] = [finding.as_dict() for finding in findings]
            _link_unchanged(store, folder, manifest["files"])
            _write_manifest(folder, manifest)
            target = store.snapshots_folder / manifest["id"]
            if divided.aside:
                keep_aside(divided.aside, store.quarantine_folder / manifest["id"])
            tell(0.98, "renaming")
            shutil.rmtree(target, ignore_errors=True)
            folder.rename(target)
            _sync(store.snapshots_folder)
        tell(0.99, "switching")
        _point(store, manifest["id"])
        tell(1.0, "published")
    return Snapshot(target)


def _broken(extract: Extract, findings: list[Finding]) -> ContractBroken:
    errors = sum(finding.severity == "error" for finding in findings)
    return ContractBroken(
        f"{extract.path.name} breaks the contract in {errors} "
        f"place{'' if errors == 1 else 's'}. "
        "Nothing was published; what was served is served on.",
        findings,
    )


def make(
    maker: Engine, folder: Path, tell: Progress = lambda share, step: None
) -> tuple[dict[str, int], dict]:
    """Makes every file of a snapshot in an empty folder.

    Returns the rows of each table, and for the manifest the extent and the versions.
    """
    for name in ("tables", "facts", "rollups"):
        (folder / name).mkdir()
    tell(_CHECKED + 0.01, "tables")
    rows = maker.write_tables()
    maker.write_facts(_part(tell, _TABLES_DONE, _FACTS_DONE))
    maker.write_rollups(_part(tell, _FACTS_DONE, _ROLLUPS_DONE))
    tell(_ROLLUPS_DONE, "manifest")
    extent = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in zip(EXTENT, maker.extent(), strict=True)
    }
    return rows, extent | {"versions": maker.versions}


def _link_unchanged(store: Store, folder: Path, files: dict[str, dict]) -> None:
    """Files that the served snapshot has too are stored once, under both names.

    Only where the older one is read and found sound: a damaged file is not passed on.
    """
    try:
        served = store.current()
    except NothingPublished:
        return
    for name, file in files.items():
        twin, spare = served.path / name, folder / ".link"
        if served.manifest["files"].get(name) != file:
            continue
        try:
            if fingerprint(twin) == file:
                os.link(twin, spare)  # fails where the disk has no links
                (folder / name).unlink()
                os.link(spare, folder / name)
                spare.unlink()
        except OSError:
            continue  # its own copy stays


def _write_manifest(folder: Path, manifest: dict) -> None:
    (folder / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1, default=str), "utf-8"
    )
    for file in folder.rglob("*"):
        _sync(file)


def _published_before(store: Store, ending: str) -> Snapshot | None:
    """The sound snapshot of the same files and settings, where there is one."""
    found = [s for s in store.snapshots() if s.id.endswith(f"-{ending}")]
    return next((s for s in found if not s.damaged()), None)


def _part(tell: Progress, start: float, end: float) -> Progress:
    """Tells the share done of a part as one of the whole."""
    return lambda share, step: tell(start + (end - start) * share, step)


@contextmanager
def _told_in_words(store: Store) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        reason = str(error).strip().split("\n")[0]
        raise PublicationFailed(
            f"Publishing into {store.path} failed: {reason}. What was served is served "
            "on. Make sure that the extract can be read, and that the store can be "
            "written and has room; then publish again."
        ) from error


@contextmanager
def only_publisher(store: Store) -> Iterator[None]:
    """One publication at a time; the kernel frees the lock if the process dies."""
    store.snapshots_folder.mkdir(parents=True, exist_ok=True)
    with (store.path / "publish.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(
                f"Another publication is running in {store.path}. Try again when it "
                "has finished."
            ) from error
        yield


@contextmanager
def _temporary(store: Store) -> Iterator[Path]:
    folder = store.snapshots_folder / f".tmp-{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _workshop(store: Store) -> Iterator[Path]:
    """Where rows are divided, on the store's disk; not there until one has to leave."""
    folder = store.snapshots_folder / f".tmp-divided-{os.getpid()}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(store: Store) -> None:
    for folder in store.snapshots_folder.glob(".tmp-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _point(store: Store, snapshot_id: str) -> None:
    temporary = store.pointer.with_suffix(".tmp")
    temporary.write_text(snapshot_id + "\n", "utf-8")
    _sync(temporary)
    os.replace(temporary, store.pointer)
    _sync(store.path)


def _sync(path: Path) -> None:
    """Makes sure that what was written survives a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
