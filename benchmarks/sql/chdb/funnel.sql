-- How many reached each stage, and the median and 90th percentile of the hours from the
-- latest earlier stage, straight from the extract.
with
chosen as (
    select
        started_at,
        submitted_at,
        verified_at,
        assessed_at,
        if(a.decision = 'approved', a.decided_at, null) as approved_at,
        signed_at,
        disbursed_at,
        ifNull(a.decision = 'approved', false) as is_approved
    from applications as a
    join customers as c on c.customer_id = a.customer_id
    where
        is_wanted({product:String}, a.product)
        and is_wanted({channel:String}, a.channel)
        and is_wanted({segment:String}, c.segment)
        and is_wanted({region:String}, c.region)
        and is_wanted({risk_grade:String}, a.risk_grade)
        and in_months(a.started_at, {first:Date}, {last:Date})
),

latest as (
    select
        *,
        coalesce(submitted_at, started_at) as by_submitted,
        coalesce(verified_at, by_submitted) as by_verified,
        coalesce(assessed_at, by_verified) as by_assessed,
        coalesce(approved_at, by_assessed) as by_approved,
        coalesce(signed_at, by_approved) as by_signed,
        coalesce(signed_at, disbursed_at) is not null as is_signed,
        is_approved or approved_at is not null or is_signed as is_decided,
        is_decided or assessed_at is not null as is_assessed,
        is_assessed or verified_at is not null as is_verified,
        is_verified or submitted_at is not null as is_submitted
    from chosen
),

stages as (
    select
        [
            count(),
            countIf(is_submitted),
            countIf(is_verified),
            countIf(is_assessed),
            countIf(is_decided),
            countIf(is_signed),
            count(disbursed_at)
        ] as applications,
        [
            [],
            quantilesExactInclusive(0.5, 0.9)(
                dateDiff('microsecond', started_at, submitted_at)
            ),
            quantilesExactInclusive(0.5, 0.9)(
                dateDiff('microsecond', by_submitted, verified_at)
            ),
            quantilesExactInclusive(0.5, 0.9)(
                dateDiff('microsecond', by_verified, assessed_at)
            ),
            quantilesExactInclusive(0.5, 0.9)(
                dateDiff('microsecond', by_assessed, approved_at)
            ),
            quantilesExactInclusive(0.5, 0.9)(
                dateDiff('microsecond', by_approved, signed_at)
            ),
            quantilesExactInclusive(0.5, 0.9)(
                dateDiff('microsecond', by_signed, disbursed_at)
            )
        ] as us
    from latest
)

select
    [
        'started', 'submitted', 'verified', 'assessed', 'approved', 'signed',
        'disbursed'
    ][number] as stage,
    applications[number] as applications,
    if(empty(us[number]), nan, us[number][1]) as median_us,
    if(empty(us[number]), nan, us[number][2]) as p90_us
from stages
array join range(1, 8) as number
order by number
