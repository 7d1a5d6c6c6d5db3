-- How many reached each stage, and the median and 90th percentile of the hours from the
-- latest earlier stage, straight from the extract.
with
chosen as (
    select
        a.*,
        case when a.decision = 'approved' then a.decided_at end as approved_at
    from applications as a
    join customers as c on c.customer_id = a.customer_id
    where
        is_wanted($product, a.product)
        and is_wanted($channel, a.channel)
        and is_wanted($segment, c.segment)
        and is_wanted($region, c.region)
        and is_wanted($risk_grade, a.risk_grade)
        and in_months(a.started_at, $first, $last)
),

stages as (
    select
        count(*) as started,
        count(*) filter (
            coalesce(
                submitted_at, verified_at, assessed_at, approved_at, signed_at,
                disbursed_at
            ) is not null
            or decision = 'approved'
        ) as submitted,
        count(*) filter (
            coalesce(verified_at, assessed_at, approved_at, signed_at, disbursed_at)
            is not null
            or decision = 'approved'
        ) as verified,
        count(*) filter (
            coalesce(assessed_at, approved_at, signed_at, disbursed_at) is not null
            or decision = 'approved'
        ) as assessed,
        count(*) filter (
            coalesce(approved_at, signed_at, disbursed_at) is not null
            or decision = 'approved'
        ) as approved,
        count(*) filter (coalesce(signed_at, disbursed_at) is not null) as signed,
        count(disbursed_at) as disbursed,
        quantile_cont(epoch_us(submitted_at) - epoch_us(started_at), [0.5, 0.9])
            as submitted_us,
        quantile_cont(
            epoch_us(verified_at) - epoch_us(coalesce(submitted_at, started_at)),
            [0.5, 0.9]
        ) as verified_us,
        quantile_cont(
            epoch_us(assessed_at)
            - epoch_us(coalesce(verified_at, submitted_at, started_at)),
            [0.5, 0.9]
        ) as assessed_us,
        quantile_cont(
            epoch_us(approved_at)
            - epoch_us(coalesce(assessed_at, verified_at, submitted_at, started_at)),
            [0.5, 0.9]
        ) as approved_us,
        quantile_cont(
            epoch_us(signed_at)
            - epoch_us(coalesce(
                approved_at, assessed_at, verified_at, submitted_at, started_at
            )),
            [0.5, 0.9]
        ) as signed_us,
        quantile_cont(
            epoch_us(disbursed_at)
            - epoch_us(coalesce(
                signed_at, approved_at, assessed_at, verified_at, submitted_at,
                started_at
            )),
            [0.5, 0.9]
        ) as disbursed_us
    from chosen
)

select
    unnest([
        {'stage': 'started', 'applications': started, 'median_us': null,
            'p90_us': null},
        {'stage': 'submitted', 'applications': submitted, 'median_us': submitted_us[1],
            'p90_us': submitted_us[2]},
        {'stage': 'verified', 'applications': verified, 'median_us': verified_us[1],
            'p90_us': verified_us[2]},
        {'stage': 'assessed', 'applications': assessed, 'median_us': assessed_us[1],
            'p90_us': assessed_us[2]},
        {'stage': 'approved', 'applications': approved, 'median_us': approved_us[1],
            'p90_us': approved_us[2]},
        {'stage': 'signed', 'applications': signed, 'median_us': signed_us[1],
            'p90_us': signed_us[2]},
        {'stage': 'disbursed', 'applications': disbursed, 'median_us': disbursed_us[1],
            'p90_us': disbursed_us[2]}
    ], recursive := true),
from stages
