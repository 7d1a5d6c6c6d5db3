"""What a page's figures are compared with, and how that is said: in one place."""

from collections.abc import Callable

from metrics import Filters
from metrics.errors import WholeMonthsOnly
from ui import chosen, period
from ui.view import View


def sentence(view: View) -> str:
    """What changes are against, in a line; nothing where none is asked for.

    Says so where there is no earlier period to compare with.
    """
    t = view.t
    if view.against == "none":
        return ""
    if view.against == "target":
        return t("compared.target")
    if view.previous is None:
        return t("compared.nothing")
    return t(f"compared.{view.against}", span=span(view))


def span(view: View) -> str:
    """The compared months, and how many days of the last one where not all; or ''."""
    if view.previous is None:
        return ""
    return chosen.span(view.book, view.t, view.previous)


def earlier(
    view: View, read: Callable[[Filters], float | None], filters: Filters | None = None
) -> float | None:
    """A figure of the compared period, or of that given.

    None where there is no such period, or where it is a part of a month and the figure
    is known by whole months: no change is better than a wrong one.
    """
    then = filters or view.previous
    if then is None:
        return None
    try:
        return read(then)
    except WholeMonthsOnly:
        return None


def of_change(view: View) -> tuple[str, Filters | None]:
    """Which earlier period a change is split against: the page's, else the one before.

    A target or nothing is no period; None where the data does not hold the period.
    """
    against = view.against
    if against not in period.EARLIER:
        against = period.DEFAULT_AGAINST
    return against, period.earlier(view.book, view.filters, against)
