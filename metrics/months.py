"""Months as '2026-03', and how to count with them."""


def index(month: str) -> int:
    """A month's place on the calendar, counted in months."""
    return 12 * int(month[:4]) + int(month[5:7]) - 1


def shifted(month: str, by: int) -> str:
    """The month `by` months later; earlier where negative."""
    year, number = divmod(index(month) + by, 12)
    return f"{year:04d}-{number + 1:02d}"


def between(first: str, last: str) -> tuple[str, ...]:
    """Every month from the first to the last, both included."""
    return tuple(shifted(first, i) for i in range(index(last) - index(first) + 1))


def before(first: str, last: str, against: str) -> tuple[str, str]:
    """The period to compare with: as many months just before, or a year earlier."""
    length = 12 if against == "year" else index(last) - index(first) + 1
    return shifted(first, -length), shifted(last, -length)
