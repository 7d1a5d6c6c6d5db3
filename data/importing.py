"""From the files a lender has to an extract: a recipe is one select per table.

A recipe is somebody else's text and runs as code. So it gets a DuckDB that reads the
source's folder and nothing else, and only a single select is taken from each file.
It must not become a pipeline tool: what one select per table cannot say belongs
in the lender's own systems.
"""

import json
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from textwrap import shorten

import duckdb
from pyarrow import parquet

from data.contract import TABLES
from data.errors import RecipeFailed
from data.events import FILE_NAME as EVENTS_FILE
from data.quoting import identifier, literal
from data.settings import FILE_NAME as SETTINGS_FILE
from data.settings import read_settings

SHIPPED = Path(__file__).parent / "recipes"
"""The recipes that come with the project, one folder each."""

MARKER = ".import.json"
"""Written beside the tables: which files an import made, and may replace."""


def import_recipe(
    recipe: Path | str,
    source: Path,
    out: Path,
    *,
    on_progress: Callable[[str, int], None] | None = None,
) -> dict[str, int]:
    """Runs a recipe over a source's files and writes the extract; rows per table.

    `recipe` is a folder with one `<table>.sql` per table, or the name of a shipped
    one; a folder of that name wins. File names in the SQL are relative to `source`,
    which is the working directory meanwhile: not for use from several threads.
    `out` gets one Parquet file per table and the recipe's dashboard.toml and
    events.csv. It appears whole or not at all; it may be absent, empty, or the result
    of an earlier import, which is then replaced. The same input gives the same bytes.
    `on_progress` is called with each table's name and rows once it is written.

    Raises RecipeFailed, naming the file at fault, and BadSettings.
    """
    folder = find_recipe(recipe)
    statements = _statements(folder)
    read_settings(folder)
    source, out = Path(source), Path(out).absolute()
    if not source.is_dir():
        raise RecipeFailed(
            f"The source {source} is not a folder. Give the folder that holds the "
            f"files which the SQL of {folder.name} reads."
        )
    _refuse_to_overwrite(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as workshop:
            fresh = Path(workshop, "extract")
            fresh.mkdir()
            rows = _write_tables(statements, source.resolve(), fresh, on_progress)
            for name in (SETTINGS_FILE, EVENTS_FILE):
                if (folder / name).is_file():
                    copyfile(folder / name, fresh / name)
            _mark(fresh, folder.name)
            _put_in_place(fresh, out, Path(workshop, "previous"))
    except OSError as error:
        raise RecipeFailed(
            f"The extract could not be written to {out}: {error}. Choose a folder "
            "that can be written."
        ) from error
    return rows


def shipped_recipes() -> tuple[str, ...]:
    """Names of the recipes that come with the project, in order."""
    return tuple(sorted(folder.name for folder in SHIPPED.iterdir() if folder.is_dir()))


def find_recipe(recipe: Path | str) -> Path:
    """The recipe's folder, from its path or the name of a shipped one.

    Raises RecipeFailed that names the shipped ones where there is neither.
    """
    if Path(recipe).is_dir():
        return Path(recipe).resolve()
    if str(recipe) in shipped_recipes():
        return SHIPPED / str(recipe)
    raise RecipeFailed(
        f"{recipe} is neither a folder nor a shipped recipe. Give a folder with one "
        f"SQL file per table, or one of: {', '.join(shipped_recipes())}."
    )


def _statements(folder: Path) -> dict[Path, duckdb.Statement]:
    """The one select of each SQL file, in the contract's order of tables."""
    files = {file.stem: file for file in sorted(folder.glob("*.sql"))}
    if not files:
        raise RecipeFailed(
            f"The recipe {folder} has no SQL file. It needs one per table, "
            "for example loans.sql."
        )
    for stem, file in files.items():
        if stem not in TABLES:
            raise RecipeFailed(
                f"{_name(file)} is named after no table of the contract. "
                f"Rename it to one of: {', '.join(TABLES)}."
            )
    return {
        files[table]: _one_select(files[table]) for table in TABLES if table in files
    }


def _one_select(file: Path) -> duckdb.Statement:
    with duckdb.connect() as con:
        try:
            found = con.extract_statements(file.read_text("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise RecipeFailed(
                f"{_name(file)} is not UTF-8 text. Save it as UTF-8."
            ) from error
        except duckdb.Error as error:
            raise _failure(file, error) from error
    kinds = [statement.type.name for statement in found]
    if kinds != ["SELECT"]:
        received = " and ".join(kinds).lower() or "no statement"
        raise RecipeFailed(
            f"{_name(file)} must hold exactly one select; it holds {received}. "
            "Keep one select that yields the table's columns."
        )
    return found[0]


def _write_tables(
    statements: dict[Path, duckdb.Statement],
    source: Path,
    fresh: Path,
    on_progress: Callable[[str, int], None] | None,
) -> dict[str, int]:
    rows = {}
    with chdir(source), _confined(source, fresh) as con:
        for file, statement in statements.items():
            written = fresh / f"{file.stem}.parquet"
            try:
                _write(con, statement, TABLES[file.stem].sort, written)
            except duckdb.Error as error:
                raise _failure(file, error, source) from error
            rows[file.stem] = parquet.read_metadata(written).num_rows
            if on_progress:
                on_progress(file.stem, rows[file.stem])
    return rows


def _write(
    con: duckdb.DuckDBPyConnection,
    statement: duckdb.Statement,
    sort: tuple[str, ...],
    file: Path,
) -> None:
    """Writes in the table's order; the other columns settle ties between rows."""
    # A view takes the text as it stands: with its comments and its last semicolon.
    con.execute("create or replace temp view recipe as " + statement.query)
    table = con.view("recipe")
    sort = tuple(name for name in sort if name in table.columns)
    others = tuple(name for name in table.columns if name not in sort)
    order = ", ".join(identifier(name) for name in sort + others)
    table.order(order).write_parquet(str(file), compression="zstd")


def _confined(source: Path, fresh: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB that reaches the source and the new extract alone.

    DuckDB refuses every other path only once external access is off, and takes the
    list of folders only before that; relative names it judges by the working directory.
    """
    con = duckdb.connect(
        config={
            "allow_unsigned_extensions": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "temp_directory": str(fresh.parent / "spill"),
        }
    )
    reachable = ", ".join(literal(str(folder)) for folder in (source, fresh))
    con.execute("set allowed_directories = [" + reachable + "]")
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


def _failure(
    file: Path, error: duckdb.Error, source: Path | None = None
) -> RecipeFailed:
    reason, _, place = str(error).partition("\n\nLINE ")
    line = f" (line {place.partition(':')[0]})" if place else ""
    # DuckDB explains a bad CSV cell in twenty lines; the first few say which one.
    reason = shorten(reason.strip().rstrip("."), 400)
    advice = f"Correct {file.name} and import again"
    if source:
        held = shorten(", ".join(sorted(e.name for e in source.iterdir())), 400)
        advice += f"; it can read the source's folder alone, which holds: {held}"
    return RecipeFailed(f"{_name(file)}{line}: {reason}. {advice}.")


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def _refuse_to_overwrite(out: Path) -> None:
    """Lets `out` be absent, empty, or made of nothing but an earlier import's files."""
    if out.exists() and not out.is_dir():
        raise RecipeFailed(f"{out} is a file. Give a folder for the extract.")
    held = {entry.name for entry in out.iterdir()} if out.exists() else set()
    if not held:
        return
    foreign = held - _imported(out)
    if foreign:
        raise RecipeFailed(
            f"{out} holds what no import has put there: {', '.join(sorted(foreign))}. "
            "An import replaces its own results only: move these away, or give "
            "another folder."
        )


def _imported(out: Path) -> set[str]:
    try:
        return {MARKER, *json.loads((out / MARKER).read_text("utf-8"))["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _mark(fresh: Path, recipe: str) -> None:
    files = sorted(entry.name for entry in fresh.iterdir())
    text = json.dumps({"recipe": recipe, "files": files}, indent=4)
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
