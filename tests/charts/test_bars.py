"""Bars, steps, waterfall and intervals: order, labels, and no bar for the unknown."""

import pandas as pd

from charts.bars import grouped, ranked, stacked
from charts.intervals import intervals
from charts.quantity import Quantity
from charts.steps import steps
from charts.waterfall import waterfall

RATE = Quantity("rate", "rate", "Rate")
LOANS = Quantity("loans", "count", "Loans")
BAD = Quantity("bad", "count", "Bad")
CHANNELS = pd.DataFrame(
    [
        ("web", 0.10, 10, 100, 0.06, 0.17),
        ("app", 0.30, 30, 100, 0.22, 0.40),
        ("shop", None, 0, 0, None, None),
    ],
    columns=["by", "rate", "bad", "loans", "low", "high"],
)


def test_ranked_bars_keep_the_frames_order_and_draw_nothing_for_the_unknown(t, look):
    figure = ranked(
        CHANNELS, t, look, category="by", value=RATE, low="low", high="high"
    )
    bars, labels = figure.data
    assert bars.x == (0.10, 0.30, None)
    assert list(figure.layout.yaxis.ticktext) == ["web", "app", "shop"]
    assert [text.strip() for text in labels.text] == ["10.0%", "30.0%", "–"]
    assert labels.x == (0.17, 0.40, 0.0)  # beside the whisker's end
    assert [round(end, 2) for end in bars.error_x.array] == [0.07, 0.10, 0.0]
    assert [round(end, 2) for end in bars.error_x.arrayminus] == [0.04, 0.08, 0.0]


def test_a_bar_that_is_not_final_is_paler(en, look):
    frame = CHANNELS.assign(mature=[True, False, True])
    figure = ranked(frame, en, look, category="by", value=RATE, complete="mature")
    first, second, _ = figure.data[0].marker.color
    assert first == look.categorical[0]
    assert second == look.faded(look.categorical[0])


def test_grouped_bars_have_one_trace_per_quantity(en, look):
    figure = grouped(CHANNELS, en, look, category="by", values=[BAD, LOANS])
    assert [(trace.name, trace.y) for trace in figure.data] == [
        ("Bad", (10, 30, 0)),
        ("Loans", (100, 100, 0)),
    ]


def test_layers_stack_in_the_frames_order_with_both_values_in_the_tooltip(en, look):
    frame = pd.DataFrame(
        [
            ("2026-01", "0", 0.75, 300.0),
            ("2026-01", "1-30", 0.25, 100.0),
            ("2026-02", "0", 1.0, 500.0),
        ],
        columns=["as_of", "bucket", "share", "balance"],
    )
    figure = stacked(
        frame,
        en,
        look,
        series="bucket",
        value=Quantity("share", "rate", "Share"),
        behind=(Quantity("balance", "amount", "Balance"),),
    )
    assert [trace.name for trace in figure.data] == ["0", "1-30"]
    assert figure.data[1].x == ("2026-01-01",)
    assert figure.data[1].hovertext[0] == (
        "<b>1-30 · Jan 2026</b><br>Share: 25.0%<br>Balance: CN¥100"
    )
    assert figure.layout.barmode == "stack"


FUNNEL = pd.DataFrame(
    [
        ("started", 200, 1.0, None, 0, 0),
        ("submitted", 100, 0.5, 0.5, 30, 70),
        ("disbursed", 20, 0.1, 0.2, 0, 80),
    ],
    columns=["stage", "loans", "share_of_first", "share_of_previous", "open", "lost"],
)


def test_each_step_is_labelled_with_its_number_and_both_shares(en, look):
    figure = steps(FUNNEL, en, look, value=LOANS)
    assert figure.data[0].x == (200, 100, 20)
    assert [note.text for note in figure.layout.annotations] == [
        "<b>200</b>",
        "<b>100</b>  50.0% of first · 50.0% of previous",
        "<b>20</b>  10.0% of first · 20.0% of previous",
    ]
    assert figure.layout.yaxis.autorange == "reversed"


def test_what_is_still_open_is_hollow_and_what_is_lost_is_pale(en, look):
    rest = [Quantity("open", "count", "Open"), Quantity("lost", "count", "Lost")]
    figure = steps(FUNNEL, en, look, value=LOANS, remainder=rest)
    _, open_, lost = figure.data
    assert (open_.name, open_.x) == ("Open", (0, 30, 0))
    assert open_.marker.line.width == 1 and lost.marker.line.width == 0
    assert figure.layout.barmode == "stack"


def test_a_cost_falls_and_a_total_is_the_rows_own_value(en, look):
    row = pd.Series({"revenue": 900.0, "loss": 400.0, "contribution": 499.0}, name=7)
    figure = waterfall(
        row,
        en,
        look,
        parts=[
            (Quantity("revenue", "amount", "Revenue"), "plus"),
            (Quantity("loss", "amount", "Credit loss"), "minus"),
            (Quantity("contribution", "amount", "Contribution"), "total"),
        ],
    )
    (bars,) = figure.data
    assert bars.y == (900.0, -400.0, 499.0)
    assert bars.measure == ("relative", "relative", "absolute")
    assert bars.decreasing.marker.color == look.bad
    assert list(figure.layout.xaxis.ticktext)[1] == "Credit loss"
    assert bars.hovertext[1] == "Credit loss: CN¥400"
    assert bars.customdata[1] == [7, "loss", None]


def test_few_observations_are_grey_and_an_unknown_value_has_no_dot(en, look):
    frame = CHANNELS.assign(small=[False, True, False])
    figure = intervals(frame, en, look, category="by", value=RATE, small="small")
    dots = [trace for trace in figure.data if trace.mode == "markers"]
    spans = [trace for trace in figure.data if trace.mode == "lines"]
    assert [dot.x for dot in dots] == [(0.10,), (0.30,), (None,)]
    assert dots[0].marker.color == look.categorical[0]
    assert dots[1].marker.color == look.immature
    assert [span.x for span in spans] == [(0.06, 0.17), (0.22, 0.40)]
