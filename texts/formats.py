"""Numbers, money, months and shares as a reader of each language writes them.

The language chosen in the dashboard decides, not the browser's: a screenshot sent
from one office to another must not change its digits on the way. What isn't known
(None, NaN, NA) is written as a dash everywhere, never as 0.
"""

from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
)

UNKNOWN = "–"

_LOCALES = {"en": "en", "zh": "zh_Hans_CN"}
_SHORT_FROM = 10_000
"""Amounts from here on are shortened: below it, both languages need all digits."""
_UNITS = {"en": (1e3, 1e6, 1e9, 1e12), "zh": (1e4, 1e8, 1e12)}
"""Where each language's short units begin; three digits or more are always shown."""
_DAYS_FROM_HOURS = 72
"""Durations from here on read better in days."""


class Formats:
    """The number formats of one language, and one currency."""

    def __init__(self, language: str, currency: str) -> None:
        self.language = language
        self.currency = currency
        self.locale = Locale.parse(_LOCALES[language])

    def count(self, value: float | None) -> str:
        """1234 as '1,234'."""
        if _unknown(value):
            return UNKNOWN
        return format_decimal(round(value), format="#,##0", locale=self.locale)

    def amount(self, value: float | None) -> str:
        """Money in full, in whole units: '¥12,000,000'."""
        if _unknown(value):
            return UNKNOWN
        return format_currency(
            round(value),
            self.currency,
            format="¤#,##0",
            locale=self.locale,
            currency_digits=False,
        )

    def amount_exact(self, value: float | None) -> str:
        """Money to the cent, for what must agree: '¥12,000,000.00'."""
        if _unknown(value):
            return UNKNOWN
        return format_currency(value, self.currency, locale=self.locale)

    def amount_short(self, value: float | None) -> str:
        """Money for a card or an axis: K, M, B in English, 万, 亿 in Chinese."""
        if _unknown(value):
            return UNKNOWN
        if abs(value) < _SHORT_FROM:
            return self.amount(value)
        shown = abs(value) / max(u for u in _UNITS[self.language] if abs(value) >= u)
        digits = 2 if shown < 10 else 1 if shown < 1_000 else 0
        return format_compact_currency(
            value, self.currency, locale=self.locale, fraction_digits=digits
        )

    def rate(self, value: float | None, digits: int = 1) -> str:
        """0.123 as '12.3%'."""
        if _unknown(value):
            return UNKNOWN
        pattern = "0." + "0" * digits + "%" if digits else "0%"
        return format_percent(value, format=pattern, locale=self.locale)

    def points(self, value: float | None, digits: int = 1) -> str:
        """A change between two rates: -0.021 as '-2.1 pts'."""
        if _unknown(value):
            return UNKNOWN
        number = format_decimal(
            100 * value,
            format="+0.{0};-0.{0}".format("0" * digits),
            locale=self.locale,
            decimal_quantization=True,
        )
        return number + {"en": " pts", "zh": " 个百分点"}[self.language]

    def change(self, value: float | None) -> str:
        """A change relative to what was before: 0.213 as '+21.3%'."""
        if _unknown(value):
            return UNKNOWN
        return format_percent(value, format="+0.0%;-0.0%", locale=self.locale)

    def ratio(self, value: float | None) -> str:
        """A multiple, such as a return on each unit spent: '1.35'."""
        if _unknown(value):
            return UNKNOWN
        return format_decimal(value, format="#,##0.00", locale=self.locale)

    def difference(self, value: float | None) -> str:
        """A change between two multiples: '+0.12'."""
        if _unknown(value):
            return UNKNOWN
        return format_decimal(value, format="+0.00;-0.00", locale=self.locale)

    def hours(self, value: float | None) -> str:
        """A duration given in hours; in days once it is three of them or more."""
        if _unknown(value):
            return UNKNOWN
        in_days = bool(value >= _DAYS_FROM_HOURS)
        number = format_decimal(
            value / 24 if in_days else value, format="#,##0.0", locale=self.locale
        )
        unit = {"en": (" h", " days"), "zh": (" 小时", " 天")}[self.language]
        return number + unit[in_days]

    def month(self, value: str | None) -> str:
        """'2026-03' as 'Mar 2026' or '2026年3月'."""
        if _unknown(value):
            return UNKNOWN
        year, month = (int(part) for part in value.split("-"))
        return format_skeleton("yMMM", date(year, month, 1), locale=self.locale)

    def cohort(self, value: str | None) -> str:
        """A month, quarter ('2026-Q1'), half ('2026-H1') or year; or all of them."""
        if _unknown(value):
            return UNKNOWN
        if value == "all":
            return {"en": "All", "zh": "全部"}[self.language]
        year, _, part = value.partition("-")
        if not part:
            return {"en": year, "zh": f"{year}年"}[self.language]
        if part[0] == "Q":
            return {"en": f"Q{part[1]} {year}", "zh": f"{year}年{part[1]}季度"}[
                self.language
            ]
        if part[0] == "H":
            half = {"1": "上", "2": "下"}.get(part[1], part[1])
            return {"en": f"H{part[1]} {year}", "zh": f"{year}年{half}半年"}[
                self.language
            ]
        return self.month(value)

    def date(self, value: date | None) -> str:
        """'Mar 31, 2026' or '2026年3月31日'."""
        if _unknown(value):
            return UNKNOWN
        return format_date(value, "medium", locale=self.locale)

    def moment(self, value: datetime | None) -> str:
        """A date and the time of day, to the minute."""
        if _unknown(value):
            return UNKNOWN
        clock = format_time(value, "HH:mm", locale=self.locale)
        return f"{self.date(value)} {clock}"

    def flag(self, value: bool | None) -> str:
        """A yes or a no."""
        if _unknown(value):
            return UNKNOWN
        yes, no = {"en": ("yes", "no"), "zh": ("是", "否")}[self.language]
        return yes if value else no

    def by_unit(self, unit: str, value: object) -> str:
        """A value of a metric's column, by the unit that its catalogue states."""
        write = {
            "count": self.count,
            "rate": self.rate,
            "amount": self.amount,
            "hours": self.hours,
            "ratio": self.ratio,
            "points": self.points,
            "change": self.change,
            "month": self.cohort,
            "date": self.date,
            "flag": self.flag,
        }.get(unit)
        if write is None:
            return UNKNOWN if _unknown(value) else str(value)
        return write(value)


def _unknown(value: object) -> bool:
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:  # pandas' NA refuses to be true or false
        return True
