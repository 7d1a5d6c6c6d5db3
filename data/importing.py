"""From the files a lender has to an extract: a recipe is one select per table.

A recipe is somebody else's text and runs as code. So it gets a DuckDB that reads the
source's folder and nothing else, and only a single select is taken from each file.
It must not become a pipeline tool: what one select per table cannot say belongs
in the lender's own systems.
"""

from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from textwrap import shorten

import duckdb
from pyarrow import parquet

from data.contract import TABLES
from data.errors import RecipeFailed
from data.masking import masked
from data.quoting import literal
from data.recipe import find_recipe, read_sql, short_name, sql_files
from data.settings import read_settings
from data.writing import whole_extract, write_sorted


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
    source, out = Path(source), Path(out)
    if not source.is_dir():
        raise RecipeFailed(
            f"The source {source} is not a folder. Give the folder that holds the "
            f"files which the SQL of {folder.name} reads."
        )
    with whole_extract(folder, out, {}) as fresh:
        return _write_tables(statements, source.resolve(), fresh, on_progress)


def _statements(folder: Path) -> dict[Path, duckdb.Statement]:
    """The one select of each SQL file, in the contract's order of tables."""
    return {file: _one_select(file) for file in sql_files(folder).values()}


def _one_select(file: Path) -> duckdb.Statement:
    with duckdb.connect() as con:
        try:
            found = con.extract_statements(read_sql(file))
        except duckdb.Error as error:
            raise _failure(file, error) from error
    kinds = [statement.type.name for statement in found]
    if kinds != ["SELECT"]:
        received = " and ".join(kinds).lower() or "no statement"
        raise RecipeFailed(
            f"{short_name(file)} must hold exactly one select; it holds {received}. "
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
    # A view takes the text as it stands: with its comments and its last semicolon.
    con.execute("create or replace temp view recipe as " + statement.query)
    write_sorted(con.view("recipe"), sort, file)


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
    reason = shorten(masked(reason.strip().rstrip(".")), 400)
    advice = f"Correct {file.name} and import again"
    if source:
        held = shorten(", ".join(sorted(e.name for e in source.iterdir())), 400)
        advice += f"; it can read the source's folder alone, which holds: {held}"
    return RecipeFailed(f"{short_name(file)}{line}: {reason}. {advice}.")
