"""How the check's messages write numbers of rows and the values it received."""


def count(rows: int) -> str:
    """'1 row' or '1,234 rows'."""
    return "1 row" if rows == 1 else f"{rows:,} rows"


def examples(found: list[tuple], shown: int = 3) -> str:
    """The first different values received, from the last column of offending rows."""
    values = list(dict.fromkeys(row[-1] for row in found))
    texts = ["NULL" if value is None else visible(value) for value in values[:shown]]
    return ", ".join(texts) + (", ..." if len(values) > shown else "")


def visible(text: str) -> str:
    """The text, quoted where it is empty or would do something to a terminal."""
    return text if text.strip() and text.isprintable() else repr(text)
