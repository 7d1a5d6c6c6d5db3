"""Pages in what is rare: filters that leave nothing, nothing published, no network."""

import pytest

from app import PAGES
from data.store import Store
from metrics import open_book
from tests.browser import accessibility
from tests.browser.reader import path_of
from texts import words

FILTERED = [page for page in PAGES if page.filtered]


def test_the_check_for_everybody_can_fail(address, opened):
    reader = opened(address).open("glossary", lang="en")
    reader.page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend',"
        " '<p style=\"color:#ddd;background:#fff\">hardly there</p><img src=x>')"
    )

    found = {rule for _, rule, _ in accessibility.serious(reader.page)}
    assert {"color-contrast", "image-alt"} <= found


@pytest.fixture(scope="session")
def nothing(store) -> dict[str, str]:
    """A product and a channel of the sample that no application has in common."""
    book = open_book(Store(store).current())
    rows = book.fetch("select distinct product, channel from application_facts")
    met = set(rows.itertuples(index=False, name=None))
    pairs = (
        {"product": product, "channel": channel}
        for product in book.dimensions["product"]
        for channel in book.dimensions["channel"]
        if (product, channel) not in met
    )
    return next(pairs)


@pytest.mark.parametrize("page", FILTERED, ids=lambda page: page.name)
def test_filters_that_leave_nothing_say_so(address, opened, page, nothing):
    t = words("en")
    reader = opened(address).open(path_of(page), lang="en", p="all", **nothing)

    dimensions = t.listed([t.dimension("channel"), t.dimension("product")])
    if page.name != "overview":
        reader.must_show(t("frame.empty_answer.filtered", dimensions=dimensions))
    reader.must_be_sound()
    reader.picture(f"{page.name}-nothing")


def test_no_request_leaves_this_machine(address, opened):
    # of one page with charts; tests/browser/whole.py holds every page to it
    reader = opened(address).open(path_of(PAGES[0]), lang="zh").unroll()

    assert len(reader.requests) > 20
    assert reader.went_abroad() == []
    reader.requests.append("https://fonts.example.org/inter.woff2")
    assert len(reader.went_abroad()) == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_with_nothing_published_every_link_says_what_to_do(
    tmp_path, serve, opened, lang
):
    t = words(lang)
    with serve(tmp_path / "empty") as bare:
        reader = opened(bare).open("vintage", lang=lang)

        assert reader.title == t("frame.empty.title")
        reader.must_show("python -m data publish")
        assert reader.keyed("make_sample").get_by_role("button").is_enabled()
        reader.must_be_sound()
        reader.picture(f"empty-{lang}")


def test_the_sample_is_made_and_shown_at_a_click(tmp_path, serve, opened):
    with serve(tmp_path / "empty") as bare:
        reader = opened(bare).open("funnel", lang="en")
        reader.keyed("make_sample").get_by_role("button").click()

        heading = reader.page.get_by_role("heading", name=words("en")("funnel.title"))
        heading.wait_for(timeout=120_000)
        reader.settle()
        reader.must_show("Nov 2025 to Oct 2026")
        reader.must_be_sound()
