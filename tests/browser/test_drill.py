"""From a figure to what it is made of, by mouse and by keyboard, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from texts import words

EN, ZH = words("en"), words("zh")


def drawer(reader):
    """What has opened at the side."""
    reader.settle()
    opened = reader.page.get_by_role("dialog").last
    expect(opened).to_be_visible()
    return opened


def card(reader, label: str):
    """The card with this label."""
    metric = reader.main.get_by_test_id("stMetric").filter(has_text=label).first
    return metric.locator("xpath=ancestor::*[@data-testid='stVerticalBlock'][1]")


def numbers(text: str) -> list[int]:
    """Every whole number of a text, thousands and all."""
    return [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)]


def point_of(reader, chart: str, place: int):
    """A point of the chart whose key begins so, in the order in which it was drawn."""
    marks = reader.keyed(chart).locator(".points path, .scatterlayer .point")
    return marks.nth(place)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_card_explains_itself_with_as_many_rows_as_it_counts(address, opened, lang):
    t = words(lang)
    reader = opened(address).open(lang=lang)
    label = t("overview.card.approval_rate")
    card(reader, label).get_by_role("button", name=t("figures.card.rows")).click()

    shown = drawer(reader)
    formula = shown.get_by_role("heading", level=4).inner_text()
    approved, again, declined = numbers(formula.partition("=")[2])
    assert approved == again and declined > 0
    rate = 100 * approved / (approved + declined)
    assert f"{rate:.2f}%" in formula
    said = t("rows.count.application_id", n=t.count(approved))
    expect(shown).to_contain_text(said)
    reader.must_be_sound(dialogs=1)


def test_a_card_says_what_changed_it_in_one_click(address, opened):
    reader = opened(address).open(lang="en")
    label = EN("overview.card.par30")
    card(reader, label).get_by_role("button", name=EN("figures.card.changed")).click()

    shown = drawer(reader)
    expect(shown).to_contain_text("PAR30")
    expect(shown).to_contain_text("from the mix by")
    expect(shown.locator(".js-plotly-plot .bars .point")).not_to_have_count(0)
    reader.must_be_sound(dialogs=1)


def test_a_click_while_the_page_scrolls_is_not_lost(address, opened):
    reader = opened(address).open(lang="en")
    label = EN("overview.card.par30")
    button = card(reader, label).get_by_role("button", name=EN("figures.card.changed"))
    button.evaluate("""button => {
        document.querySelector('[data-testid=stMain]').scrollTop = 10_000;
        setTimeout(() => button.click(), 60);
    }""")

    shown = drawer(reader)
    expect(shown).to_contain_text("PAR30")
    reader.settle()
    shown.get_by_role("button", name="Close").click()
    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    reader.unroll()
    reader.must_be_sound()


def test_a_cell_of_the_matrix_opens_its_loans_and_one_of_them_its_story(
    address, opened
):
    reader = opened(address).open("delinquency", lang="en").unroll()
    cell = reader.keyed("delinquency_rolls_").locator(".scatterlayer .point").nth(1)
    cell.click(force=True)

    shown = drawer(reader)
    formula = shown.get_by_role("heading", level=4).inner_text()
    moved, row = numbers(formula.partition("=")[2])
    assert 0 < moved < row
    expect(shown).to_contain_text(EN("rows.count.loan_month", n=EN.count(moved)))
    story = shown.get_by_role("combobox", name=EN("rows.open.loan_id"))
    story.click()
    reader.page.get_by_role("option").first.click()
    expect(shown).to_contain_text(EN("rows.story.loan"))
    reader.must_be_sound(dialogs=1)


def test_a_cell_of_the_triangle_opens_the_loans_of_its_cohort(address, opened):
    reader = opened(address).open("vintage", lang="zh").unroll()
    cells = reader.keyed("vintage_triangle_").locator(".scatterlayer .point")
    cells.nth(0).click(force=True)

    shown = drawer(reader)
    expect(shown).to_contain_text(ZH.column("cohort"))
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    cells.nth(0).click(force=True)
    drawer(reader)  # the same cell opens again
    reader.must_be_sound(dialogs=1)


def test_a_click_on_a_channel_filters_every_page_and_a_chip_takes_it_off(
    address, opened
):
    reader = opened(address).open("channel_roi", lang="en")
    bars = reader.keyed("channel_roi_league_").locator(".bars .point path")
    expect(bars.first).to_be_visible()
    bars.first.click(force=True)
    reader.page.wait_for_url(re.compile("channel="))
    (code,) = reader.settle().query["channel"]
    reader.must_show("all values are shown here to compare")
    expect(bars).not_to_have_count(1)

    reader.follow(EN("funnel.title"))
    assert reader.query["channel"] == [code]
    reader.keyed("chip_channel_").get_by_role("button").click()
    reader.await_query(channel=None)
    reader.must_be_sound()


def test_the_same_is_reached_with_the_keyboard_alone(address, opened):
    reader = opened(address).open(lang="en")
    label = EN("overview.card.started")
    button = card(reader, label).get_by_role("button", name=EN("figures.card.rows"))
    for _ in range(120):
        reader.page.keyboard.press("Tab")
        if button.evaluate("b => b === document.activeElement"):
            break
    else:
        pytest.fail("The card's button is not reached with the Tab key.")
    reader.page.keyboard.press("Enter")
    expect(drawer(reader)).to_contain_text(EN("figures.whole"))
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    reader.must_be_sound()
