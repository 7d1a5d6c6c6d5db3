"""What a recipe is: a folder with one SQL select per table, and what it decides.

Importing reads a lender's files by one, extracting a database; the SQL is the engine's.
"""

import tomllib
from pathlib import Path

from data.contract import TABLES
from data.errors import RecipeFailed

SHIPPED = Path(__file__).parent / "recipes"
"""The recipes that come with the project, one folder each."""

CHANGES_FILE = "recipe.toml"
"""Beside the SQL: which column of a table says when a row was last changed."""


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


def sql_files(folder: Path) -> dict[str, Path]:
    """Each table's SQL file, in the contract's order of tables.

    Raises RecipeFailed where there is none, or one is named after no table.
    """
    files = {file.stem: file for file in sorted(folder.glob("*.sql"))}
    if not files:
        raise RecipeFailed(
            f"The recipe {folder} has no SQL file. It needs one per table, "
            "for example loans.sql."
        )
    for stem, file in files.items():
        if stem not in TABLES:
            raise RecipeFailed(
                f"{short_name(file)} is named after no table of the contract. "
                f"Rename it to one of: {', '.join(TABLES)}."
            )
    return {table: files[table] for table in TABLES if table in files}


def read_sql(file: Path) -> str:
    """The text of an SQL file; raises RecipeFailed where it is not UTF-8."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecipeFailed(
            f"{short_name(file)} is not UTF-8 text. Save it as UTF-8."
        ) from error


def columns_of_change(folder: Path, files: dict[str, Path]) -> dict[str, str]:
    """Which column of a table says when a row was last changed, from recipe.toml.

    {} where there is no such file. Raises RecipeFailed where it holds anything else, or
    names a table that the recipe does not make or that has no key.
    """
    file = folder / CHANGES_FILE
    if not file.is_file():
        return {}
    try:
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeFailed(f"{short_name(file)} is no TOML: {error}.") from error
    changed = content.get("changed", {})
    known = {name for name in files if TABLES[name].key}
    is_plain = isinstance(changed, dict) and set(content) <= {"changed"}
    if not is_plain or not all(
        name in known and isinstance(column, str) for name, column in changed.items()
    ):
        raise RecipeFailed(
            f"{short_name(file)} holds {content}. It takes one section, [changed], "
            'with lines like loans = "updated_at", for tables that this recipe makes '
            f"and that have a key: {', '.join(sorted(known)) or 'none'}."
        )
    return changed


def short_name(file: Path) -> str:
    """The file as messages name it: recipe/loans.sql."""
    return f"{file.parent.name}/{file.name}"
