"""Other ways to answer the same questions from the same extract.

Each module has three functions: `opened(extract)` makes the engine ready and returns
what `ask(engine, question, asked)` is given, and `closed(engine)` ends it. An engine
has as many threads as a snapshot has.
"""

from pathlib import Path

THREADS = 2

TABLES = ("customers", "applications", "loans", "performance", "campaign_spend")


def files_of(extract: Path, table: str) -> str:
    """The glob that finds a table's Parquet files."""
    folder = extract / table
    return str(folder / "*.parquet" if folder.is_dir() else f"{folder}.parquet")
