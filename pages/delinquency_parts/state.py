"""The state of the book at its month-ends: how much of it is late, and how late."""

from collections.abc import Sequence

from charts.bars import stacked
from charts.trend import trend
from metrics import Answer
from metrics.errors import MissingData
from pages.delinquency_parts.part import by_bucket, part
from ui import events, goals, late, mishaps
from ui.named import buckets, quantity
from ui.view import View

PAR = ("par1", "par30", "par60", "par90")
TIERS = ("special_mention", "substandard", "doubtful", "loss")


def balance(view: View, answer: Answer, codes: Sequence[str]) -> None:
    """Stacked months; current loans are left out where only the late are asked for."""
    with part(view, "buckets") as drawn:
        shown = drawn.pick("buckets", ("late", "all", "amount"))
        parts = [quantity(view, c) for c in ("share_of_balance", "balance", "loans")]
        if shown == "amount":
            parts[:2] = parts[1::-1]
        is_late = answer.frame["bucket"] != codes[0] if codes else None
        drawn.draw(
            answer,
            stacked,
            frame=answer.frame[is_late] if shown == "late" and codes else None,
            series="bucket",
            value=parts[0],
            behind=parts[1:],
            names=buckets(view, codes),
            colours=by_bucket(view, codes),
        )


def par(view: View, answer: Answer) -> None:
    """PAR over the months, and PAR30 over last month's book in a colour apart."""
    shades = view.look.ordered(len(PAR), view.look.late)
    rates = (*PAR, "lagged_par30")
    values = [quantity(view, column) for column in rates]
    with part(view, "par") as drawn:
        events.switch(view)
        drawn.draw(
            answer,
            trend,
            frame=late.with_balances(view, answer),
            x="as_of",
            values=values,
            behind=late.behind(view),
            goals={rate: goals.by_month(view, rate) for rate in rates},
            events=events.markers(view, answer.frame, "as_of", values[1:2]),
            colours=dict(zip(PAR, shades, strict=True))
            | {"lagged_par30": view.look.good},
        )


def tiers(view: View, answer: Answer) -> None:
    """The four late classes of the five; what is left is normal."""
    t, shades = view.t, view.look.ordered(len(TIERS), view.look.late)
    with part(view, "tiers") as drawn:
        drawn.draw(
            answer,
            stacked,
            frame=answer.frame.melt(
                ["as_of", "balance"], TIERS, "tier", "share", ignore_index=False
            ),
            series="tier",
            value=quantity(view, "share", t.column("share_of_balance")),
            behind=[quantity(view, "balance", t("delinquency.tiers.book"))],
            names=t.column,
            colours=dict(zip(TIERS, shades, strict=True)),
            layers_are_columns=True,
        )


def losses(view: View, answer: Answer) -> None:
    """The annualised net charge-off rate; the amounts are in the tooltip."""
    columns = ("charged_off", "recovered")
    with part(view, "losses") as drawn:
        if not view.book.has("performance", "charged_off"):
            needs = ("performance.charged_off",)
            mishaps.missing(view.t, MissingData(needs[0], needs))
            return
        drawn.draw(
            answer,
            trend,
            x="as_of",
            values=[quantity(view, "net_charge_off_rate")],
            frame=late.with_balances(view, answer),
            behind=[*(quantity(view, c) for c in columns), late.mean_balance(view)],
            colours={"net_charge_off_rate": view.look.bad},
            height=340,
        )
