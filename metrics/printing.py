"""An answer as bytes: the same rows give the same bytes, on every run.

The page's download and the command line share this, so that a figure on the screen,
in a file and in a shell is one figure.
"""

import io
import json
import math
from datetime import date

import pandas as pd

FORMATS = ("table", "csv", "json", "parquet")


def encode(frame: pd.DataFrame, format: str) -> bytes:
    """The frame in one of FORMATS; missing values are empty, or null in JSON."""
    if format == "parquet":
        buffer = io.BytesIO()
        frame.to_parquet(buffer, index=False)
        return buffer.getvalue()
    if format == "json":
        rows = [
            {column: _json(value) for column, value in row.items()}
            for row in frame.to_dict("records")
        ]
        return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
    if format == "csv":
        return _words(frame).to_csv(index=False, lineterminator="\n").encode()
    return (_words(frame).to_string(index=False, na_rep="") + "\n").encode()


def _words(frame: pd.DataFrame) -> pd.DataFrame:
    """Flags as true and false, as JSON and SQL write them."""
    flags = frame.select_dtypes("bool").columns
    return frame.assign(
        **{flag: frame[flag].map({True: "true", False: "false"}) for flag in flags}
    )


def _json(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value
