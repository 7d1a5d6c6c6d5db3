-- How long did applications take to each stage, by length of time?
-- Grain: one row per product, channel, segment, campaign_id, month, step and bucket;
-- step 1 is submitted, 2 verified, 3 assessed, 4 approved, 5 signed, 6 disbursed.
-- Counted and sorted by number, not by name: there are millions of rows, few names.
with
cells as (
    select
        *,
        row_number() over (
            order by product, channel, segment, campaign_id, started_month
        )::integer as cell
    from (
        select distinct product, channel, segment, campaign_id, started_month
        from application_facts
    )
),

timed as materialized (
    select
        c.cell,
        hours_bucket(submitted_hours) as submitted,
        hours_bucket(verified_hours) as verified,
        hours_bucket(assessed_hours) as assessed,
        hours_bucket(approved_hours) as approved,
        hours_bucket(signed_hours) as signed,
        hours_bucket(disbursed_hours) as disbursed
    from application_times() as a
    join cells as c
        on c.product = a.product
        and c.channel = a.channel
        and c.segment is not distinct from a.segment
        and c.campaign_id is not distinct from a.campaign_id
        and c.started_month = a.started_month
),

counted as (
    select cell, 1 as step, submitted as bucket, count(*) as applications
    from timed group by all
    union all
    select cell, 2, verified, count(*) from timed group by all
    union all
    select cell, 3, assessed, count(*) from timed group by all
    union all
    select cell, 4, approved, count(*) from timed group by all
    union all
    select cell, 5, signed, count(*) from timed group by all
    union all
    select cell, 6, disbursed, count(*) from timed group by all
)

select
    c.product,
    c.channel,
    c.segment,
    c.campaign_id,
    c.started_month as month,
    cast(n.step as tinyint) as step,
    n.bucket,
    n.applications
from (
    select *
    from counted
    where bucket is not null
    order by cell, step, bucket
) as n
join cells as c on c.cell = n.cell
