"""Sample lenders of several sizes, each with a store that serves it."""

import subprocess
import sys
from pathlib import Path

from data.store import Store

ROOT = Path(__file__).parents[1]


def prepared(folder: Path, loans: int) -> tuple[Path, Store]:
    """The extract of that size and its store, made where they are not.

    A store of an older layout serves nothing, and is published into again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    extract = (folder / f"extract-{loans}").resolve()
    store = Store((folder / f"store-{loans}").resolve())
    if not extract.exists():
        _data("sample", str(extract), "--loans", str(loans))
    if not store.snapshots():
        _data("publish", str(extract), "--store", str(store.path))
    return extract, store


def _data(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "data", *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
