"""Vintage: are newer loans worse than older ones were at the same age?

Every cohort keeps all its loans in the denominator and ends where the data ends, so
that a young cohort is compared at the ages it has reached and at no other.
"""

from charts.curves import curves
from charts.quantity import Quantity
from charts.triangle import triangle
from pages.vintage_parts.choices import basis as basis_of
from pages.vintage_parts.choices import choices
from pages.vintage_parts.early import early, rows_of
from pages.vintage_parts.versus import section as versus
from ui.blocks import figure, section
from ui.view import View


def render(view: View) -> None:
    """The choices, the curves, the triangle, and the rates at three fixed ages."""
    t = view.t
    options, by = choices(view)
    answer = view.ask("vintage", by=by, **options)
    measure, days = options["measure"], options["dpd"]
    kind = f"{measure}.{options['basis']}"
    title, basis = t(f"vintage.of.{kind}", days=days), basis_of(view, measure, days)
    in_loans = options["basis"] == "count"
    size = Quantity("loans", "count", t.column("loans"))
    below = size if in_loans else Quantity("principal", "amount", t.column("principal"))
    above_unit = "count" if in_loans else "amount"
    above = Quantity("bad", above_unit, t(f"vintage.above.{kind}", days=days))
    value = Quantity("rate", "rate", t(f"vintage.measure.{measure}"))
    shared = {"value": value, "behind": (above, below), "low": "low", "high": "high"}
    rows, names = rows_of(view, answer, by)
    colours = view.look.colours_of(by, view.book.dimensions[by]) if by else None
    versus(view, options, title, **shared)
    with section(view, title, basis=basis, about=t("vintage.curves.about")):
        figure(
            view,
            answer,
            lambda: curves(
                rows, t, view.look, curve="row", names=names, colours=colours, **shared
            ),
            key="curves",
            alt=title,
        )
    with section(
        view,
        t("vintage.triangle.title", what=title),
        basis=t("vintage.triangle.basis"),
        about=t("vintage.triangle.about"),
    ):
        figure(
            view,
            answer,
            lambda: triangle(
                rows, t, view.look, row="row", size=size, names=names, **shared
            ),
            key="triangle",
            alt=t("vintage.triangle.title", what=title),
            details=False,
        )
    early(view, by, options["cohort"])


if __name__ == "__main__":
    from app import main

    main()
