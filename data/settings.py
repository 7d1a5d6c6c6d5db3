"""What a lender decides: dashboard.toml beside the tables, checked key by key.

The settings travel with a snapshot, so that a figure can always be made again.
What an operator decides (where the store is, the address) is not here.
"""

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from data.errors import BadSettings
from data.policy import CHOICES, Policy

FILE_NAME = "dashboard.toml"

PBOC_2002_PROVISION_RATES = {
    "0": 0.01,
    "1-90": 0.02,
    "91-270": 0.25,
    "271-360": 0.50,
    "361+": 1.00,
}
"""Rates of the five tiers in the PBoC's 2002 guideline on loan loss provisions."""

_LAST_PROVISION_DAY = 9_999
"""Publishing lists what each day past due means, up to the last range's first day."""

Rate = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PriceCap(_Strict):
    """A ceiling on the all-in annual cost, from a day on."""

    from_: date = Field(alias="from")
    cap: Rate


class Settings(_Strict):
    """Every key of dashboard.toml, with its default."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    """ISO 4217 code; one per deployment."""
    time_zone: str = "Asia/Shanghai"
    """The business time zone; timestamps with a zone are converted to it."""
    past_due_rule: Literal["over", "at_least"] = "over"
    """30+ means more than 30 days (`over`), or 30 or more (`at_least`)."""
    funding_rate: Rate = 0.04
    """A year, on month-end balances."""
    funding_rates: dict[str, Rate] = {}
    """By code of a partner or of a product; a loan's partner wins over its product."""
    servicing_cost_per_loan_month: Amount = 0.0
    conversion_window_days: Annotated[int, Field(ge=1, le=3650)] = 30
    provision_rates: dict[str, Rate] = PBOC_2002_PROVISION_RATES
    """Share of balance by days past due: '0', '1-90', ..., '361+'."""
    price_caps: list[PriceCap] = []
    names: dict[str, dict[str, dict[Literal["en", "zh"], str]]] = {}
    """Display names of the lender's own codes: dimension, code, language."""
    rules: dict[str, Policy] = {}
    """What a broken rule of the check leads to, by the rule's code."""

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no IANA time zone, for example Asia/Shanghai")
        return value

    @field_validator("provision_rates")
    @classmethod
    def _covers_all_days(cls, value: dict[str, float]) -> dict[str, float]:
        provision_ranges(value)
        return value

    @field_validator("rules")
    @classmethod
    def _are_choices(cls, value: dict[str, Policy]) -> dict[str, Policy]:
        for rule, policy in value.items():
            if rule not in CHOICES:
                known = ", ".join(CHOICES)
                raise ValueError(f"{rule!r} is no rule of rows; they are {known}")
            if policy not in CHOICES[rule]:
                choices = " or ".join(CHOICES[rule])
                raise ValueError(f"{rule} is {policy!r}, and can be {choices}")
        return value


def provision_ranges(rates: dict[str, float]) -> list[tuple[int, int | None, float]]:
    """The ranges as (first day, last day or None for no end, rate), in order.

    Raises ValueError unless they start at 0, leave no gap and have an open end, which
    begins within 9,999 days.
    """
    ranges = []
    for text, rate in rates.items():
        match = re.fullmatch(r"(\d+)(?:-(\d+)|(\+))?", text, re.ASCII)
        if not match:
            raise ValueError(f"range {text!r} is not like '0', '1-90' or '361+'")
        first, last, is_open = int(match[1]), match[2], match[3]
        end = None if is_open else int(last) if last else first
        if end is not None and end < first:
            raise ValueError(f"range {text!r} ends before it starts")
        if first > _LAST_PROVISION_DAY:
            raise ValueError(f"range {text!r} begins after day {_LAST_PROVISION_DAY}")
        ranges.append((first, end, rate))
    ranges.sort(key=lambda r: r[0])
    expected: int | None = 0
    for first, end, _ in ranges:
        if expected is None or first != expected:
            raise ValueError("ranges must start at 0 and leave no gap or overlap")
        expected = None if end is None else end + 1
    if expected is not None:
        raise ValueError("the last range must be open, for example '361+'")
    return ranges


def read_settings(extract: Path) -> Settings:
    """The settings beside an extract's tables, or the defaults where there are none.

    Raises BadSettings that names every key at fault.
    """
    file = extract / FILE_NAME
    if not os.path.lexists(file):
        return Settings()
    if not file.is_file():
        raise BadSettings(
            f"{FILE_NAME} is no file that can be read; put the file itself there, or "
            "take it away for the defaults."
        )
    try:
        return Settings.model_validate(tomllib.loads(file.read_text("utf-8")))
    except OSError as error:
        raise BadSettings(f"{FILE_NAME} can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{FILE_NAME} is not readable TOML: {error}.") from error
    except ValidationError as error:
        faults = "; ".join(_fault(e) for e in error.errors())
        raise BadSettings(f"{FILE_NAME}: {faults}.") from error


def _fault(error: dict) -> str:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        known = ", ".join(Settings.model_fields)
        return f"unknown key {key!r}; the keys are {known}"
    return f"{key} = {error['input']!r}: {error['msg']}"
