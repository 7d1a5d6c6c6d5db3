"""How loans move: between buckets, down the buckets, and at their first payment."""

from collections.abc import Sequence

from charts.matrix import matrix
from charts.trend import trend
from pages.delinquency_parts.part import by_bucket, part
from ui import events, figures, late
from ui.named import ENDS, buckets, quantity, short_buckets
from ui.view import View


def rolls(view: View, codes: Sequence[str]) -> None:
    """The matrix; beside each row stands what its rates are shares of."""
    with part(view, "rolls") as drawn:
        by_loans = drawn.pick("rolls", ("count", "balance")) == "count"
        answer = view.ask("roll_rates")
        starts = answer.frame["from_bucket"]
        unit = "loans" if by_loans else "balance"
        moved = quantity(view, unit, view.t(f"delinquency.rolls.moved.{unit}"))
        size = quantity(view, unit, view.t(f"delinquency.rolls.row.{unit}"))
        drawn.draw(
            answer,
            matrix,
            value=quantity(view, "rate" if by_loans else "rate_balance"),
            rows=[code for code in codes if code in set(starts)],
            columns=[*codes, *ENDS],
            sizes={
                code: figures.total(answer.frame[starts == code], size.column)
                for code in codes
            },
            size=size,
            behind=[moved],
            better=("paid_off",),
            low="low" if by_loans else None,
            high="high" if by_loans else None,
            names=buckets(view, codes),
            headings=short_buckets(view, codes),
        )


def flows(view: View, codes: Sequence[str]) -> None:
    """One line per step from a bucket to the next."""
    with part(view, "flows") as drawn:
        answer = view.ask("flow_rates")
        drawn.draw(
            answer,
            trend,
            frame=late.with_flows(view, answer),
            x="as_of",
            values=[quantity(view, "rate")],
            behind=late.behind_flows(view),
            series="from_bucket",
            names={
                code: view.t("delinquency.flows.step", start=i, end=i + 1)
                for i, code in enumerate(codes)
            },
            colours=by_bucket(view, codes),
        )


def first_payment(view: View) -> None:
    """The earliest sign of a bad month of disbursements, with its interval."""
    with part(view, "first_payment") as drawn:
        days = int(drawn.pick("days", ("30", "7")))
        answer = view.ask("first_payment_default", days=days)
        values = [quantity(view, "rate", view.t("delinquency.first_payment.rate"))]
        drawn.draw(
            answer,
            trend,
            values=values,
            events=events.markers(view, answer.frame, "month", values),
            behind=[quantity(view, "defaulted"), quantity(view, "due")],
            low="low",
            high="high",
        )
