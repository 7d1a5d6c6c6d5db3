-- Campaign spend by month.
-- Grain: one row per channel, campaign_id, month.
select
    channel,
    campaign_id,
    month_of(spend_date) as month,
    sum(spend) as spend,
    sum(impressions)::bigint as impressions,
    sum(clicks)::bigint as clicks,
    sum(leads)::bigint as leads
from campaign_spend
group by all
order by all
