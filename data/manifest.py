"""What a snapshot's manifest says of it: its tables, its extent, its files' sums."""

import platform
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data.contract import TABLES
from data.extract import Extract
from data.settings import Settings
from data.snapshot import LAYOUT_VERSION, fingerprint
from data.typed import present_columns


def described(extract: Extract, rows: dict[str, int]) -> dict[str, dict]:
    """Rows, columns and files of each table that the extract has."""
    tables = {}
    with duckdb.connect() as con:
        for name, count in rows.items():
            present = present_columns(con, extract, name)
            known = [column.name for column in TABLES[name].columns]
            tables[name] = {
                "rows": count,
                "columns": [column for column in known if column in present],
                "extra_columns": sorted(set(present) - set(known)),
                "files": len(extract.files[name]),
            }
    return tables


def described_whole(
    folder: Path, extract: Extract, settings: Settings, ending: str, found: dict
) -> dict:
    """The manifest of what was made, without its findings; `ending` is of its id."""
    newest = found["as_of"] or found["newest_application_at"] or found["last_month"]
    day = newest[:10].replace("-", "").ljust(8, "0")
    return {
        "id": f"{day}-{ending}",
        "layout_version": LAYOUT_VERSION,
        **found,
        "published_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "extract": extract.path.name,
        "settings": settings.model_dump(mode="json", by_alias=True),
        "files": {
            file.relative_to(folder).as_posix(): fingerprint(file)
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        },
        "versions": found["versions"] | {"python": platform.python_version()},
    }
