"""Tests in a real browser; a helper's failed assertion is told as fully as theirs."""

import pytest

pytest.register_assert_rewrite("tests.browser.reader", "tests.browser.whole")
