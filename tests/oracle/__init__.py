"""An independent recount of every metric, in plain Python over plain rows.

It exists so that the product's SQL can be checked against something that shares
none of its code: no SQL, no data frame, no import from the project. Each file
follows the written definitions of one family line by line and takes the slow, plain
way; nothing here is ever used to answer a reader.
"""

from .books import random_book
from .change import change
from .conversion import conversion, declines
from .delinquency import delinquency, portfolio
from .first_payment import first_payment_default, first_payment_default_left_out
from .funnel import funnel, funnel_pending
from .rich import random_plan, rich_book
from .roi import channel_roi
from .roll import flow_rates, roll_rates, roll_rates_left_out
from .scope import Settings, application_dimensions, loan_dimensions
from .targets import targets
from .vintage import vintage

__all__ = [
    "Settings",
    "application_dimensions",
    "change",
    "channel_roi",
    "conversion",
    "declines",
    "delinquency",
    "first_payment_default",
    "first_payment_default_left_out",
    "flow_rates",
    "funnel",
    "funnel_pending",
    "loan_dimensions",
    "portfolio",
    "random_book",
    "random_plan",
    "rich_book",
    "roll_rates",
    "roll_rates_left_out",
    "targets",
    "vintage",
]
