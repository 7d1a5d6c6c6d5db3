"""From number arrays to Parquet, fast and the same to the byte on every run."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.sample.demand import END

MONEY = pa.decimal128(18, 2)
ID_DIGITS = 9


def money(cents: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Whole cents as DECIMAL(18, 2), laid out directly as 128-bit integers."""
    words = np.empty((len(cents), 2), dtype=np.int64)
    words[:, 0] = cents
    words[:, 1] = words[:, 0] >> 63
    valid = None if missing is None else pa.array(~missing).buffers()[1]
    return pa.Array.from_buffers(MONEY, len(cents), [valid, pa.py_buffer(words)])


def codes(index: np.ndarray, names: tuple[str, ...] | list[str]) -> pa.Array:
    """Names by their position; a negative position is NULL."""
    index = index.astype(np.int16)
    return pa.DictionaryArray.from_arrays(
        pa.array(index, mask=index < 0), pa.array(list(names), pa.string())
    )


def ids(prefix: str, numbers: np.ndarray) -> pa.Array:
    """Identifiers such as L000000017."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), ID_DIGITS, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def references(identifiers: pa.Array, index: np.ndarray) -> pa.Array:
    """Identifiers repeated by position, as one dictionary."""
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), identifiers)


def dates(days: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Days since 1970 as DATE."""
    return pa.array(days.astype(np.int32), mask=missing).cast(pa.date32())


def stamps(seconds: np.ndarray) -> pa.Array:
    """Seconds since 1970 as TIMESTAMP; what lies after the extract is NULL."""
    numbers = pa.array(seconds * 1_000_000, mask=seconds > END)
    return numbers.cast(pa.timestamp("us"))


class Folder:
    """Where a sample goes: one file per table, or one folder of files per table."""

    def __init__(self, path: Path, parts: int) -> None:
        self.path = path
        self.parts = parts

    def write(self, table: str, columns: dict[str, pa.Array], part: int) -> None:
        """Write one part of a table that is made in parts."""
        if self.parts == 1:
            self.write_whole(table, columns)
            return
        folder = self.path / table
        folder.mkdir(exist_ok=True)
        _write(folder / f"part-{part:04d}.parquet", columns)

    def write_whole(self, table: str, columns: dict[str, pa.Array]) -> None:
        """Write a table that is made in one go."""
        _write(self.path / f"{table}.parquet", columns)


def _write(path: Path, columns: dict[str, pa.Array]) -> None:
    coded = [
        name
        for name, array in columns.items()
        if pa.types.is_dictionary(array.type) or pa.types.is_date(array.type)
    ]
    pq.write_table(
        pa.table(columns),
        path,
        compression="zstd",
        compression_level=1,
        use_dictionary=coded,
        store_schema=False,
        store_decimal_as_integer=True,
        row_group_size=250_000,
    )
