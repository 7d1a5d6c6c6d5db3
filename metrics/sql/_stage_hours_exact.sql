-- Median and 90th percentile of the hours to each stage, from every application.
-- Grain: one row per stage and value of the split.
-- Between two whole microseconds both lie at a whole tenth of one: rounded to that,
-- they are exact, whichever way an engine interpolates.
create macro percentiles_of(hours, reached_at, started_at, window_days) as
    quantile_cont(round(hours * 3.6e9), [0.5, 0.9])
    filter (where is_within(reached_at, started_at, window_days));

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
            {'stage': 'submitted', 'times': percentiles_of(
                submitted_hours, reached_at.submitted, started_at, window_days)},
            {'stage': 'verified', 'times': percentiles_of(
                verified_hours, reached_at.verified, started_at, window_days)},
            {'stage': 'assessed', 'times': percentiles_of(
                assessed_hours, reached_at.assessed, started_at, window_days)},
            {'stage': 'approved', 'times': percentiles_of(
                approved_hours, reached_at.approved, started_at, window_days)},
            {'stage': 'signed', 'times': percentiles_of(
                signed_hours, reached_at.signed, started_at, window_days)},
            {'stage': 'disbursed', 'times': percentiles_of(
                disbursed_hours, reached_at.disbursed, started_at, window_days)}
        ], recursive := true)
    from timed
    group by by_value
)

select
    by_value,
    stage,
    round(times[1], 1) / 3.6e9 as median_hours,
    round(times[2], 1) / 3.6e9 as p90_hours
from hours;
