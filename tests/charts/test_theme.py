"""Colours keep their meaning and stay apart."""

import re

from charts import theme

VALUES = ("app", "web", "", "branch")


def test_ten_different_categorical_colours_in_both_looks():
    for look in (theme.light(), theme.dark()):
        assert len(set(look.categorical)) == 10


def test_every_colour_is_written_out(look):
    named = [look.text, look.muted, look.grid, look.good, look.bad, look.accent]
    for colour in [*named, *look.categorical, *look.heat, *look.shades]:
        assert re.fullmatch(r"#[0-9a-f]{6}", colour)
    assert look.paper == "rgba(0,0,0,0)"


def test_words_are_readable_on_their_background(look):
    for colour in (look.text, look.muted):
        assert contrast(colour, look.background) >= 4.5


def test_a_value_keeps_its_colour_whatever_is_filtered(look):
    web = look.colour_of("channel", "web", VALUES)
    assert web == look.colours_of("channel", VALUES)["web"]
    assert web != look.colour_of("channel", "app", VALUES)
    assert look.colour_of("channel", "", VALUES) == look.neutral
    assert look.colour_of("channel", "never seen", VALUES) == look.neutral


def test_the_empty_value_takes_no_colour_from_the_palette(look):
    without = tuple(value for value in VALUES if value)
    for code in without:
        in_full = look.colour_of("channel", code, VALUES)
        assert in_full == look.colour_of("channel", code, without)


def test_the_first_product_and_the_first_channel_differ(look):
    product = look.colour_of("product", "a", ("a",))
    assert product != look.colour_of("channel", "a", ("a",))


def test_ordered_runs_from_one_end_of_the_scale_to_the_other(look):
    colours = look.ordered(5)
    assert (colours[0], colours[-1]) == (look.shades[0], look.shades[-1])
    assert len(set(colours)) == 5
    assert look.ordered(1) == [look.shades[-1]]
    assert look.ordered(0) == []


def test_only_the_first_bucket_is_calm(look):
    calm, *late = look.lateness(8)
    assert calm in look.shades
    assert (late[0], late[-1]) == (look.late[0], look.late[-1])
    assert look.lateness(0) == []


def test_lines_can_be_told_from_the_ground(look):
    for colour in (*look.categorical, *look.late):
        assert contrast(colour, look.background) >= 2.1


def test_no_button_uploads_data_elsewhere():
    assert theme.CONFIG["showSendToCloud"] is False


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
