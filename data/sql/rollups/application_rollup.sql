-- Application counts and amounts by the everyday dimensions, campaign, basis and month.
-- Grain: one row per product, channel, segment, campaign_id, basis, month.
select
    product,
    channel,
    segment,
    campaign_id,
    basis,
    month,
    max(last_started_at) as last_started_at,
    sum(pending)::bigint as pending,
    sum(started)::bigint as started,
    sum(submitted)::bigint as submitted,
    sum(approved)::bigint as approved,
    sum(declined)::bigint as declined,
    sum(withdrawn)::bigint as withdrawn,
    sum(decided)::bigint as decided,
    sum(decided_automatically)::bigint as decided_automatically,
    sum(disbursed)::bigint as disbursed,
    sum(disbursed_amount) as disbursed_amount,
    sum(open)::bigint as open,
    sum(verified)::bigint as verified,
    sum(assessed)::bigint as assessed,
    sum(reached_approved)::bigint as reached_approved,
    sum(signed)::bigint as signed,
    sum(started_requested) as started_requested,
    sum(submitted_requested) as submitted_requested,
    sum(verified_requested) as verified_requested,
    sum(assessed_requested) as assessed_requested,
    sum(approved_requested) as approved_requested,
    sum(signed_requested) as signed_requested,
    sum(disbursed_requested) as disbursed_requested,
    sum(loans)::bigint as loans,
    sum(loans_amount) as loans_amount
from application_events(null, null)
group by all
order by all
