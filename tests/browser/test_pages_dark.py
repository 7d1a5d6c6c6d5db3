"""Every page as it is looked at in dark."""

import pytest

from tests.browser.whole import DARK, must_be_whole, name_of


@pytest.mark.parametrize(("page", "lang", "width"), DARK, ids=name_of)
def test_a_page_is_drawn_whole_for_everybody(address, opened, page, lang, width):
    must_be_whole(opened(address, width=width, dark=True), page, lang, "dark")
