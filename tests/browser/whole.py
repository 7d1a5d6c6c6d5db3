"""A page as it is looked at, in either language, on a desk and on a phone.

Light and dark are two test files: the workers share out whole files, and in one these
would keep a single worker busy for minutes.
"""

from app import PAGES
from tests.browser import accessibility
from tests.browser.reader import Reader, path_of
from texts import LANGUAGES, words

DESK, PHONE = 1440, 390

LIGHT, DARK = (
    [
        (page, lang, width)
        for page in PAGES
        for place, lang in enumerate(LANGUAGES)
        for width in (DESK, PHONE)
        if (place + (width == PHONE)) % 2 == look
    ]
    for look in (0, 1)
)
"""Half of the ways to look at each page: any two of language, width and look meet.

All three at once would cost a browser twice the minutes, for faults that need all.
"""


def name_of(value: object) -> str:
    """What a page, a language or a width is called in the name of a test."""
    return getattr(value, "name", str(value))


def must_be_whole(reader: Reader, page, lang: str, look: str) -> None:
    """Opens a page and holds it to what every page owes everybody.

    Its title, no errors, the background of its look ('light' or 'dark'), nothing that
    scrolls sideways, its charts drawn, and no serious fault for who can't see or point.
    """
    reader.open(path_of(page), lang=lang).unroll()
    width = reader.page.viewport_size["width"]
    reader.picture(f"{page.name}-{lang}-{look}-{width}")

    assert reader.title == words(lang)(f"{page.name}.title")
    reader.must_be_sound()
    shade = brightness(reader)
    assert shade < 60 if look == "dark" else shade > 240
    inside, visible = reader.main.evaluate("m => [m.scrollWidth, m.clientWidth]")
    assert inside <= visible, "the page scrolls sideways"
    assert len(reader.main.inner_text()) > 200
    charts = reader.main.locator(".js-plotly-plot .main-svg").count()
    assert charts if page.filtered else not charts
    assert accessibility.serious(reader.page) == []


def brightness(reader: Reader) -> float:
    """Of the page's background, from 0 (black) to 255 (white)."""
    colour = reader.page.get_by_test_id("stApp").evaluate(
        "app => getComputedStyle(app).backgroundColor"
    )
    numbers = colour[colour.index("(") + 1 : colour.index(")")].split(",")
    return sum(float(number) for number in numbers[:3]) / 3
