"""dashboard.toml: what is taken, and how what is wrong is named."""

from datetime import date

import pytest
from pydantic import ValidationError

from data.errors import BadSettings
from data.settings import (
    PBOC_2002_PROVISION_RATES,
    Settings,
    provision_ranges,
    read_settings,
)


def read(folder, toml: str) -> Settings:
    (folder / "dashboard.toml").write_text(toml, "utf-8")
    return read_settings(folder)


def test_without_a_file_every_setting_has_its_default(tmp_path):
    settings = read_settings(tmp_path)

    assert settings == Settings()
    assert (settings.currency, settings.time_zone) == ("CNY", "Asia/Shanghai")
    assert (settings.past_due_rule, settings.conversion_window_days) == ("over", 30)
    assert (settings.funding_rate, settings.servicing_cost_per_loan_month) == (0.04, 0)
    assert settings.provision_rates == PBOC_2002_PROVISION_RATES


def test_every_key_is_read(tmp_path):
    settings = read(
        tmp_path,
        """
        currency = "EUR"
        time_zone = "Europe/Berlin"
        past_due_rule = "at_least"
        funding_rate = 0.03
        servicing_cost_per_loan_month = 2.5
        conversion_window_days = 45

        [funding_rates]
        bank_x = 0.05

        [provision_rates]
        "0" = 0.0
        "1+" = 0.5

        [[price_caps]]
        from = 2020-08-20
        cap = 0.154

        [rules]
        key_repeated = "quarantine"

        [names.channel.app_store]
        en = "App store"
        """,
    )

    assert settings.model_dump() == {
        "currency": "EUR",
        "time_zone": "Europe/Berlin",
        "past_due_rule": "at_least",
        "funding_rate": 0.03,
        "funding_rates": {"bank_x": 0.05},
        "servicing_cost_per_loan_month": 2.5,
        "conversion_window_days": 45,
        "provision_rates": {"0": 0.0, "1+": 0.5},
        "price_caps": [{"from_": date(2020, 8, 20), "cap": 0.154}],
        "names": {"channel": {"app_store": {"en": "App store"}}},
        "rules": {"key_repeated": "quarantine"},
    }


def test_an_unknown_key_is_named_with_those_that_are_known(tmp_path):
    with pytest.raises(BadSettings) as refused:
        read(tmp_path, 'currancy = "CNY"')

    message = str(refused.value)
    assert message.startswith("dashboard.toml: unknown key 'currancy'")
    for key in Settings.model_fields:
        assert key in message


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ('currency = "yuan"', "currency"),
        ('currency = "cny"', "currency"),
        ('currency = "CNY\\n"', "currency"),
        ('time_zone = "Beijing"', "time_zone"),
        ('time_zone = ""', "time_zone"),
        ('past_due_rule = "more"', "past_due_rule"),
        ("funding_rate = -0.01", "funding_rate"),
        ("funding_rate = 11", "funding_rate"),
        ("funding_rate = nan", "funding_rate"),
        ("funding_rate = inf", "funding_rate"),
        ('funding_rate = "cheap"', "funding_rate"),
        ("funding_rates = {bank_x = -1}", "funding_rates.bank_x"),
        ("servicing_cost_per_loan_month = -1", "servicing_cost_per_loan_month"),
        ("servicing_cost_per_loan_month = inf", "servicing_cost_per_loan_month"),
        ("conversion_window_days = 0", "conversion_window_days"),
        ("conversion_window_days = 3651", "conversion_window_days"),
        ("conversion_window_days = 30.5", "conversion_window_days"),
        ("price_caps = [{from = 2020-01-01}]", "price_caps.0.cap"),
        ("price_caps = [{from = 2020-01-01, cap = -1}]", "price_caps.0.cap"),
        ('price_caps = [{from = "soon", cap = 0.2}]', "price_caps.0.from"),
        ('names = {product = {cash = {fr = "Argent"}}}', "names.product.cash.fr"),
        ("names = {product = {cash = 1}}", "names.product.cash"),
        ('provision_rates = {"0" = -0.1, "1+" = 1}', "provision_rates.0"),
    ],
)
def test_a_wrong_value_is_named_by_its_key(tmp_path, toml, key):
    with pytest.raises(BadSettings) as refused:
        read(tmp_path, toml)

    assert str(refused.value).startswith(f"dashboard.toml: {key}")


def test_every_wrong_key_is_named_at_once(tmp_path):
    with pytest.raises(BadSettings) as refused:
        read(tmp_path, 'currency = "x"\nfunding_rate = -1\nwindow = 3\n')

    for key in ("currency", "funding_rate", "'window'"):
        assert key in str(refused.value)


@pytest.mark.parametrize("text", [b"currency = ", b"\xff\xfe", b"[names\n"])
def test_a_file_that_is_no_toml_is_refused(tmp_path, text):
    (tmp_path / "dashboard.toml").write_bytes(text)

    with pytest.raises(BadSettings, match="not readable TOML"):
        read_settings(tmp_path)


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(ValidationError):
        Settings().currency = "USD"


def test_provision_ranges_come_in_the_order_of_days():
    assert provision_ranges({"31+": 1.0, "0": 0.01, "1-30": 0.02}) == [
        (0, 0, 0.01),
        (1, 30, 0.02),
        (31, None, 1.0),
    ]
    assert provision_ranges({"0+": 0.1}) == [(0, None, 0.1)]


@pytest.mark.parametrize(
    ("rates", "why"),
    [
        ({}, "open"),
        ({"0": 0.1}, "open"),
        ({"0-90": 0.1}, "open"),
        ({"1+": 0.1}, "start at 0"),
        ({"0": 0.1, "2+": 0.1}, "gap"),
        ({"0-5": 0.1, "5+": 0.1}, "overlap"),
        ({"0+": 0.1, "10+": 0.2}, "overlap"),
        ({"0-9": 0.1, "9-5": 0.2, "10+": 0.3}, "ends before"),
        ({"0": 0.1, "1 - 90": 0.1, "91+": 0.2}, "is not like"),
        ({"0": 0.1, "-1+": 0.1}, "is not like"),
        ({"０": 0.1, "1+": 0.1}, "is not like"),
        ({"zero": 0.1}, "is not like"),
        ({"0-9999": 0.1, "10000+": 0.1}, "begins after day 9999"),
    ],
)
def test_ranges_that_leave_days_out_or_count_them_twice_are_refused(
    tmp_path, rates, why
):
    with pytest.raises(ValueError, match=why):
        provision_ranges(rates)
    lines = "\n".join(f'"{days}" = {rate}' for days, rate in rates.items())
    with pytest.raises(BadSettings, match="provision_rates"):
        read(tmp_path, f"[provision_rates]\n{lines}\n")


def test_the_shipped_rates_cover_every_day_once():
    ranges = provision_ranges(PBOC_2002_PROVISION_RATES)

    for days in range(500):
        assert sum(a <= days and (b is None or days <= b) for a, b, _ in ranges) == 1
