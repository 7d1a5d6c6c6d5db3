"""From an extract to a snapshot: check, write beside the old ones, switch at once.

A reader sees the old snapshot or the new one, never half of one: everything is written
into a temporary folder, which is renamed once it is whole, and only then does the
pointer file move, by an atomic replace. A crash leaves a temporary folder that the
next publication removes.
"""

import fcntl
import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data.check import check
from data.errors import ContractBroken, StoreBusy
from data.events import FILE_NAME as EVENTS_FILE
from data.events import Event, read_events
from data.extract import Extract
from data.facts import extent, prepared, write_facts, write_rollups, write_tables
from data.findings import Finding, has_errors
from data.settings import FILE_NAME, Settings, read_settings
from data.snapshot import LAYOUT_VERSION, Snapshot
from data.store import Store

Progress = Callable[[float, str], None]

_CHECKED, _TABLES_DONE, _FACTS_DONE, _ROLLUPS_DONE = 0.28, 0.42, 0.74, 0.97
"""Where in the work each step ends, for the time left; measured on a million loans."""


def publish(
    extract_path: Path, store_path: Path, *, on_progress: Progress | None = None
) -> Snapshot:
    """Publishes an extract and returns the snapshot that is now served.

    The same files and settings give the same snapshot id; publishing them again only
    moves the pointer. Raises ContractBroken with all findings where there are errors,
    UnusableExtract, BadSettings, or StoreBusy; whatever was served is served on.
    """
    tell = on_progress or (lambda share, step: None)
    extract = Extract.at(Path(extract_path).resolve())
    settings = read_settings(extract.path)
    store = Store(Path(store_path).resolve())
    store.snapshots_folder.mkdir(parents=True, exist_ok=True)
    with _only_publisher(store):
        _remove_leftovers(store)
        findings = check(extract, settings, on_progress=_part(tell, 0.0, _CHECKED))
        if has_errors(findings):
            errors = sum(finding.severity == "error" for finding in findings)
            raise ContractBroken(
                f"{extract.path.name} breaks the contract in {errors} places. "
                "Nothing was published; what was served is served on.",
                findings,
            )
        tell(_CHECKED, "hashing")
        sources = _sources(extract)
        events, _ = read_events(extract.path)
        with _temporary(store) as folder:
            manifest = _write(
                folder, extract, settings, events, findings, sources, tell
            )
            target = store.snapshots_folder / manifest["id"]
            tell(0.98, "renaming")
            if Snapshot(target).is_whole:
                shutil.rmtree(folder)
            else:
                shutil.rmtree(target, ignore_errors=True)
                folder.rename(target)
            _sync(store.snapshots_folder)
        tell(0.99, "switching")
        _point(store, manifest["id"])
        tell(1.0, "published")
    return Snapshot(target)


def _write(
    folder: Path,
    extract: Extract,
    settings: Settings,
    events: tuple[Event, ...],
    findings: list[Finding],
    sources: dict,
    tell: Progress,
) -> dict:
    for name in ("tables", "facts", "rollups", "spill"):
        (folder / name).mkdir()
    with prepared(extract, settings, folder / "spill") as con:
        tell(_CHECKED + 0.01, "tables")
        tables = write_tables(con, extract, folder / "tables")
        facts_done = _part(tell, _TABLES_DONE, _FACTS_DONE)
        write_facts(con, folder / "facts", facts_done)
        rollups_done = _part(tell, _FACTS_DONE, _ROLLUPS_DONE)
        write_rollups(con, folder / "facts", folder / "rollups", rollups_done)
        tell(_ROLLUPS_DONE, "manifest")
        facts = extent(con)
    shutil.rmtree(folder / "spill")
    digest = hashlib.sha256(
        json.dumps(
            [LAYOUT_VERSION, sources, settings.model_dump(mode="json", by_alias=True)],
            sort_keys=True,
        ).encode()
    ).hexdigest()
    newest = facts["as_of"] or facts["newest_application_at"] or facts["last_month"]
    day = newest[:10].replace("-", "").ljust(8, "0")
    manifest = {
        "id": f"{day}-{digest[:8]}",
        "layout_version": LAYOUT_VERSION,
        **facts,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "extract": extract.path.name,
        "tables": tables,
        "events": [event.as_dict() for event in events],
        "findings": [finding.as_dict() for finding in findings],
        "settings": settings.model_dump(mode="json", by_alias=True),
        "sources": sources,
        "versions": {
            "duckdb": duckdb.__version__,
            "python": platform.python_version(),
        },
    }
    (folder / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1, default=str), "utf-8"
    )
    for file in folder.rglob("*"):
        _sync(file)
    return manifest


def _part(tell: Progress, start: float, end: float) -> Progress:
    """Tells the share done of a part as one of the whole."""
    return lambda share, step: tell(start + (end - start) * share, step)


def _sources(extract: Extract) -> dict[str, dict]:
    """Every file's size and sha256, by its name within the extract."""
    files = [file for table in extract.files.values() for file in table]
    beside = [extract.path / name for name in (FILE_NAME, EVENTS_FILE)]
    readable = [f for f in beside if f.is_file() and os.access(f, os.R_OK)]
    return {
        extract.relative(file): {
            "bytes": file.stat().st_size,
            "sha256": _sha256(file),
        }
        for file in [*files, *readable]
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _only_publisher(store: Store) -> Iterator[None]:
    """One publication at a time; the kernel frees the lock if the process dies."""
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
