-- Reads: spend.csv              Makes: campaign_spend, one row per day and campaign.
-- Spell channels as applications.sql does, or their spend finds no applications.

with
rows as (
    from read_csv('spend.csv', header = true, delim = ',', all_varchar = true)
)

select
    cast(strptime("DAY", '%Y/%m/%d') as date) as spend_date,
    replace(lower(trim(SOURCE)), ' ', '_') as channel,
    trim(CAMPAIGN) as campaign_id,
    nullif(trim(CAMPAIGN_NAME), '') as campaign_name,
    cast(replace(COST, ',', '') as decimal(18, 2)) as spend,
    cast(nullif(SHOWS, '') as bigint) as impressions,
    cast(nullif(CLICKS, '') as bigint) as clicks,
    cast(nullif(LEADS, '') as bigint) as leads,
from rows
