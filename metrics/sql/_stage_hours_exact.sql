-- Median and 90th percentile of the hours to each stage, from every application.
-- Grain: one row per stage and value of the split.
create macro stage_hours(
    filters, split, window_days, newest_at, from_month, to_month, until
) as table
with
timed as (
    select
        *,
        {
            'submitted': submitted_at,
            'verified': verified_at,
            'assessed': assessed_at,
            'approved': approved_at,
            'signed': signed_at,
            'disbursed': disbursed_at
        } as reached_at
    from application_fact_scope(filters, split, window_days, newest_at)
    where
        kept = 1
        and in_period(started_month, from_month, to_month)
        and within_days(started_at::date, until)
),

hours as (
    select
        by_value,
        unnest([
            {'stage': 'submitted', 'hours': quantile_cont(submitted_hours, [0.5, 0.9])
             filter (where is_within(reached_at.submitted, started_at, window_days))},
            {'stage': 'verified', 'hours': quantile_cont(verified_hours, [0.5, 0.9])
             filter (where is_within(reached_at.verified, started_at, window_days))},
            {'stage': 'assessed', 'hours': quantile_cont(assessed_hours, [0.5, 0.9])
             filter (where is_within(reached_at.assessed, started_at, window_days))},
            {'stage': 'approved', 'hours': quantile_cont(approved_hours, [0.5, 0.9])
             filter (where is_within(reached_at.approved, started_at, window_days))},
            {'stage': 'signed', 'hours': quantile_cont(signed_hours, [0.5, 0.9])
             filter (where is_within(reached_at.signed, started_at, window_days))},
            {'stage': 'disbursed', 'hours': quantile_cont(disbursed_hours, [0.5, 0.9])
             filter (where is_within(reached_at.disbursed, started_at, window_days))}
        ], recursive := true)
    from timed
    group by by_value
)

select
    by_value,
    stage,
    hours[1] as median_hours,
    hours[2] as p90_hours
from hours;
