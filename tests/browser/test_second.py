"""Two selections and chips, by mouse and by keyboard, in a real browser."""

from playwright.sync_api import expect

from tests.browser.test_choices import close
from texts import words

EN = words("en")


def press(reader, key: str) -> None:
    """Presses a button of ours by its key."""
    reader.keyed(key).get_by_role("button").first.click()


def test_a_second_selection_is_put_beside_swapped_and_taken_off(address, opened):
    reader = opened(address).open("funnel", lang="en", channel="branch")
    press(reader, "second_on")
    reader.await_query(ab=["1"])
    assert reader.query["b.channel"] == ["branch"]
    reader.must_show(EN("versus.same"))

    reader.keyed("b-filter_channel_").get_by_role("button").first.click()
    reader.page.get_by_role("combobox", name=EN.dimension("channel")).click()
    reader.page.get_by_role("option", name="Search ads", exact=True).click()
    reader.await_query(**{"b.channel": ["branch", "search_ads"]})
    close(reader)
    press(reader, "chip_b-channel_")
    reader.must_show(EN("versus.funnel.title"))
    expect(reader.main.get_by_text(EN("versus.same"))).to_have_count(0)

    press(reader, "second_swap")
    reader.settle()
    assert (reader.query["channel"] == ["branch"]) != (
        reader.query["b.channel"] == ["branch"]
    )
    reader.follow(EN("vintage.title"))
    assert reader.query["ab"] == ["1"]
    reader.must_show(EN("versus.vintage.title", what="")[:20])
    press(reader, "second_off")
    reader.await_query(ab=None, **{"b.channel": None})
    reader.must_be_sound()


def test_a_chip_is_taken_off_by_keyboard(address, opened):
    reader = opened(address).open("funnel", lang="en", channel="branch", p="6m")
    reader.keyed("chip_channel_").get_by_role("button").focus()
    reader.page.keyboard.press("Enter")
    reader.await_query(channel=None)
    expect(reader.keyed("chip_clear")).to_have_count(0)
    assert reader.query["p"] == ["6m"]
    reader.must_be_sound()
