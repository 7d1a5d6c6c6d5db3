"""A link that somebody sent: opened first of all on a server that has just started."""

import re

import pytest

from app import PAGES
from tests.browser.reader import path_of
from texts import words

CJK = re.compile("[\u4e00-\u9fff]")

FILTERS = {"product": "credit_loan", "channel": "branch", "p": "6m"}

SAYS = {
    "en": ("May 2026 to Oct 2026", "Product: Credit loan", "Channel: Branch"),
    "zh": ("2026年5月", "2026年10月", "产品：信用贷款", "渠道：线下网点"),
}
"""The sample ends with October 2026; its names stand in its dashboard.toml."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_deep_link_on_a_cold_server_shows_that_page_filtered_in_both_languages(
    store, serve, opened, page
):
    with serve(store) as cold:
        for lang in ("en", "zh"):
            reader = opened(cold).open(path_of(page), lang=lang, **FILTERS)

            assert reader.title == words(lang)(f"{page.name}.title")
            assert bool(CJK.search(reader.title)) == (lang == "zh")
            assert reader.page.title() == words(lang)("frame.title")
            for text in SAYS[lang] if page.filtered else ():
                reader.must_show(text)
            assert reader.path == path_of(page)
            assert reader.query == {
                "lang": [lang],
                **{key: [value] for key, value in FILTERS.items()},
            }
            reader.must_be_sound()


def test_every_page_can_be_reached_by_its_name_the_first_one_too(address, opened):
    reader = opened(address).open(PAGES[0].name, lang="en")

    assert reader.title == words("en")(f"{PAGES[0].name}.title")
    reader.must_be_sound()


def test_what_the_data_does_not_have_is_dropped_and_said(address, opened):
    reader = opened(address).open("funnel", lang="en", product="moon_loan", p="6m")

    reader.must_show(words("en")("frame.filters.dropped", values="")[:40])
    reader.must_show("moon_loan")
    reader.must_show("May 2026 to Oct 2026")
    reader.must_be_sound()


def test_a_hostile_link_is_shown_as_text_and_does_nothing(address, opened):
    reader = opened(address)
    alerts = []
    reader.page.on("dialog", lambda dialog: (alerts.append(1), dialog.dismiss()))
    image = "<img src=x onerror=alert(1)>"
    query = {"product": image, "channel": "'; drop table loans; --", "segment": "**x**"}
    reader.open("vintage", lang="en", **query)

    for value in query.values():
        reader.must_show(value)
    assert alerts == []
    assert reader.main.locator("img[src=x]").count() == 0
    reader.must_be_sound()


def test_a_browser_that_asks_for_chinese_gets_it_and_a_link_overrules_it(
    address, opened
):
    reader = opened(address, locale="zh-CN").open("data")
    assert reader.title == words("zh")("data.title")
    reader.open("data", lang="en")
    assert reader.title == words("en")("data.title")
