"""Every page as it is looked at in light."""

import pytest

from tests.browser.whole import LIGHT, must_be_whole, name_of


@pytest.mark.parametrize(("page", "lang", "width"), LIGHT, ids=name_of)
def test_a_page_is_drawn_whole_for_everybody(address, opened, page, lang, width):
    must_be_whole(opened(address, width=width), page, lang, "light")
