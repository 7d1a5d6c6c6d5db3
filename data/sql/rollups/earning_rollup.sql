-- What the loans of each month of applications earned and lost, by months on book.
-- Grain: one row per product, channel, segment, campaign_id, month, mob.
select
    product,
    channel,
    segment,
    campaign_id,
    month,
    mob,
    sum(revenue) as revenue,
    sum(funded) as funded,
    sum(active_months)::bigint as active_months,
    sum(credit_loss) as credit_loss,
    sum(provision_change) as provision_change
from earnings()
group by all
order by all
