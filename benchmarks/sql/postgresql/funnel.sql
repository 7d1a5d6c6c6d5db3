-- How many reached each stage, and the median and 90th percentile of the hours from the
-- latest earlier stage, straight from the extract.
with
chosen as (
    select
        a.*,
        case when a.decision = 'approved' then a.decided_at end as approved_at,
        a.decision is not distinct from 'approved' as is_approved
    from applications as a
    join customers as c on c.customer_id = a.customer_id
    where
        is_wanted(%(product)s::text, a.product)
        and is_wanted(%(channel)s::text, a.channel)
        and is_wanted(%(segment)s::text, c.segment)
        and is_wanted(%(region)s::text, c.region)
        and is_wanted(%(risk_grade)s::text, a.risk_grade)
        and in_months(a.started_at, %(first)s::date, %(last)s::date)
),

timed as (
    select
        *,
        extract(epoch from submitted_at - started_at)::float8 as submitted_s,
        extract(epoch from verified_at - coalesce(submitted_at, started_at))::float8
            as verified_s,
        extract(epoch from assessed_at - coalesce(
            verified_at, submitted_at, started_at
        ))::float8 as assessed_s,
        extract(epoch from approved_at - coalesce(
            assessed_at, verified_at, submitted_at, started_at
        ))::float8 as approved_s,
        extract(epoch from signed_at - coalesce(
            approved_at, assessed_at, verified_at, submitted_at, started_at
        ))::float8 as signed_s,
        extract(epoch from disbursed_at - coalesce(
            signed_at, approved_at, assessed_at, verified_at, submitted_at,
            started_at
        ))::float8 as disbursed_s
    from chosen
),

stages as (
    select
        count(*) as started,
        count(*) filter (
            where is_approved or coalesce(
                submitted_at, verified_at, assessed_at, signed_at, disbursed_at
            ) is not null
        ) as submitted,
        count(*) filter (
            where is_approved or coalesce(
                verified_at, assessed_at, signed_at, disbursed_at
            ) is not null
        ) as verified,
        count(*) filter (
            where is_approved or coalesce(
                assessed_at, signed_at, disbursed_at
            ) is not null
        ) as assessed,
        count(*) filter (
            where is_approved or coalesce(signed_at, disbursed_at) is not null
        ) as approved,
        count(*) filter (where coalesce(signed_at, disbursed_at) is not null) as signed,
        count(disbursed_at) as disbursed,
        percentile_cont(array[0.5, 0.9]) within group (order by submitted_s)
            as submitted_s,
        percentile_cont(array[0.5, 0.9]) within group (order by verified_s)
            as verified_s,
        percentile_cont(array[0.5, 0.9]) within group (order by assessed_s)
            as assessed_s,
        percentile_cont(array[0.5, 0.9]) within group (order by approved_s)
            as approved_s,
        percentile_cont(array[0.5, 0.9]) within group (order by signed_s)
            as signed_s,
        percentile_cont(array[0.5, 0.9]) within group (order by disbursed_s)
            as disbursed_s
    from timed
)

select
    s.stage,
    s.applications,
    s.seconds[1] * 1e6 as median_us,
    s.seconds[2] * 1e6 as p90_us
from
    stages
    cross join lateral (
        values
            (1, 'started', started, null::double precision[]),
            (2, 'submitted', submitted, submitted_s),
            (3, 'verified', verified, verified_s),
            (4, 'assessed', assessed, assessed_s),
            (5, 'approved', approved, approved_s),
            (6, 'signed', signed, signed_s),
            (7, 'disbursed', disbursed, disbursed_s)
    ) as s (place, stage, applications, seconds)
order by s.place
