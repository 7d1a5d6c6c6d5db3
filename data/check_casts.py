"""Which stored types the contract accepts, and which values a cast would change.

DuckDB's own cast rounds 1.5 to 2, drops the time of a date and reads '0x1A' as 26.
Here a value that the contract's type cannot hold becomes NULL, so that the check can
count it. The expressions are SQL text over one quoted column; no value enters them.
TIMESTAMP WITH TIME ZONE is converted by the connection's TimeZone, which must be the
business time zone.
"""

import re

from data.contract import Column

SMALL_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"}
INTEGERS = SMALL_INTEGERS | {"BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT"}
FLOATS = {"FLOAT", "DOUBLE"}
TIMESTAMPS = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
ZONED = {"TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"}

UNTYPED = '"NULL"'
"""What DuckDB calls a Parquet column that was written with no value and no type."""

ACCEPTED = {
    "id": "VARCHAR or an integer",
    "code": "VARCHAR",
    "text": "VARCHAR",
    "integer": "INTEGER or BIGINT",
    "money": "DECIMAL or DOUBLE",
    "number": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
"""What a message asks for; more is accepted where no value is lost."""

_WHOLE = r"\s*[+-]?[0-9]+\s*"
_MONEY = r"\s*[+-]?[0-9]+(\.[0-9]{0,4}0*)?\s*"
_NUMBER = r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIMESTAMP = _DATE + r"[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"


def typed(column: Column, stored: str, raw: str) -> str | None:
    """The SQL expression of `raw` as the contract types it, NULL where it can't be.

    `stored` is the file's DuckDB type, `raw` the quoted column. None where no value of
    that type can be read so. Money in DOUBLE is rounded to four decimals, since binary
    fractions are never exact; in DECIMAL and text a fifth decimal is a loss.
    """
    target = column.stored_type
    if stored == UNTYPED:
        return f"cast(null as {target})"
    match column.type:
        case "id":
            usable = stored in INTEGERS or stored in {"VARCHAR", "UUID"}
            return f"cast({raw} as varchar)" if usable else None
        case "code" | "text":
            usable = stored in INTEGERS or stored in {"VARCHAR", "UUID", "BOOLEAN"}
            return f"cast({raw} as varchar)" if usable else None
        case "integer":
            return _integer(stored, raw, target)
        case "money":
            return _money(stored, raw, target)
        case "number":
            return _number(stored, raw)
        case "date":
            return _date(stored, raw)
        case "timestamp":
            return _timestamp(stored, raw)


def is_lossless(column: Column, stored: str) -> bool:
    """Whether every value of the stored type fits, so that nothing needs counting."""
    if stored == UNTYPED or column.type in {"id", "code", "text"}:
        return True
    if column.type == "integer":
        return stored in SMALL_INTEGERS or stored == "BIGINT"
    if column.type == "money":
        precision, scale = decimal_digits(stored) or (99, 99)
        return stored in SMALL_INTEGERS or (scale <= 4 and precision - scale <= 14)
    return column.type == "number" and stored != "VARCHAR"


def decimal_digits(stored: str) -> tuple[int, int] | None:
    """Precision and scale of a DECIMAL type; None for any other."""
    found = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", stored)
    return (int(found[1]), int(found[2])) if found else None


def _parsed(raw: str, pattern: str, target: str) -> str:
    return (
        f"case when regexp_full_match({raw}, '{pattern}') "
        f"then try_cast({raw} as {target}) end"
    )


def _integer(stored: str, raw: str, target: str) -> str | None:
    if stored in INTEGERS:
        return f"try_cast({raw} as {target})"
    if stored in FLOATS or decimal_digits(stored):
        return f"case when {raw} = trunc({raw}) then try_cast({raw} as {target}) end"
    return _parsed(raw, _WHOLE, target) if stored == "VARCHAR" else None


def _money(stored: str, raw: str, target: str) -> str | None:
    if stored in INTEGERS or stored in FLOATS:
        return f"try_cast({raw} as {target})"
    if digits := decimal_digits(stored):
        value = f"try_cast({raw} as {target})"
        return (
            value if digits[1] <= 4 else f"case when {value} = {raw} then {value} end"
        )
    return _parsed(raw, _MONEY, target) if stored == "VARCHAR" else None


def _number(stored: str, raw: str) -> str | None:
    if stored in FLOATS:
        return f"case when isfinite({raw}) then cast({raw} as double) end"
    if stored in INTEGERS or decimal_digits(stored):
        return f"cast({raw} as double)"
    return _parsed(raw, _NUMBER, "double") if stored == "VARCHAR" else None


def _date(stored: str, raw: str) -> str | None:
    if stored == "DATE":
        return f"case when isfinite({raw}) then {raw} end"
    if stored in TIMESTAMPS or stored in ZONED:
        local = _local(stored, raw)
        return (
            f"case when isfinite({local}) and {local} = date_trunc('day', {local}) "
            f"then cast({local} as date) end"
        )
    return _parsed(raw, _DATE, "date") if stored == "VARCHAR" else None


def _timestamp(stored: str, raw: str) -> str | None:
    if stored in TIMESTAMPS or stored in ZONED or stored == "DATE":
        local = _local(stored, raw)
        return f"case when isfinite({local}) then {local} end"
    return _parsed(raw, _TIMESTAMP, "timestamp") if stored == "VARCHAR" else None


def _local(stored: str, raw: str) -> str:
    moment = f"cast({raw} as timestamptz)" if stored in ZONED else raw
    return f"cast({moment} as timestamp)"
