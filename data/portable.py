"""The statements of sql/ as another engine reads them: one source, no second copy.

DuckDB's macros are put in where they are used, and what remains is written by sqlglot
in the other engine's dialect. What can't be said portably has a portable form in
sql/portable, which the tests also hold the fast one to.
"""

from collections.abc import Iterable
from pathlib import Path

import sqlglot
from sqlglot import exp

from data.snapshot import SQL

Macros = dict[str, tuple[list[str], exp.Expression]]
"""Name to the names of its parameters and to what it stands for."""


def read_macros(files: Iterable[Path]) -> Macros:
    """Every macro of the files; each may use those before it."""
    macros: Macros = {}
    for file in files:
        for statement in sqlglot.parse(file.read_text("utf-8"), dialect="duckdb"):
            head = statement.this
            parameters = [parameter.name for parameter in head.expressions]
            body = _expanded(statement.expression, macros)
            macros[head.this.name.lower()] = parameters, body
    return macros


def statement(name: str, macros: Macros, dialect: str) -> str:
    """A fact's or rollup's statement, by its path in sql/ without ending."""
    portable, own = SQL / "portable" / f"{name}.sql", SQL / f"{name}.sql"
    file = portable if portable.exists() else own
    return translated(file.read_text("utf-8"), macros, dialect)


def translated(text: str, macros: Macros, dialect: str) -> str:
    """DuckDB's SQL in another dialect, macros put in."""
    tree = _expanded(sqlglot.parse_one(text, dialect="duckdb"), macros)
    for part in tree.find_all(exp.CTE):
        part.set("materialized", None)
    return tree.sql(dialect=dialect, comments=False)


def _expanded(tree: exp.Expression, macros: Macros) -> exp.Expression:
    return tree.transform(lambda node: _put_in(node, macros))


def _put_in(node: exp.Expression, macros: Macros) -> exp.Expression:
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Anonymous):
        body = _body(node.this, macros)
        if body is not None:
            return body.subquery(alias=node.alias or node.this.name, copy=False)
    if isinstance(node, exp.Anonymous):
        body = _body(node, macros)
        if body is not None:
            return exp.Paren(this=body)
    return node


def _body(call: exp.Anonymous, macros: Macros) -> exp.Expression | None:
    """What a call stands for; a parameter is a column name without a table."""
    if call.name.lower() not in macros:
        return None
    parameters, body = macros[call.name.lower()]
    arguments = [_expanded(argument.copy(), macros) for argument in call.expressions]
    given = dict(zip(parameters, arguments, strict=True))

    def bound(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and not node.table and node.name in given:
            return exp.Paren(this=given[node.name].copy())
        return node

    return body.copy().transform(bound)
