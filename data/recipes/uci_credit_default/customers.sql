-- Question: who holds the card accounts?
-- Grain: one row per account; each account is taken as a customer of its own.
-- Left out: sex and marital status, which are no segments to lend by.

select
    cast(ID as varchar) as customer_id,
    case EDUCATION
        when 1 then 'graduate_school'
        when 2 then 'university'
        when 3 then 'high_school'
        else 'other'
    end as segment,
    case
        when AGE < 25 then '18-24'
        when AGE < 35 then '25-34'
        when AGE < 45 then '35-44'
        when AGE < 55 then '45-54'
        when AGE < 65 then '55-64'
        when AGE >= 65 then '65+'
    end as age_band,
from 'uci_credit_card.parquet'
