"""A database's columns as an extract has them: exact, or refused by name.

What the contract calls money becomes its DECIMAL; a value that would lose a digit is
refused, never rounded.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from data.contract import Table
from data.errors import SourceFailed
from data.quoting import identifier

_WHOLE = {"int2", "int4", "int8"}
_APPROXIMATE = {"float4", "float8"}
_WRITTEN_OUT = {"uuid", "bpchar"}
"""Turned into text by the server: an id by its bytes, a char(n) without its padding."""

ALLOWED = {
    *_WHOLE,
    *_APPROXIMATE,
    *_WRITTEN_OUT,
    *("numeric", "text", "varchar", "bool", "date", "timestamp", "timestamptz"),
}
"""Types that are taken, by the server's names. Others arrive as bytes or as a number
that means something else (money as cents), so each has to be cast in the recipe."""

MONEY = pa.decimal128(18, 4)
_UNBOUNDED = pa.decimal128(38, 10)

_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)
_SPANS = {
    "date": (
        pa.int32(),
        pa.scalar(_FIRST).cast(pa.int32()).as_py(),
        pa.scalar(_LAST).cast(pa.int32()).as_py(),
    ),
    "timestamp": (
        pa.int64(),
        pa.scalar(datetime(1, 1, 1)).cast(pa.int64()).as_py(),
        pa.scalar(datetime(9999, 12, 31, 23, 59, 59)).cast(pa.int64()).as_py(),
    ),
}
_SPANS["timestamptz"] = _SPANS["timestamp"]


class _Unfit(Exception):
    """A value that can't be taken, and why."""


@dataclass(frozen=True)
class SourceColumns:
    """The columns that a table's select yields."""

    table: Table
    types: dict[str, str]
    """Name to the server's type, in the select's order."""
    arrow: dict[str, pa.DataType]

    @classmethod
    def of(cls, table: Table, schema: pa.Schema, file: str) -> "SourceColumns":
        """Looks through a select's columns; all that can't be taken are named at once.

        Raises SourceFailed, which names the recipe's file.
        """
        types = {
            field.name: (field.metadata or {}).get(b"POSTGRESQL:type", b"?").decode()
            for field in schema
        }
        faults = []
        if len(types) < len(schema.names):
            faults.append("two columns have one name")
        for column in table.columns:
            if column.name not in types:
                if not column.optional:
                    faults.append(f"{column.name} is missing")
            elif column.type == "money" and types[column.name] in _APPROXIMATE:
                faults.append(
                    f"{column.name} is {types[column.name]}, which holds no exact "
                    f"money (write {column.name}::numeric(18, 2))"
                )
        faults += [
            f"{name} is {kind} (write {name}::{_instead(kind)})"
            for name, kind in types.items()
            if kind not in ALLOWED
        ]
        if faults:
            raise SourceFailed(
                f"{file} yields what {table.name} can't take: {'; '.join(faults)}. "
                f"Types that can be taken: {', '.join(sorted(ALLOWED))}."
            )
        return cls(table, types, {name: schema.field(name).type for name in types})

    @property
    def selected(self) -> str:
        """The columns as a select over the recipe's lists them."""
        return ", ".join(
            f"{identifier(name)}::text as {identifier(name)}"
            if kind in _WRITTEN_OUT
            else identifier(name)
            for name, kind in self.types.items()
        )

    @property
    def summed(self) -> tuple[str, ...]:
        """Columns of the contract whose sums can be compared: money and counts."""
        return tuple(
            column.name
            for column in self.table.columns
            if column.type in ("money", "integer")
            and self.types.get(column.name) in {"numeric", *_WHOLE}
        )

    @cached_property
    def schema(self) -> pa.Schema:
        """Names and types as they are written."""
        return pa.schema([(name, self._target(name)) for name in self.types])

    def taken(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A batch in the written types.

        Raises SourceFailed that names column, value and the row's key.
        """
        return pa.record_batch(
            [self._column(name, batch) for name in self.types], self.schema
        )

    def _target(self, name: str) -> pa.DataType:
        kind, meant = self.types[name], self._meant(name)
        if meant == "money" and kind in {"numeric", *_WHOLE}:
            return MONEY
        if kind == "numeric":
            # An id stays the text that it is; what the contract lacks stays exact so.
            kinds = {"integer": pa.int64(), "number": pa.float64()}
            return kinds.get(meant, pa.string())
        if kind in _APPROXIMATE:
            return pa.float64()
        return pa.string() if kind in _WRITTEN_OUT else self.arrow[name]

    def _meant(self, name: str) -> str | None:
        return next((c.type for c in self.table.columns if c.name == name), None)

    def _column(self, name: str, batch: pa.RecordBatch) -> pa.Array:
        values = batch.column(name)
        if isinstance(values, pa.ExtensionArray):
            values = values.storage
        try:
            return self._converted(name, values)
        except (_Unfit, pa.ArrowException) as error:
            raise self._refusal(name, values, batch) from error

    def _converted(self, name: str, values: pa.Array) -> pa.Array:
        kind, target = self.types[name], self._target(name)
        if target == MONEY:
            return values.cast(pa.string()).cast(MONEY)
        if kind == "numeric" and target == pa.int64():
            return values.cast(_UNBOUNDED).cast(pa.int64())
        if kind in _SPANS:
            whole, first, last = _SPANS[kind]
            found = pc.min_max(values.cast(whole)).as_py()
            if found["min"] is not None and (
                found["min"] < first or found["max"] > last
            ):
                raise _Unfit
        made = values.cast(target)
        if target == pa.float64() and pc.all(pc.is_finite(made)).as_py() is False:
            raise _Unfit
        return made

    def _refusal(
        self, name: str, values: pa.Array, batch: pa.RecordBatch
    ) -> SourceFailed:
        for row in range(len(values)):
            try:
                self._converted(name, values.slice(row, 1))
            except (_Unfit, pa.ArrowException):
                break
        kind = self.types[name]
        value = (
            _shown(values[row]) if kind not in _SPANS else "infinity or before year 1"
        )
        keys = [k for k in self.table.key if k in self.types and k != name]
        where = ", ".join(f"{key} {_shown(batch.column(key)[row])}" for key in keys)
        wanted = self._meant(name) or "value"
        stored = f" ({self._target(name)})" if kind not in _SPANS else ""
        return SourceFailed(
            f"{self.table.name}.{name}{' of ' + where if where else ''} is {value}, "
            f"which is no {wanted}{stored} and is not made one by rounding or leaving "
            "out. Correct it in the source, or say in the recipe what it means "
            f"(for example nullif, or round({name}, 4))."
        )


def _shown(value: pa.Scalar) -> str:
    try:
        return str(value.as_py())
    except (OverflowError, ValueError):
        return "out of range"


def _instead(kind: str) -> str:
    return "numeric" if kind == "money" else "text"
