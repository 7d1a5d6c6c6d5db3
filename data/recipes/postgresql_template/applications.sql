-- Reads: lending.requests       Makes: applications, one row per application.

select
    request_no::text as application_id,
    borrower_no::text as customer_id,
    product,
    source as channel,
    campaign as campaign_id,
    partner,
    -- timestamptz becomes local time by the time_zone of dashboard.toml. A timestamp
    -- without a zone is taken as local already.
    opened_at as started_at,
    handed_in_at as submitted_at,
    verified_at,
    assessed_at,
    decided_at,
    -- NULL means still open, so an unknown code must not become NULL: kept, it is an
    -- error of the check, which names it.
    case result
        when 'A' then 'approved'
        when 'D' then 'declined'
        when 'W' then 'withdrawn'
        else result::text
    end as decision,
    case when by_hand then 'manual' when not by_hand then 'auto' end as decision_mode,
    reason as decline_reason,
    signed_at,
    paid_out_at as disbursed_at,
    asked as requested_amount,
    granted as approved_amount,
    asked_months as requested_term_months,
    score,
    grade as risk_grade,
    updated_at
from lending.requests
