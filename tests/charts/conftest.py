"""A language and a look for the charts' tests; frames are written out in each test."""

import pytest

from charts import theme
from texts import words


@pytest.fixture(params=["en", "zh"])
def t(request):
    return words(request.param)


@pytest.fixture
def en():
    return words("en")


@pytest.fixture(params=["light", "dark"])
def look(request):
    return theme.look(request.param)
