"""How a name or a path becomes part of SQL text where DuckDB binds no parameter.

Parameters carry values; but views, COPY and macros take names and paths as text.
Names come from the contract alone, paths from the operator; both pass through here.
"""


def identifier(name: str) -> str:
    """A column or table name in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string in single quotes."""
    return "'" + text.replace("'", "''") + "'"
