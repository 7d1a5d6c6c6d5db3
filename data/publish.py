"""From an extract to a snapshot: check, write beside the old ones, switch at once.

A reader sees the old snapshot or the new one, never half of one: everything is written
into a temporary folder, which is renamed once it is whole, and only then does the
pointer file move, by an atomic replace. A crash leaves a temporary folder that the
next publication removes.
"""

import fcntl
import glob
import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from data.check import check
from data.contract import TABLES
from data.errors import ContractBroken, StoreBusy
from data.events import FILE_NAME as EVENTS_FILE
from data.events import Event, read_events
from data.extract import Extract
from data.findings import Finding, has_errors
from data.past_due import THRESHOLDS, first_late_day
from data.quoting import identifier, literal
from data.settings import FILE_NAME, Settings, provision_ranges, read_settings
from data.snapshot import FACTS, LAYOUT_VERSION, ROLLUPS, SQL, TABLES_IN_FACTS, Snapshot
from data.store import Store
from data.typed import create_views, present_columns

Progress = Callable[[float, str], None]

_PARQUET = "(format parquet, compression zstd, parquet_version v2)"

_CHECKED, _TABLES_DONE, _FACTS_DONE, _ROLLUPS_DONE = 0.35, 0.5, 0.8, 0.95
"""Where in the work each step ends, for the progress bar; measured on the sample."""


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
        findings = check(
            extract, settings, on_progress=lambda s, step: tell(s * _CHECKED, step)
        )
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
            tell(0.97, "renaming")
            if Snapshot(target).is_whole:
                shutil.rmtree(folder)
            else:
                shutil.rmtree(target, ignore_errors=True)
                folder.rename(target)
            _sync(store.snapshots_folder)
        tell(0.98, "switching")
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
    con = duckdb.connect(config={"temp_directory": str(folder / "spill")})
    try:
        create_views(con, extract, settings)
        _create_rules(con, settings)
        con.execute(
            "create table instalment_rules as select $tells as tells_payment_days",
            {"tells": "paid_on" in present_columns(con, extract, "instalments")},
        )
        con.execute((SQL / "setting_macros.sql").read_text("utf-8"))
        tell(_CHECKED + 0.01, "tables")
        tables = _write_tables(con, folder, extract)
        tell(_TABLES_DONE, "facts")
        _write_all(con, folder / "facts", SQL, FACTS)
        tell(_FACTS_DONE, "rollups")
        con.execute((SQL / "measures.sql").read_text("utf-8"))
        _write_all(con, folder / "rollups", SQL / "rollups", ROLLUPS)
        tell(_ROLLUPS_DONE, "manifest")
        facts = _extent(con)
    finally:
        con.close()
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


def _create_rules(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The settings that SQL needs, as tables: COPY and views bind no parameters."""
    rule = settings.past_due_rule
    con.execute("create table thresholds (threshold integer, late_from integer)")
    con.executemany(
        "insert into thresholds values (?, ?)",
        [(threshold, first_late_day(threshold, rule)) for threshold in THRESHOLDS],
    )
    con.execute(
        "create table provision_ranges"
        " (first_day integer, last_day integer, rate decimal(9, 6))"
    )
    con.executemany(
        "insert into provision_ranges values (?, ?, ?)",
        provision_ranges(settings.provision_rates),
    )
    con.execute("create table funding_rates (code varchar, rate decimal(9, 6))")
    con.executemany(
        "insert into funding_rates values (?, ?)",
        [(None, settings.funding_rate), *settings.funding_rates.items()],
    )
    con.execute((SQL / "rules.sql").read_text("utf-8"))


def _write_tables(
    con: duckdb.DuckDBPyConnection, folder: Path, extract: Extract
) -> dict[str, dict]:
    """Writes each table typed and sorted; returns rows and columns of those present."""
    tables = {}
    for name, table in TABLES.items():
        if name not in TABLES_IN_FACTS:
            sort = f" order by {', '.join(map(identifier, table.sort))}"
            _copy(con, f"from {identifier(name)}{sort}", folder / "tables" / name)
        if name in extract.files:
            present = present_columns(con, extract, name)
            tables[name] = {
                "rows": con.execute(
                    f"select count(*) from {identifier(name)}"
                ).fetchall()[0][0],
                "columns": [c.name for c in table.columns if c.name in present],
                "extra_columns": sorted(set(present) - {c.name for c in table.columns}),
                "files": len(extract.files[name]),
            }
    return tables


def _write_all(
    con: duckdb.DuckDBPyConnection, folder: Path, sql: Path, names: tuple[str, ...]
) -> None:
    for name in names:
        file = _copy(con, (sql / f"{name}.sql").read_text("utf-8"), folder / name)
        con.execute(
            f"create view {identifier(name)} as"
            f" select * from read_parquet({literal(glob.escape(str(file)))})"
        )


def _copy(con: duckdb.DuckDBPyConnection, query: str, target: Path) -> Path:
    file = target.with_suffix(".parquet")
    con.execute(f"copy ({query}) to {literal(str(file))} {_PARQUET}")
    return file


def _extent(con: duckdb.DuckDBPyConnection) -> dict:
    """What the data cover: as_of, newest application time, first and last month."""
    row = con.execute((SQL / "extent.sql").read_text("utf-8")).fetchall()[0]
    names = ("as_of", "newest_application_at", "first_month", "last_month")
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in zip(names, row, strict=True)
    }


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
