"""What follows from the book: instalments, collection actions and their rows."""

import numpy as np
import pyarrow as pa

from data.sample.book import ACTIVE, CHARGED_OFF, PAID_OFF, STATUSES, Book
from data.sample.demand import Calendar
from data.sample.loans import Loans
from data.sample.market import METHODS
from data.sample.writing import codes, dates, ids, money, references

ACTIONS = ("sms", "call", "visit", "legal")
ACTION_SHARES = (0.55, 0.8, 0.6, 0.35)
"""Share of late loan-months with an action: of 1-30, 31-60, 61-90 and more days."""


def performance_columns(calendar: Calendar, loans: Loans, book: Book, loan_ids) -> dict:
    """performance: one row per loan and month-end, in that order."""
    loan, mob = np.nonzero(book.is_row())

    def cells(values: np.ndarray) -> np.ndarray:
        return values[loan, mob]

    return {
        "loan_id": references(loan_ids, loan),
        "as_of": dates(calendar.ends[loans.month[loan] + mob]),
        "balance": money(cells(book.balance)),
        "days_past_due": pa.array(cells(book.days_past_due)),
        "principal_paid": money(cells(book.principal_paid)),
        "interest_paid": money(cells(book.interest_paid)),
        "fees_paid": money(cells(book.fees_paid)),
        "charged_off": money(cells(book.charged_off)),
        "recovered": money(cells(book.recovered)),
        "status": codes(cells(book.status), STATUSES),
    }


def instalment_columns(
    rng: np.random.Generator, calendar: Calendar, loans: Loans, book: Book, loan_ids
) -> dict:
    """instalments: those due up to the loan's end, or to the next one after AS_OF."""
    count, months = len(loans), calendar.months
    every = np.arange(count)
    end_status = book.status[every, book.last_mob]
    lost = end_status == CHARGED_OFF
    ends_at = np.where(lost, (book.charged_off > 0).argmax(axis=1), book.last_mob)
    shown = np.minimum(ends_at + (end_status == ACTIVE), loans.term_months)
    loan = np.repeat(every, shown)
    number = np.arange(len(loan)) - np.repeat(np.cumsum(shown) - shown, shown) + 1

    paid_mobs = _paid_mob(book, ends_at, months)
    paid_mob = paid_mobs[loan, number]
    alone = paid_mobs[loan, number - 1] < paid_mob
    is_paid = paid_mob <= ends_at[loan]
    settles = (end_status[loan] == PAID_OFF) & (number == ends_at[loan])
    due = _amount_due(loans, loan, number, settles & (number < loans.term_months[loan]))
    is_next = ~is_paid & (number == book.paid[every, ends_at][loan] + 1)
    paid_amount = np.where(is_paid, due, np.where(is_next, book.part_paid[loan], 0))

    due_on = calendar.starts[loans.month[loan] + number] + loans.due_day[loan] - 1
    paid_at = loans.month[loan] + np.where(is_paid, paid_mob, 0)
    month_end = calendar.ends[np.minimum(paid_at, months - 1)]
    paid_on = np.where(
        alone & (paid_mob == number),
        _punctual(rng, due_on, month_end),
        month_end - (loan * 7 + paid_mob * 11) % 10,
    )
    return {
        "loan_id": references(loan_ids, loan),
        "number": pa.array(number.astype(np.int32)),
        "due_on": dates(due_on),
        "due_amount": money(due),
        "paid_on": dates(paid_on, ~is_paid),
        "paid_amount": money(paid_amount),
    }


def collection_columns(
    rng: np.random.Generator,
    calendar: Calendar,
    loans: Loans,
    book: Book,
    loan_ids,
    first_number: int,
) -> dict:
    """collection_actions: at most one per late loan-month, harder the later it is."""
    late = book.is_row() & (book.status == ACTIVE) & (book.days_past_due > 0)
    loan, mob = np.nonzero(late)
    step = np.minimum((book.days_past_due[loan, mob] - 1) // 30, len(ACTIONS) - 1)
    acts = rng.random(len(loan)) < np.array(ACTION_SHARES)[step]
    loan, mob, step = loan[acts], mob[acts], step[acts]
    count = len(loan)
    as_of = calendar.ends[loans.month[loan] + mob]
    came = book.principal_paid[loan, mob] + book.interest_paid[loan, mob]
    promises = (rng.random(count) < 0.35) | (came > 0)
    owed = _amount_due(loans, loan, book.paid[loan, mob].astype(int) + 1, False)
    promised = np.where(came > 0, came, owed)
    back = rng.integers(0, np.minimum(book.days_past_due[loan, mob], 20))
    return {
        "action_id": ids("A", first_number + np.arange(count)),
        "loan_id": references(loan_ids, loan),
        "action_on": dates(as_of - back),
        "method": codes(step, ACTIONS),
        "promised_amount": money(promised, ~promises),
        "paid_amount": money(came, ~promises),
    }


def _paid_mob(book: Book, ends_at: np.ndarray, months: int) -> np.ndarray:
    """By loan and instalment number: the month on book in which it was paid.

    An instalment still unpaid at the end has a month after it.
    """
    count = len(ends_at)
    is_month = np.arange(months)[None, :] <= ends_at[:, None]
    loan, mob = np.nonzero(is_month)
    width = months + 2
    place = loan * width + book.paid[loan, mob] + 1
    months_with = np.bincount(place, minlength=count * width).reshape(count, width)
    return np.cumsum(months_with, axis=1)


def _amount_due(loans: Loans, loan, number, settles) -> np.ndarray:
    """Principal, interest and fee of an instalment; all that is left if it settles."""
    before = loans.schedule.balance_after(loan, number - 1)
    after = loans.schedule.balance_after(loan, number)
    after = np.where(settles | (number >= loans.term_months[loan]), 0, after)
    interest = loans.schedule.interest_until(
        loan, number
    ) - loans.schedule.interest_until(loan, number - 1)
    repaid = np.where(
        loans.method[loan] == METHODS.index("revolving"),
        np.maximum(before - after, 0),
        before - after,
    )
    return repaid + interest + loans.monthly_fee[loan]


def _punctual(rng, due_on: np.ndarray, month_end: np.ndarray) -> np.ndarray:
    """The due date, or for some a few days later, before the month is over."""
    luck = rng.random(len(due_on))
    delay = np.where(luck < 0.12, (luck * 100).astype(np.int64), 0)
    return np.clip(due_on + delay, due_on, np.maximum(month_end, due_on))
