"""Lines over months and over months on book: what is final, dashed, or left out."""

import pandas as pd

from charts.curves import curves
from charts.quantity import Quantity
from charts.trend import spark, trend

RATE = Quantity("rate", "rate", "Conversion")
BEHIND = (Quantity("done", "count", "Disbursed"), Quantity("all", "count", "Started"))
MONTHS = pd.DataFrame(
    [
        ("2026-01", 0.50, 50, 100, 0.40, 0.60, True),
        ("2026-02", None, 0, 0, None, None, True),
        ("2026-03", 0.40, 40, 100, 0.31, 0.50, True),
        ("2026-04", 0.10, 10, 100, 0.06, 0.17, False),
    ],
    columns=["month", "rate", "done", "all", "low", "high", "mature"],
)


def test_an_unknown_month_is_a_gap_and_the_open_month_is_dashed(t, look):
    figure = trend(MONTHS, t, look, values=[RATE], behind=BEHIND, complete="mature")
    final, tail, marks, key = figure.data
    assert final.y == (0.5, None, 0.4, None)
    assert final.line.dash is None
    assert (tail.y, tail.line.dash) == ((None, None, 0.4, 0.1), "dot")
    assert marks.y == (None, None, None, 0.1)
    assert marks.marker.color == look.background
    assert not any(trace.connectgaps for trace in figure.data)
    assert (key.name, key.showlegend) == (t("charts.can_change"), True)
    assert t("charts.incomplete") in marks.text[3]
    assert t("charts.incomplete") not in final.text[0]


def test_each_point_says_both_sides_of_its_ratio(en, look):
    figure = trend(MONTHS, en, look, values=[RATE], behind=BEHIND)
    assert figure.data[0].text[0] == (
        "<b>Jan 2026</b><br>Conversion: 50.0%<br>Disbursed: 50<br>Started: 100"
    )


def test_the_band_is_broken_where_the_interval_is_not_known(en, look):
    figure = trend(MONTHS, en, look, values=[RATE], low="low", high="high")
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert [trace.y for trace in bands] == [
        (0.6, 0.4),
        (0.5, 0.17, 0.06, 0.31),
    ]


def test_one_wide_interval_does_not_press_the_other_months_flat(en, look):
    few = MONTHS.assign(high=[0.6, None, 0.5, 5.0])
    figure = trend(few, en, look, values=[RATE], low="low", high="high")
    assert list(figure.layout.yaxis.range) == [0.0, 1.25]  # 2.5 times a half


def test_one_line_per_code_in_the_frames_order_with_its_own_colour(en, look):
    split = pd.concat([MONTHS.assign(by="web"), MONTHS.assign(by="app")])
    colours = look.colours_of("channel", ("app", "web"))
    figure = trend(
        split,
        en,
        look,
        values=[RATE],
        series="by",
        names={"web": "Web", "app": "App"},
        colours=colours,
    )
    assert [trace.name for trace in figure.data] == ["Web", "App"]
    assert [trace.line.color for trace in figure.data] == [
        colours["web"],
        colours["app"],
    ]
    assert figure.layout.showlegend


def test_one_line_per_quantity(en, look):
    rates = [RATE, Quantity("low", "rate", "Lower end")]
    figure = trend(MONTHS, en, look, values=rates)
    assert [trace.name for trace in figure.data] == ["Conversion", "Lower end"]


def test_the_axis_writes_months_in_the_readers_language(t, look):
    figure = trend(MONTHS, t, look, values=[RATE])
    assert figure.data[0].x[0] == "2026-01-01"
    assert figure.layout.xaxis.tickformat == t("charts.month_tick")


def test_a_spark_has_no_axes(en, look):
    figure = spark(MONTHS, en, look, value=RATE, behind=BEHIND)
    assert not figure.layout.xaxis.visible
    assert not figure.layout.yaxis.visible
    assert "Started: 100" in figure.data[0].text[0]


def cohorts(ages: dict[str, int], open_from: int = 99) -> pd.DataFrame:
    """Cohorts that have reached some ages, each a percent worse per age."""
    return pd.DataFrame(
        [
            (cohort, mob, 200, 2 * mob, mob / 100, mob < open_from)
            for cohort, last in ages.items()
            for mob in range(last + 1)
        ],
        columns=["cohort", "mob", "loans", "bad", "rate", "complete"],
    )


def test_curves_end_where_the_cohort_is_known_and_their_open_tail_is_dashed(t, look):
    figure = curves(cohorts({"2026-Q1": 5}, open_from=4), t, look, value=RATE)
    final, tail, marks = figure.data
    assert final.x == (0, 1, 2, 3, 4, 5)
    assert final.y == (0.0, 0.01, 0.02, 0.03, None, None)
    assert (tail.y, tail.line.dash) == ((None, None, None, 0.03, 0.04, 0.05), "dot")
    assert t("charts.incomplete_cohort") in marks.text[4]


def test_cohorts_darken_with_time_and_the_newest_real_curve_is_highlighted(en, look):
    frame = cohorts({"2026-01": 9, "2026-02": 8, "2026-03": 4, "2026-04": 0})
    figure = curves(frame, en, look, value=RATE)
    assert [trace.name for trace in figure.data] == [
        "2026-01",
        "2026-02",
        "2026-03",
        "2026-04",
    ]
    colours = [trace.line.color for trace in figure.data]
    assert colours[2] == look.accent
    assert colours[0] == look.shades[0]
    assert figure.data[2].line.width > figure.data[0].line.width


def test_a_long_legend_names_the_oldest_and_the_highlighted_among_few(en, look):
    frame = cohorts({f"20{y}-{m:02d}": 6 for y in (23, 24, 25) for m in range(1, 13)})
    figure = curves(frame, en, look, value=RATE)
    listed = [trace.name for trace in figure.data if trace.showlegend]
    assert 5 <= len(listed) <= 8
    assert listed[0] == "2023-01"
    assert listed[-1] == "2025-12"


def test_curves_of_a_dimension_keep_its_colours_and_all_their_names(en, look):
    frame = cohorts({"app": 3, "web": 3}).rename(columns={"cohort": "by"})
    colours = look.colours_of("channel", ("app", "web"))
    figure = curves(frame, en, look, value=RATE, curve="by", colours=colours)
    assert [trace.line.color for trace in figure.data] == list(colours.values())
    assert all(trace.showlegend for trace in figure.data)


def test_a_curve_point_says_what_stands_behind_it(en, look):
    behind = (Quantity("bad", "count", "Bad"), Quantity("loans", "count", "Loans"))
    figure = curves(
        cohorts({"2026-01": 3}), en, look, value=RATE, behind=behind, names=en.cohort
    )
    assert figure.data[0].text[3] == (
        "<b>Jan 2026 · MOB 3</b><br>Conversion: 3.0%<br>Bad: 6<br>Loans: 200"
    )
