-- Which applications are behind a figure of the funnel, conversion or declines?
-- Grain: one row per application, in the order asked for. With `financed` an
-- application counts once for each of its loans.
select
    application_id,
    customer_id,
    product,
    channel,
    campaign_id,
    segment,
    started_at,
    decision,
    decline_reason,
    decided_at,
    disbursed_at,
    requested_amount::double as requested_amount,
    approved_amount::double as approved_amount,
    loan_count as loans,
    count(*) over () as total_rows,
    case when $counted = 'financed' then sum(loan_count) over ()
        else count(*) over () end as total_counted,
    null::double as total_amount
from application_fact_scope($filters, $split, $window_days, $newest_at)
where
    in_period(started_month, $from_month, $to_month)
    and within_days(started_at::date, $until)
    and ($split is null or by_value is not distinct from $split_value)
    and case $counted
        when 'started' then started
        when 'submitted' then submitted
        when 'verified' then verified
        when 'assessed' then assessed
        when 'reached_approved' then reached_approved
        when 'signed' then signed
        when 'disbursed' then disbursed
        when 'approved' then approved
        when 'declined' then declined
        when 'withdrawn' then withdrawn
        when 'open' then open
        when 'financed' then least(loan_count, 1)
    end = 1
    and (
        cast($months as varchar[]) is null
        or list_contains(cast($months as varchar[]), month_label(started_month))
    )
    and (not $has_reason or decline_reason is not distinct from $reason)
order by
    case when $order = 'largest' then requested_amount end desc nulls last,
    case when $order = 'smallest' then requested_amount end nulls last,
    case when $order = 'oldest' then started_at end,
    started_at desc,
    application_id
limit $page_rows offset $first_row
