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


def differences(frame: pd.DataFrame, expected: list[dict]) -> list[str]:
    """What differs between an answer and the recount's rows; [] where nothing does."""
    if len(frame) != len(expected):
        found = [f"{len(frame)} rows, recounted {len(expected)}"]
        keys = [c for c in frame.columns if frame[c].dtype == object][:3]
        ours = {tuple(map(_plain, row)) for row in frame[keys].values.tolist()}
        theirs = {tuple(_plain(row[k]) for k in keys) for row in expected}
        return [*found, f"only ours {ours - theirs}", f"only theirs {theirs - ours}"]
    if expected and list(frame.columns) != list(expected[0]):
        return [f"columns {list(frame.columns)}, recounted {list(expected[0])}"]
    found = []
    for number, (ours, theirs) in enumerate(
        zip(frame.to_dict("records"), expected, strict=True)
    ):
        for column, value in theirs.items():
            if not _same(_plain(ours[column]), _plain(value)):
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


def _same(ours: object, theirs: object) -> bool:
    if isinstance(theirs, bool) or isinstance(theirs, str | date) or theirs is None:
        return ours == theirs
    if ours is None:
        return False
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-3)
