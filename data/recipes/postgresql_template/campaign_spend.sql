-- Reads: lending.spend          Makes: campaign_spend, one row per day and campaign.
-- It has no key, so it always comes whole.

select
    day as spend_date,
    source as channel,
    campaign as campaign_id,
    campaign_name,
    cost as spend,
    shows as impressions,
    clicks,
    leads
from lending.spend
