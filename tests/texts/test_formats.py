"""Figures as readers of both languages write them; what isn't known is a dash."""

from datetime import date, datetime

import pandas as pd
import pytest

from texts import words

EN, ZH = words("en"), words("zh")


@pytest.mark.parametrize(
    ("method", "value", "en", "zh"),
    [
        ("count", 1234, "1,234", "1,234"),
        ("count", 0, "0", "0"),
        ("amount", 12_000_000.4, "CN¥12,000,000", "¥12,000,000"),
        ("amount", -5, "-CN¥5", "-¥5"),
        ("amount_short", 9_999, "CN¥9,999", "¥9,999"),
        ("amount_short", 12_345, "CN¥12.3K", "¥1.23万"),
        ("amount_short", 12_345_678, "CN¥12.3M", "¥1235万"),
        ("amount_short", 282_513_000, "CN¥282.5M", "¥2.83亿"),
        ("amount_short", 40_000_000, "CN¥40M", "¥4000万"),
        ("amount_short", -345_678, "-CN¥345.7K", "-¥34.6万"),
        ("rate", 0.1234, "12.3%", "12.3%"),
        ("rate", 0, "0.0%", "0.0%"),
        ("points", -0.021, "-2.1 pts", "-2.1 个百分点"),
        ("points", 0.0349, "+3.5 pts", "+3.5 个百分点"),
        ("change", 0.213, "+21.3%", "+21.3%"),
        ("difference", -0.271, "-0.27", "-0.27"),
        ("ratio", 1.352, "1.35", "1.35"),
        ("hours", 53.24, "53.2 h", "53.2 小时"),
        ("hours", 72, "3.0 days", "3.0 天"),
        ("month", "2026-03", "Mar 2026", "2026年3月"),
        ("cohort", "2026-03", "Mar 2026", "2026年3月"),
        ("cohort", "2026-Q1", "Q1 2026", "2026年1季度"),
        ("cohort", "2026-H2", "H2 2026", "2026年下半年"),
        ("cohort", "2026", "2026", "2026年"),
        ("date", date(2026, 3, 31), "Mar 31, 2026", "2026年3月31日"),
        (
            "moment",
            datetime(2026, 3, 1, 14, 5),
            "Mar 1, 2026 14:05",
            "2026年3月1日 14:05",
        ),
        ("flag", True, "yes", "是"),
    ],
)
def test_a_value_is_written_as_its_language_writes_it(method, value, en, zh):
    assert getattr(EN, method)(value) == en
    assert getattr(ZH, method)(value) == zh


@pytest.mark.parametrize(
    "method",
    "count amount amount_short rate points change difference ratio hours month cohort "
    "date moment flag".split(),
)
@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, pd.NaT])
def test_what_is_not_known_is_a_dash_and_never_a_zero(method, value):
    assert getattr(EN, method)(value) == "–"


def test_the_currency_is_the_lenders():
    assert words("en", "USD").amount(1200) == "$1,200"
    assert words("zh", "USD").amount_short(50_000) == "US$5万"


def test_a_unit_chooses_the_format():
    assert EN.by_unit("rate", 0.5) == "50.0%"
    assert EN.by_unit("label", "M1") == "M1"
    assert EN.by_unit("label", None) == "–"
