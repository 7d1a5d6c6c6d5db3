-- Reads: lending.borrowers      Makes: customers, one row per customer.
-- Delete this file if you have no such table: segment filters are then switched off.

select
    borrower_no::text as customer_id,
    -- Your codes to readable ones. An unknown code is kept as it is, and shows.
    case kind
        when '01' then 'salaried'
        when '02' then 'self_employed'
        when '03' then 'micro_business'
        else coalesce(kind, 'unknown')
    end as segment,
    area as region,
    age_group as age_band,
    income_group as income_band,
    job as occupation,
    first_seen as acquired_on,
    updated_at
from lending.borrowers
