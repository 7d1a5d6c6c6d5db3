"""What the frame does beside the pages: saved views, hints, roles, newer data."""

import re
import shutil

from playwright.sync_api import expect

from data.store import Store
from texts import words
from ui import hints
from ui.newer import EVERY_VARIABLE

EN, ZH = words("en"), words("zh")


def open_views(reader) -> None:
    """Opens the popover from the keyboard, as everything in it can be reached."""
    button = reader.keyed("w_views_menu_").get_by_role("button").first
    button.focus()
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_label(EN("views.save"))).to_be_visible()


def link_to(reader, name: str):
    return reader.page.get_by_role("link", name=name)


def test_a_view_is_saved_opened_by_another_reader_renamed_and_deleted(address, opened):
    reader = opened(address).open("vintage", lang="en", product="credit_loan", dpd="60")
    alerts = []
    reader.page.on("dialog", lambda dialog: (alerts.append(1), dialog.dismiss()))
    name = "**60+** <img src=x onerror=alert(1)>"
    open_views(reader)
    reader.page.get_by_label(EN("views.save")).fill(name)
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_text(EN("views.said.saved"), exact=True)).to_be_visible()

    other = opened(address).open("data", lang="zh")
    other.keyed("w_views_menu_").get_by_role("button").first.click()
    link_to(other, name).click()
    expect(other.page.get_by_role("heading", level=1)).to_have_text(ZH("vintage.title"))
    other.await_query(lang=["zh"], product=["credit_loan"], dpd=["60"])
    other.must_show("产品：信用贷款")
    assert alerts == [] and other.page.locator("img[src=x]").count() == 0
    other.must_be_sound()

    reader.page.get_by_text(EN("views.manage")).click()
    box = reader.page.get_by_label(EN("views.name"), exact=True)
    box.fill("Sixty days")
    box.press("Enter")
    expect(link_to(reader, "Sixty days")).to_be_visible()
    reader.keyed("views_delete").get_by_role("button").click()
    reader.keyed("views_delete_do").get_by_role("button").click()
    expect(reader.page.get_by_text(EN("views.none"))).to_be_visible()
    assert alerts == [] and reader.problems == []


def test_hints_come_once_and_the_language_is_declared(address, opened):
    reader = opened(address).open("data", lang="zh")
    block = reader.page.locator(".st-key-hints")
    expect(block).to_contain_text(ZH("views.hint.address"))
    reader.page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    (cookie,) = (c for c in reader.page.context.cookies() if c["name"] == hints.COOKIE)
    assert cookie["sameSite"] == "Lax" and cookie["value"] == "seen"

    reader.keyed("w_lang").get_by_text("English", exact=True).click()
    reader.await_query(lang=["en"])
    reader.page.wait_for_function("document.documentElement.lang === 'en'")
    expect(block).to_contain_text(EN("views.hint.address"))
    reader.keyed("hints_close").get_by_role("button").click()
    expect(block).to_have_count(0)
    reader.page.reload()
    reader.settle()
    expect(block).to_have_count(0)
    reader.must_be_sound()


def test_a_role_opens_its_first_page_and_back_leads_back(address, opened):
    reader = opened(address).open("", role="marketing", lang="en")
    heading = reader.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(EN("channel_roi.title"))
    reader.await_query(role=None, horizon=["6"], lang=["en"])
    assert reader.path == "channel_roi"

    reader.page.go_back()
    expect(heading).to_have_text(EN("overview.title"))
    reader.settle()
    reader.must_be_sound()


def test_a_path_that_is_no_page_says_so_in_our_words(address, opened):
    reader = opened(address).open("no_such_page", lang="zh", p="6m")

    assert reader.title == ZH("frame.lost.title")
    reader.must_show(ZH("frame.lost.body", path="no_such_page"))
    reader.must_be_sound()
    reader.follow(ZH("funnel.title"))
    reader.must_show("2026年5月至2026年10月")
    assert reader.query == {"lang": ["zh"], "p": ["6m"]}


def test_newer_data_announce_themselves_and_change_nothing(
    store, tmp_path, serve, opened, monkeypatch
):
    monkeypatch.setenv(EVERY_VARIABLE, "1")
    own = tmp_path / "store"
    shutil.copytree(store, own)
    first = Store(own).current().path
    for earlier in Store(own).before(Store(own).current()):
        shutil.rmtree(earlier.path)
    with serve(own) as lively:
        reader = opened(lively).open("data", lang="en")
        reader.must_show(first.name)
        newer = first.with_name("20991231-0123abcd")
        shutil.copytree(first, newer)
        (own / "CURRENT").rename(own / "CURRENT.away")
        reader.page.wait_for_timeout(2_500)  # a store that is away for two looks
        reader.settle()
        reader.must_be_sound()
        (own / "CURRENT").write_text(newer.name)

        reader.must_show(EN("frame.newer", snapshot=newer.name))
        shown = reader.main.get_by_text(re.compile(r"^[0-9]{8}-[0-9a-f]{8}$"))
        assert set(shown.all_inner_texts()) == {first.name}
        reader.keyed("take_newer").get_by_role("button").click()
        expect(reader.page.locator(".st-key-newer")).to_have_count(0)
        expect(shown.first).to_have_text(newer.name)
        reader.settle()
        reader.must_be_sound()
