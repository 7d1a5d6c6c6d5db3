"""What became of the applications that were started: parts that add up to all of them.

Every application has been approved, declined or withdrawn, or has no decision yet; of
the approved, some have been paid out. So

    started = disbursed + approved and not disbursed + declined + withdrawn + open

holds for any set of rows of `conversion` on the cohort basis.
"""

import pandas as pd

from charts.quantity import Quantity
from charts.theme import Look
from texts import Words

PARTS = ("disbursed", "undisbursed", "open", "declined", "withdrawn")
"""From won over still possible to lost. `undisbursed`: approved and not disbursed."""


def accounted(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of a cohort `conversion` with the column `undisbursed` added."""
    return frame.assign(undisbursed=frame["approved"] - frame["disbursed"])


def totals(frame: pd.DataFrame) -> dict[str, int] | None:
    """`started` and each part over all rows; None where nothing was started."""
    rows = accounted(frame)
    sums = {column: int(rows[column].sum()) for column in ("started", *PARTS)}
    return sums if sums["started"] else None


def by_month(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per part and month: part, month, applications, share of the month's.

    In the order of PARTS, then of the months, as a chart stacks them. A row keeps the
    label of the row of `conversion` that it comes from.
    """
    rows = accounted(frame)
    layers = [
        pd.DataFrame(
            {
                "part": part,
                "month": rows["month"],
                "applications": rows[part],
                "share": (rows[part] / rows["started"].where(rows["started"] > 0)),
            }
        )
        for part in PARTS
    ]
    return pd.concat(layers)


def quantities(t: Words) -> list[Quantity]:
    """The parts as columns of `totals`, with what a reader calls them."""
    return [Quantity(part, "count", t(f"funnel.part.{part}")) for part in PARTS]


def colours(look: Look) -> dict[str, str]:
    """Won is strong, still possible is pale, lost is of another colour."""
    return {
        "disbursed": look.good,
        "undisbursed": look.faded(look.good),
        "open": look.faded(look.immature, 0.6),
        "declined": look.bad,
        "withdrawn": look.faded(look.bad),
    }
