"""How an answer is held against an independent recount, cell by cell."""

import math
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pandas as pd

from tests import oracle


def settings_toml(settings: oracle.Settings) -> str:
    """The recount's settings as the text of dashboard.toml."""
    lines, tables = [], []
    for key, value in asdict(settings).items():
        if isinstance(value, dict):
            if value:
                tables.append(f"[{key}]")
                tables += [f'"{name}" = {rate}' for name, rate in value.items()]
        elif isinstance(value, str):
            lines.append(f'{key} = "{value}"')
        else:
            lines.append(f"{key} = {value}")
    return "\n".join([*lines, *tables])


DIFFERENCES_OF_RATES = ("mix_effect", "rate_effect", "effect", "change")
"""Columns that can be far smaller than what they were made of."""

RELATIVE = 1e-12
ABSOLUTE = 1e-12
"""What may differ of rates; sums of money and counts may not differ at all."""


def differences(
    frame: pd.DataFrame, expected: list[dict], key: str | None = None
) -> list[str]:
    """What differs between an answer and the recount's rows; [] where nothing does.

    With a `key` rows are told apart by that column, and their order is not compared.
    """
    if len(frame) != len(expected):
        found = [f"{len(frame)} rows, recounted {len(expected)}"]
        keys = [c for c in frame.columns if frame[c].dtype == object][:3]
        ours = {tuple(map(_plain, row)) for row in frame[keys].values.tolist()}
        theirs = {tuple(_plain(row[k]) for k in keys) for row in expected}
        return [*found, f"only ours {ours - theirs}", f"only theirs {theirs - ours}"]
    if expected and list(frame.columns) != list(expected[0]):
        return [f"columns {list(frame.columns)}, recounted {list(expected[0])}"]
    records = frame.to_dict("records")
    if key:
        records = sorted(records, key=lambda row: _plain(row[key]) or "")
        expected = sorted(expected, key=lambda row: _plain(row[key]) or "")
    found = []
    for number, (ours, theirs) in enumerate(zip(records, expected, strict=True)):
        for column, value in theirs.items():
            if not _same(_plain(ours[column]), _plain(value), column):
                found.append(
                    f"row {number} {column}: {ours[column]!r}, recounted {value!r}"
                    f" in {theirs}"
                )
    return found


def _plain(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, Decimal):
        return float(value)
    return value


def _same(ours: object, theirs: object, column: str) -> bool:
    if isinstance(theirs, bool) or isinstance(theirs, str | date) or theirs is None:
        return ours == theirs
    if ours is None:
        return False
    loose = ABSOLUTE if column in DIFFERENCES_OF_RATES else 0.0
    return math.isclose(ours, theirs, rel_tol=RELATIVE, abs_tol=loose)
