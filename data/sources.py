"""What an extract's files are to a publication: their sums, and whether they stay."""

import hashlib
import json
import os
from pathlib import Path

from data.delivery import FILE_NAME as DELIVERY_FILE
from data.errors import UnusableExtract
from data.events import FILE_NAME as EVENTS_FILE
from data.extract import Extract
from data.settings import FILE_NAME, Settings
from data.snapshot import LAYOUT_VERSION, fingerprint


def fingerprints(extract: Extract) -> dict[str, dict]:
    """Every file's size and sha256, by its name within the extract."""
    return {extract.relative(file): fingerprint(file) for file in _files(extract)}


def digest(sources: dict, settings: Settings) -> str:
    """What the same files and settings have alike: the end of a snapshot's id."""
    decided = settings.model_dump(mode="json", by_alias=True)
    text = json.dumps([LAYOUT_VERSION, sources, decided], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def stamps(extract: Extract) -> dict[str, tuple[int, int]]:
    """Every file's size and time of change: what a file that is written to changes."""
    found = {}
    for file in _files(extract):
        state = file.stat()
        found[extract.relative(file)] = (state.st_size, state.st_mtime_ns)
    return found


def refuse_changed(extract: Extract, before: dict[str, tuple[int, int]]) -> None:
    """Raises UnusableExtract that names the files whose stamps are not as before."""
    now = stamps(Extract.at(extract.path))
    changed = sorted(n for n in now | before if now.get(n) != before.get(n))
    if changed:
        raise UnusableExtract(
            f"{', '.join(changed[:5])} changed while {extract.path.name} was being "
            "published. Nothing was published; wait until the delivery is complete."
        )


def _files(extract: Extract) -> list[Path]:
    """The tables' files, and those beside them that decide something."""
    beside = [extract.path / name for name in (FILE_NAME, EVENTS_FILE, DELIVERY_FILE)]
    return [
        *(file for of_table in extract.files.values() for file in of_table),
        *(f for f in beside if f.is_file() and os.access(f, os.R_OK)),
    ]
