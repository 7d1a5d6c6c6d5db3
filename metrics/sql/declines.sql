-- Why were applications of the period declined?
-- Grain: one row per reason (and value of the split), the most frequent first.
with
reasons as (
    select
        by_value,
        decline_reason as reason,
        count(*) as applications
    from application_fact_scope($filters, $by, null, null)
    where
        decision = 'declined'
        and in_period(started_month, $from_month, $to_month)
        and within_days(started_at::date, $until)
    group by by_value, decline_reason
)

select
    by_value as by,
    reason,
    applications,
    ratio(applications, sum(applications) over (partition by by_value)) as share
from reasons
order by by_value nulls last, applications desc, reason nulls last
