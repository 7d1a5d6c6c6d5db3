"""What every file taken away says about itself."""

from datetime import datetime

from exports.report import Stamp
from texts import words


def lines(stamp: Stamp, made_at: datetime) -> list[tuple[str, str]]:
    """Label and text: filters, comparison, date, snapshot, time, address of the view.

    `made_at` is in UTC.
    """
    t = words(stamp.language)
    told = {
        "filters": stamp.filters,
        "compared": stamp.compared,
        "as_of": stamp.as_of,
        "snapshot": stamp.snapshot,
        "made": t("exports.utc", moment=t.moment(made_at)),
        "address": address(stamp),
    }
    return [(t(f"exports.stamp.{name}"), text) for name, text in told.items() if text]


def small_print(stamp: Stamp, made_at: datetime) -> str:
    """Date of the data, snapshot and time in one line, for under a picture."""
    t = words(stamp.language)
    moment = t("exports.utc", moment=t.moment(made_at))
    return t("values.dot").join(
        [
            t("exports.as_of", date=stamp.as_of),
            t("exports.snapshot", id=stamp.snapshot),
            t("exports.made", moment=moment),
        ]
    )


def address(stamp: Stamp) -> str:
    """The view's address below that of the dashboard: 'vintage?product=car_loan'."""
    return f"{stamp.page}?{stamp.query}" if stamp.query else stamp.page


def file_name(stamp: Stamp, ending: str, part: str = "") -> str:
    """'vintage-20260930T060000Z.xlsx': letters, digits, '-', '_' and '.' only."""
    whole = "-".join(name for name in (stamp.page, part, stamp.snapshot) if name)
    safe = "".join(
        c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in whole
    )
    return f"{safe}.{ending}"
