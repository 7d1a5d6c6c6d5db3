"""How an extract is written: tables in order, the folder whole or not at all."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import duckdb

from data.errors import RecipeFailed
from data.events import FILE_NAME as EVENTS_FILE
from data.quoting import identifier
from data.settings import FILE_NAME as SETTINGS_FILE

MARKER = ".import.json"
"""Written beside the tables: which files are a result of ours, and may be replaced."""


@contextmanager
def whole_extract(recipe: Path, out: Path, marks: dict) -> Iterator[Path]:
    """Gives an empty folder for the tables; at the end it takes the place of `out`.

    The recipe's dashboard.toml and events.csv go with it, and `marks`, as they are at
    the end, into its marker. Whatever is raised meanwhile leaves `out` as it was, which
    may be absent, empty, or an earlier result. The folder's parent is free for other
    files, which go.

    Raises RecipeFailed where `out` is anything else, or can't be written.
    """
    out = out.absolute()
    _refuse_to_overwrite(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as workshop:
            fresh = Path(workshop, "extract")
            fresh.mkdir()
            yield fresh
            for name in (SETTINGS_FILE, EVENTS_FILE):
                if (recipe / name).is_file():
                    copyfile(recipe / name, fresh / name)
            _mark(fresh, recipe.name, marks)
            _put_in_place(fresh, out, Path(workshop, "previous"))
    except (OSError, duckdb.Error) as error:
        raise RecipeFailed(
            f"The extract could not be written to {out}: {error}. Choose a folder "
            "that can be written."
        ) from error


def write_sorted(
    rows: duckdb.DuckDBPyRelation, sort: tuple[str, ...], file: Path
) -> None:
    """Writes in the table's order; the other columns settle ties between rows."""
    sort = tuple(name for name in sort if name in rows.columns)
    others = tuple(name for name in rows.columns if name not in sort)
    order = ", ".join(identifier(name) for name in sort + others)
    rows.order(order).write_parquet(str(file), compression="zstd")


def read_marks(out: Path) -> dict:
    """What is marked in an extract's folder; {} where nothing readable is."""
    try:
        marks = json.loads((out / MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return marks if isinstance(marks, dict) else {}


def _refuse_to_overwrite(out: Path) -> None:
    """Lets `out` be absent, empty, or made of nothing but an earlier result's files."""
    if out.exists() and not out.is_dir():
        raise RecipeFailed(f"{out} is a file. Give a folder for the extract.")
    held = {entry.name for entry in out.iterdir()} if out.exists() else set()
    if not held:
        return
    foreign = held - _written(out)
    if foreign:
        raise RecipeFailed(
            f"{out} holds what no import has put there: {', '.join(sorted(foreign))}. "
            "An import replaces its own results only: move these away, or give "
            "another folder."
        )


def _written(out: Path) -> set[str]:
    files = read_marks(out).get("files")
    return {MARKER, *map(str, files)} if isinstance(files, list) else set()


def _mark(fresh: Path, recipe: str, marks: dict) -> None:
    files = sorted(entry.name for entry in fresh.iterdir())
    text = json.dumps({"recipe": recipe, "files": files, **marks}, indent=4)
    (fresh / MARKER).write_text(text + "\n", "utf-8")


def _put_in_place(fresh: Path, out: Path, previous: Path) -> None:
    """Renames, so that a reader sees the old extract or the new one, never both."""
    if not out.exists():
        fresh.rename(out)
        return
    out.rename(previous)
    try:
        fresh.rename(out)
    except OSError:
        previous.rename(out)
        raise
