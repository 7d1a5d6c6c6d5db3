-- Loans and principal by the everyday dimensions and month of disbursement.
-- Grain: one row per product, channel, segment, disbursed_month.
select
    product,
    channel,
    segment,
    disbursed_month,
    count(*) as loans,
    sum(principal) as principal
from loan_facts
group by all
order by all
