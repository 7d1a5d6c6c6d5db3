-- Median and 90th percentile of the hours to each stage, from counts by length of time.
-- Grain: one row per stage and value of the split.
-- Within 2 % of the exact value: lengths of one bucket are at most 4 % apart, and each
-- is read as their geometric middle. Ranks are interpolated as quantile_cont does.
-- Counts know no window and no days: who asks for those reads facts.
create macro stage_hours(
    filters, split, window_days, newest_at, from_month, to_month, until
) as table
with
counted as (
    select
        by_value,
        step,
        bucket,
        sum(applications)::bigint as applications
    from stage_hours_scope(filters, split)
    where in_period(month, from_month, to_month)
    group by by_value, step, bucket
),

ranked as (
    select
        by_value,
        step,
        hours_in_bucket(bucket) as hours,
        sum(applications) over (
            partition by by_value, step order by bucket
        ) as up_to,
        sum(applications) over (partition by by_value, step)::double - 1 as last_rank
    from counted
),

at_ranks as (
    select
        by_value,
        step,
        any_value(last_rank) as last_rank,
        min(hours) filter (up_to > floor(0.5 * last_rank)) as median_low,
        min(hours) filter (up_to > ceil(0.5 * last_rank)) as median_high,
        min(hours) filter (up_to > floor(0.9 * last_rank)) as p90_low,
        min(hours) filter (up_to > ceil(0.9 * last_rank)) as p90_high
    from ranked
    group by by_value, step
)

select
    by_value,
    ['submitted', 'verified', 'assessed', 'approved', 'signed', 'disbursed'][step]
        as stage,
    median_low + (median_high - median_low) * (0.5 * last_rank % 1) as median_hours,
    p90_low + (p90_high - p90_low) * (0.9 * last_rank % 1) as p90_hours
from at_ranks;
