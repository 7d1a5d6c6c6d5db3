"""The rows of customers, applications and loans."""

import numpy as np
import pyarrow as pa

from data.sample.applications import APPROVED, DECISIONS, WITHDRAWN, Applications
from data.sample.campaigns import Campaigns
from data.sample.customers import OCCUPATIONS, Customers
from data.sample.demand import DAY, END, Calendar
from data.sample.loans import Loans
from data.sample.market import (
    AGE_BANDS,
    CHANNELS,
    DECLINE_REASONS,
    GRADES,
    INCOME_BANDS,
    METHODS,
    MODES,
    PARTNERS,
    PRODUCTS,
    REGIONS,
    SEGMENTS,
)
from data.sample.writing import codes, dates, money, references, stamps

COLLATERALS = tuple(sorted({p.collateral for p in PRODUCTS.values()}))


def customer_columns(customers: Customers, customer_ids) -> dict:
    """customers, in order of their first application."""
    return {
        "customer_id": customer_ids,
        "segment": codes(customers.segment, list(SEGMENTS)),
        "region": codes(customers.region, list(REGIONS)),
        "age_band": codes(customers.age_band, AGE_BANDS),
        "income_band": codes(customers.income_band, INCOME_BANDS),
        "occupation": codes(customers.occupation, OCCUPATIONS),
        "acquired_on": dates(customers.acquired_at // DAY),
    }


def application_columns(
    applications: Applications, campaigns: Campaigns, application_ids, customer_ids
) -> dict:
    """applications, in order of started_at; a score only once it was assessed."""
    a = applications
    was_scored = a.assessed_at <= END
    by_whom = np.where(np.isin(a.decision, (-1, WITHDRAWN)), -1, a.by_hand)
    return {
        "application_id": application_ids,
        "customer_id": references(customer_ids, a.customer),
        "product": codes(a.product, list(PRODUCTS)),
        "channel": codes(a.channel, list(CHANNELS)),
        "campaign_id": codes(a.campaign, campaigns.codes),
        "partner": codes(a.partner, PARTNERS),
        "started_at": stamps(a.started_at),
        "submitted_at": stamps(a.submitted_at),
        "verified_at": stamps(a.verified_at),
        "assessed_at": stamps(a.assessed_at),
        "decided_at": stamps(a.decided_at),
        "decision": codes(a.decision, DECISIONS),
        "decision_mode": codes(by_whom, ("auto", "manual")),
        "decline_reason": codes(a.decline_reason, DECLINE_REASONS),
        "signed_at": stamps(a.signed_at),
        "disbursed_at": stamps(a.disbursed_at),
        "requested_amount": money(a.requested * 100),
        "approved_amount": money(a.approved * 100, a.decision != APPROVED),
        "requested_term_months": pa.array(a.term_months.astype(np.int32)),
        "score": pa.array(a.score, mask=~was_scored),
        "risk_grade": codes(np.where(was_scored, a.grade, -1), GRADES),
    }


def loan_columns(
    calendar: Calendar, loans: Loans, loan_ids, application_ids, customer_ids
) -> dict:
    """loans, in order of disbursement."""
    collateral = np.array([COLLATERALS.index(p.collateral) for p in PRODUCTS.values()])
    return {
        "loan_id": loan_ids,
        "application_id": references(application_ids, loans.application),
        "customer_id": references(customer_ids, loans.customer),
        "product": codes(loans.product, list(PRODUCTS)),
        "channel": codes(loans.channel, list(CHANNELS)),
        "partner": codes(loans.partner, PARTNERS),
        "business_mode": codes(loans.mode, MODES),
        "risk_grade": codes(loans.grade, GRADES),
        "disbursed_on": dates(loans.disbursed_day),
        "first_due_on": dates(calendar.starts[loans.month + 1] + loans.due_day - 1),
        "principal": money(loans.principal),
        "term_months": pa.array(loans.term_months.astype(np.int32)),
        "annual_rate": pa.array(loans.annual_rate),
        "repayment_method": codes(loans.method, METHODS),
        "collateral": codes(collateral[loans.product], COLLATERALS),
        "upfront_fee": money(loans.upfront_fee),
        "monthly_fee": money(loans.monthly_fee),
    }
