"""Whether a file's pages are what their own checksums say, where they have any.

A flipped bit can be another valid value, and DuckDB reads it as that. Writers such as
Spark's put a CRC-32 beside each page; Arrow is asked to hold the pages against them.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.check_files import Present, unreadable
from data.extract import Extract
from data.findings import Finding

_ROWS_AT_ONCE = 65_536


def check_pages(extract: Extract, present: dict[str, Present]) -> list[Finding]:
    """A finding for each file that is damaged, which its table then goes without."""
    findings = []
    for name, table in present.items():
        sound = []
        for file in table.files:
            if (error := _broken_checksum(file)) is None:
                sound.append(file)
            else:
                findings.append(unreadable(extract, name, file, error))
        table.is_complete = table.is_complete and len(sound) == len(table.files)
        table.files = tuple(sound)
    return findings


def _broken_checksum(file: Path) -> Exception | None:
    """Arrow's word for a page that is not what it was; None for any other failure.

    Whether a file can be decoded at all is for DuckDB to say, which reads its values.
    """
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as reader:
            for _ in reader.iter_batches(batch_size=_ROWS_AT_ONCE):
                pass
    except (pa.ArrowException, OSError) as error:
        return error if "checksum" in str(error) else None
    return None
