-- Spend on a channel that no application names.
-- Grain: one row per row of campaign_spend.
select
    channel as key,
    file_index,
    row_number,
    channel as received
from campaign_spend
where
    channel is not null
    and channel not in (
        select channel from applications where channel is not null
    )
