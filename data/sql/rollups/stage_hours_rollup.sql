-- How long did applications take to each stage, by length of time?
-- Grain: one row per product, channel, segment, campaign_id, month, stage and bucket.
select
    product,
    channel,
    segment,
    campaign_id,
    month,
    stage,
    hours_bucket(hours) as bucket,
    count(*) as applications
from (
    select
        product,
        channel,
        segment,
        campaign_id,
        started_month as month,
        unnest([
            {'stage': 'submitted', 'hours': submitted_hours},
            {'stage': 'verified', 'hours': verified_hours},
            {'stage': 'assessed', 'hours': assessed_hours},
            {'stage': 'approved', 'hours': approved_hours},
            {'stage': 'signed', 'hours': signed_hours},
            {'stage': 'disbursed', 'hours': disbursed_hours}
        ], recursive := true)
    from application_facts
)
where hours is not null
group by all
order by all
