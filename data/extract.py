"""Where an extract's files are: one Parquet file per table, or one folder of them."""

import os
from dataclasses import dataclass
from pathlib import Path

from data.contract import TABLES
from data.errors import UnusableExtract


@dataclass(frozen=True)
class Extract:
    """A folder with the tables that are there, each with its Parquet files in order."""

    path: Path
    files: dict[str, tuple[Path, ...]]
    """Table name to files; a table that is absent has no entry."""

    @classmethod
    def at(cls, path: Path) -> "Extract":
        """Finds the tables of the contract; other files are left alone.

        A name counts whatever it names: a link that leads nowhere or a pipe is found
        too, and data/check_gates.py refuses it. Raises UnusableExtract where the folder
        is absent or holds none of the tables.
        """
        if not path.is_dir():
            raise UnusableExtract(
                f"{path} is not a folder. An extract is a folder with one Parquet "
                "file (loans.parquet) or one folder (loans/*.parquet) per table."
            )
        files = {}
        for name in TABLES:
            single, folder = path / f"{name}.parquet", path / name
            found = [single] if os.path.lexists(single) else []
            if folder.is_dir():
                found += sorted(folder.glob("*.parquet"))
            elif folder.is_symlink():
                found.append(folder)
            if found:
                files[name] = tuple(found)
        if not files:
            raise UnusableExtract(
                f"{path} holds no table of the contract; it needs at least "
                "applications.parquet or loans.parquet."
            )
        return cls(path, files)

    def relative(self, file: Path | str) -> str:
        """The file's name within the extract, with forward slashes.

        The name alone where rows were left out and the others lie elsewhere.
        """
        file = Path(file)
        if not file.is_relative_to(self.path):
            return file.name
        return file.relative_to(self.path).as_posix()
