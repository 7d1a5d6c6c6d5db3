-- Applications credited to a campaign that has no spend.
-- Grain: one row per row of applications.
select
    application_id as key,
    file_index,
    row_number,
    campaign_id as received
from applications
where
    campaign_id is not null
    and campaign_id not in (
        select campaign_id from campaign_spend where campaign_id is not null
    )
