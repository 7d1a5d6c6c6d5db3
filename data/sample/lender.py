"""What the sample's lender decides and what happened to it: settings and events."""

import csv
from datetime import date
from pathlib import Path

from data.sample.demand import Calendar, day_number
from data.sample.names import NAMES
from data.sample.world import PRICE_CAPS, STORIES

SETTINGS_MARK = "# Settings of the sample portfolio"
"""First line of its dashboard.toml, by which an earlier sample is recognised."""

FUNDING_RATE = 0.038
FUNDING_RATES = {
    "bank_a": 0.034,
    "bank_b": 0.036,
    "bank_c": 0.041,
    "consumer_finance_d": 0.047,
    "guarantor_g": 0.044,
    "secured_business": 0.033,
}
SERVICING_COST_PER_LOAN_MONTH = 5.0
CONVERSION_WINDOW_DAYS = 30
PROVISION_RATES = {
    "0": 0.01,
    "1-90": 0.02,
    "91-270": 0.25,
    "271-360": 0.50,
    "361+": 1.00,
}

EVENTS = (
    (
        date(2024, 11, 1),
        "policy",
        "Approval cut-off lowered, fewer checks",
        "审批分数线下调，核查减少",
    ),
    (date(2025, 1, 1), "policy", "Approval cut-off restored", "审批分数线恢复"),
    (
        date(2025, 10, 1),
        "regulation",
        "All-in annual cost capped at 24 %",
        "综合融资成本上限24%生效",
    ),
    (date(2025, 11, 1), "growth", "Growth programme starts", "增长计划启动"),
    (
        STORIES.verification_backlog_from,
        "outage",
        "Document verification backlog begins",
        "资料核验积压开始",
    ),
    (
        STORIES.verification_backlog_to,
        "outage",
        "Document verification backlog cleared",
        "资料核验积压解除",
    ),
    (
        STORIES.empty_campaign_from,
        "campaign",
        "Social media livestream campaign starts",
        "社交媒体直播活动开始",
    ),
    (
        STORIES.empty_campaign_to,
        "campaign",
        "Social media livestream campaign ends",
        "社交媒体直播活动结束",
    ),
)
"""Day, kind, English and Chinese label; the reader's clues to what the figures show."""


def write_settings(out: Path) -> None:
    """Write dashboard.toml: costs, provisions, price caps and display names."""
    lines = [
        SETTINGS_MARK,
        'currency = "CNY"',
        'time_zone = "Asia/Shanghai"',
        'past_due_rule = "over"',
        f"funding_rate = {FUNDING_RATE}",
        f"servicing_cost_per_loan_month = {SERVICING_COST_PER_LOAN_MONTH}",
        f"conversion_window_days = {CONVERSION_WINDOW_DAYS}",
        "",
        "[funding_rates]",
        *(f"{code} = {rate}" for code, rate in FUNDING_RATES.items()),
        "",
        "[provision_rates]",
        *(f'"{days}" = {rate}' for days, rate in PROVISION_RATES.items()),
    ]
    for day, cap in PRICE_CAPS:
        lines += ["", "[[price_caps]]", f"from = {day}", f"cap = {cap}"]
    for dimension, names in NAMES.items():
        lines += ["", f"[names.{dimension}]"]
        lines += [
            f'"{code}" = {{ en = "{english}", zh = "{chinese}" }}'
            for code, (english, chinese) in names.items()
        ]
    text = "\n".join(lines) + "\n"
    (out / "dashboard.toml").write_text(text, encoding="utf-8", newline="\n")


def write_events(out: Path, calendar: Calendar) -> None:
    """Write events.csv: what happened within the calendar, by day."""
    with (out / "events.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("date", "kind", "label_en", "label_zh"))
        rows.writerows(e for e in EVENTS if day_number(e[0]) >= calendar.starts[0])
