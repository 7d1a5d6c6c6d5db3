-- Of the applications started in the period, how many reached each stage, and how fast?
-- Grain: one row per stage (and value of the split), in the order of the stages.
-- With a window, applications still inside it are pending: left out and counted apart.
with
scope as (
    select *
    from application_scope($filters, $by, $window_days, $newest_at)
    where
        basis = 'cohort'
        and in_period(month, $from_month, $to_month)
        and within_days(happened_on, $until)
),

reached as (
    select
        by_value,
        sum(pending) as pending,
        unnest([
            {'step': 1, 'stage': 'started',
             'applications': sum(started), 'amount': sum(started_requested)},
            {'step': 2, 'stage': 'submitted',
             'applications': sum(submitted), 'amount': sum(submitted_requested)},
            {'step': 3, 'stage': 'verified',
             'applications': sum(verified), 'amount': sum(verified_requested)},
            {'step': 4, 'stage': 'assessed',
             'applications': sum(assessed), 'amount': sum(assessed_requested)},
            {'step': 5, 'stage': 'approved',
             'applications': sum(reached_approved), 'amount': sum(approved_requested)},
            {'step': 6, 'stage': 'signed',
             'applications': sum(signed), 'amount': sum(signed_requested)},
            {'step': 7, 'stage': 'disbursed',
             'applications': sum(disbursed), 'amount': sum(disbursed_requested)}
        ], recursive := true)
    from scope
    group by by_value
),

present as (
    select
        *,
        first_value(applications) over stages as first_applications,
        lag(applications) over stages as previous_applications
    from reached
    where list_contains($stages, stage)
    window stages as (partition by by_value order by step)
)

select
    p.by_value as by,
    p.stage,
    p.applications::bigint as applications,
    ratio(p.applications, p.first_applications) as share_of_first,
    wilson_low(p.applications, p.first_applications) as low,
    wilson_high(p.applications, p.first_applications) as high,
    ratio(p.applications, p.previous_applications) as share_of_previous,
    case when $has_requested_amount then coalesce(p.amount, 0)::double end as amount,
    h.median_hours,
    h.p90_hours,
    p.pending::bigint as pending
from present as p
left join stage_hours(
    $filters, $by, $window_days, $newest_at, $from_month, $to_month, $until
) as h
    on h.stage = p.stage and h.by_value is not distinct from p.by_value
order by p.by_value nulls last, p.step
