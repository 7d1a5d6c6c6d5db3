"""What changed: parts that add up to the whole, and a sentence that says them."""

import pandas as pd
import pytest

from metrics import CATALOGUE, Filters
from texts import words
from ui import changes

EN, ZH = words("en"), words("zh")
NOW = Filters("2025-11", "2026-10")


def rows(*effects: tuple, before_all: float, after_all: float) -> pd.DataFrame:
    """Rows of `change` by channel: value, mix, rate, then what words are made of."""
    columns = ["value", "mix_effect", "rate_effect", "before", "after"]
    columns += ["denominator_before", "denominator_after"]
    frame = pd.DataFrame(effects, columns=columns)
    frame["effect"] = frame["mix_effect"] + frame["rate_effect"]
    return frame.assign(dimension="channel", before_all=before_all, after_all=after_all)


FELL = rows(
    ("partner", -0.016, -0.002, 0.40, 0.39, 100, 300),
    ("web", 0.001, -0.006, 0.80, 0.78, 300, 300),
    (None, 0.002, 0.0, 0.70, 0.70, 100, 90),
    before_all=0.650,
    after_all=0.629,
)


def test_mix_and_rates_are_the_sums_of_their_effects():
    parts = changes.split(FELL, "approval_rate")
    assert parts.mix == pytest.approx(-0.016 + 0.001 + 0.002)
    assert parts.rate == pytest.approx(-0.002 - 0.006)
    assert parts.mix + parts.rate == pytest.approx(0.629 - 0.650)
    assert parts.direction == "fell"


def test_the_two_largest_say_which_way_their_share_or_rate_went():
    parts = changes.split(FELL, "approval_rate")
    # partner: 100 of 500 decisions, then 300 of 690; web: 80 %, then 78 %.
    assert [(value, why) for value, _, why in parts.drivers] == [
        ("partner", "share_up"),
        ("web", "rate_down"),
    ]


def test_the_sentence_has_the_same_figures_in_both_languages():
    parts = changes.split(FELL, "approval_rate")
    said = changes.sentence(EN, parts, str.upper)
    assert said == (
        "Approval rate fell from 65.00% to 62.90% (-2.10 pts): -1.30 pts from the mix "
        "by Channel, -0.80 pts from rates within it; most of all PARTNER -1.80 pts "
        "(larger share), WEB -0.50 pts (lower rate)."
    )
    said = changes.sentence(ZH, parts, str.upper)
    for part in ("65.00% 降至 62.90%", "-1.30 个百分点", "-0.80 个", "PARTNER -1.80"):
        assert part in said


def test_a_total_is_said_in_its_own_unit_and_has_no_mix():
    frame = FELL.assign(effect=[400.0, -100.0, 0.0], mix_effect=None, rate_effect=None)
    parts = changes.split(frame.assign(before_all=1000.0, after_all=1300.0), "loans")
    assert (parts.mix, parts.rate) == (None, None)
    said = changes.sentence(EN, parts, str)
    assert "rose from 1,000 to 1,300 (+300)" in said
    assert "partner +400, web -100." in said
    money = changes.writer(EN, "disbursed_amount")
    assert (money(12_345.0), money(-5.0)) == ("+CN¥12.3K", "-CN¥5")


def test_others_are_the_exact_remainder():
    effects = [0.5, -0.4, 0.3, 0.2, 0.1, 0.05, -0.02, 0.01]
    whole = sum(effects)
    frame = rows(
        *((f"v{i}", e, 0.0, 0.5, 0.5, 10, 10) for i, e in enumerate(effects)),
        before_all=0.1,
        after_all=0.1 + whole,
    )
    steps = changes.split(frame, "approval_rate").steps
    assert list(steps["value"]) == [f"v{i}" for i in range(6)] + [changes.OTHERS]
    assert steps["effect"].iloc[-1] == pytest.approx(-0.02 + 0.01)
    assert steps["effect"].sum() == pytest.approx(whole, abs=1e-12)


def test_a_row_without_a_value_has_the_empty_code():
    steps = changes.split(FELL, "approval_rate").steps
    assert list(steps["value"]) == ["partner", "web", ""]


def test_what_is_not_known_before_is_no_change():
    unknown = FELL.assign(before_all=float("nan"))
    assert changes.split(unknown, "approval_rate") is None
    assert changes.split(FELL.assign(before_all=0.0), "loans") is None
    assert changes.split(FELL.head(0), "loans") is None
    # A rate of 0 is a figure: nobody was late.
    assert changes.split(FELL.assign(before_all=0.0), "par30").before == 0.0


def test_a_dimension_with_one_value_tells_nothing():
    one = FELL.head(1).assign(dimension="product")
    assert changes.telling(pd.concat([one, FELL])) == "channel"
    assert changes.telling(one) is None


def test_no_difference_that_a_reader_would_see_is_no_rise():
    flat = changes.split(FELL.assign(after_all=0.6503), "approval_rate")
    assert flat.direction == "same"
    assert "hardly moved" in changes.sentence(EN, flat, str)


@pytest.mark.parametrize("figure", changes.FIGURES)
def test_every_figures_steps_add_up_to_its_change(sample_book, figure):
    frame = CATALOGUE["change"].run(sample_book, NOW, metric=figure).frame
    dimension = changes.telling(frame)
    own = frame[frame["dimension"] == dimension]
    parts = changes.split(own.reset_index(drop=True), figure)
    assert parts.dimension == dimension
    scale = max(abs(parts.before), abs(parts.after))
    assert parts.steps["effect"].sum() == pytest.approx(parts.change, abs=1e-9 * scale)
    if parts.mix is not None:
        assert parts.mix + parts.rate == pytest.approx(parts.change, abs=1e-9)
    for t in (EN, ZH):
        assert t.column(figure) in changes.sentence(t, parts, str)
