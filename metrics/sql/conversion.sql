-- What became of the applications of each month?
-- Grain: one row per month (and value of the split), oldest first.
-- Basis cohort: an application counts in its month of started_at. Basis period: each
-- event counts in its own month.
with
scope as (
    select *
    from application_scope($filters, $by, $window_days, $newest_at)
    where
        basis = $basis
        and in_period(month, $from_month, $to_month)
        and within_days(happened_on, $until)
),

months as (
    select
        by_value,
        month,
        coalesce(sum(started), 0)::bigint as started,
        coalesce(sum(submitted), 0)::bigint as submitted,
        coalesce(sum(approved), 0)::bigint as approved,
        coalesce(sum(declined), 0)::bigint as declined,
        coalesce(sum(withdrawn), 0)::bigint as withdrawn,
        sum(open)::bigint as open,
        coalesce(sum(disbursed), 0)::bigint as disbursed,
        coalesce(sum(decided), 0)::bigint as decided,
        coalesce(sum(decided_automatically), 0)::bigint as decided_automatically,
        coalesce(sum(disbursed_amount), 0)::double as disbursed_amount,
        coalesce(sum(pending), 0)::bigint as pending,
        max(last_started_at) as last_started_at
    from scope
    group by by_value, month
)

select
    by_value as by,
    month_label(month) as month,
    started,
    submitted,
    approved,
    declined,
    withdrawn,
    open,
    disbursed,
    ratio(approved, approved + declined) as approval_rate,
    ratio(disbursed, approved) as take_up_rate,
    ratio(disbursed, started) as conversion_rate,
    wilson_low(disbursed, started) as low,
    wilson_high(disbursed, started) as high,
    case when $has_decision_mode then ratio(decided_automatically, decided) end
        as auto_rate,
    case when $has_amounts then disbursed_amount end as disbursed_amount,
    case when $has_amounts then ratio(disbursed_amount, disbursed) end
        as average_amount,
    coalesce(
        last_started_at
        <= cast($newest_at as timestamp) - to_days(cast($maturity_days as integer)),
        true
    ) as mature,
    pending
from months
order by by_value nulls last, month
