"""Personal numbers in what the check shows: a few characters stay, the rest is stars.

Lenders use id-card numbers and telephones as customer ids, and a finding repeats keys
and values on a terminal, in the manifest and on the Data page. What looks personal is
known by its own form, not by its column: it also stands where nobody expects it. File
and row number still say which row it is.
"""

import re

_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

# Digits beside a decimal point are an amount's: 6222021234567894.00 is money.
_NUMBER = r"(?<!\d)(?<!\d\.)(?:{})(?!\d)(?!\.\d)"

_EMAIL = re.compile(r"([\w.+-])[\w.+-]*(@[\w-]+(?:\.[\w-]+)+)")
_ID_CARD = re.compile(
    _NUMBER.format(
        rf"{_PROVINCE}\d{{4}}(?:18|19|20)\d\d{_MONTH_AND_DAY}\d{{3}}[\dXx]"
        rf"|{_PROVINCE}\d{{4}}\d\d{_MONTH_AND_DAY}\d{{3}}"
    )
)
_MOBILE = re.compile(
    r"(?<!\d)(?<!\d\.)((?:\+?86[ -]?)?)(1[3-9]\d)([ -]?\d{4}[ -]?)(\d{4})(?!\d)(?!\.\d)"
)
_BANK_CARD = re.compile(_NUMBER.format(r"\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?"))
_BEGINS_WITH_A_DAY = re.compile(rf"(?:19|20)\d\d{_MONTH_AND_DAY}")


def masked(text: str) -> str:
    """The text, with what looks personal in it starred out: 4401**********1234.

    Mainland id cards (18 or 15 characters with a province and a birthday), mobile
    telephones (with or without +86), e-mail addresses, and bank cards (16 to 19 digits
    that pass Luhn's test and do not begin with a day, as numbers of orders do). Two
    values may look alike afterwards.
    """
    text = _EMAIL.sub(r"\1***\2", text)
    text = _ID_CARD.sub(lambda found: _starred(found[0]), text)
    text = _BANK_CARD.sub(_card, text)
    return _MOBILE.sub(r"\1\2****\4", text)


def _card(found: re.Match[str]) -> str:
    digits = re.sub("[ -]", "", found[0])
    if _BEGINS_WITH_A_DAY.match(digits) or not _passes_luhn(digits):
        return found[0]
    return _starred(digits)


def _starred(text: str) -> str:
    return text[:4] + "*" * (len(text) - 8) + text[-4:]


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
