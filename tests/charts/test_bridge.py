"""The bridge: floating bars that start where the last one ended, between two marks."""

import pandas as pd

from charts.bridge import bridge

STEPS = pd.DataFrame(
    {"value": ["web", "<b>"], "effect": [-0.03, 0.01], "mix_effect": [-0.02, None]}
)


def drawn(frame, t, look, better="higher"):
    return bridge(
        frame,
        t,
        look,
        before=("Before", 0.65),
        after=("Now", 0.63),
        level=t.rate,
        effects=[("effect", "Effect"), ("mix_effect", "Mix")],
        write=t.points,
        better=better,
    )


def test_each_bar_starts_where_the_last_one_ended(en, look):
    _, bars, ends = drawn(STEPS, en, look).data
    assert bars.x == (-0.03, 0.01)
    assert [round(base, 9) for base in bars.base] == [0.65, 0.62]
    assert ends.x == (0.65, 0.63)
    assert bars.hovertext[0] == "<b>web</b><br>Effect: -3.0 pts<br>Mix: -2.0 pts"
    assert bars.hovertext[1] == "<b>&lt;b&gt;</b><br>Effect: +1.0 pts"


def test_what_is_good_news_decides_the_colour(en, look):
    colours = {
        better: drawn(STEPS, en, look, better).data[1].marker.color
        for better in ("higher", "lower", "neither")
    }
    assert colours == {
        "higher": (look.bad, look.good),
        "lower": (look.good, look.bad),
        "neither": (look.neutral, look.neutral),
    }


def test_without_steps_it_says_so(t, look):
    figure = drawn(STEPS.head(0), t, look)
    assert len(figure.data) == 0
    assert figure.layout.annotations[0].text == t("charts.no_data")
