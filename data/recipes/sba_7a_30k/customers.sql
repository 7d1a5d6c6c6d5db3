-- Question: who are the businesses that borrowed?
-- Grain: one row per loan in the file; no borrower is named, so each loan has its own.

select
    cast(loan_nr_chk_dgt as varchar) as customer_id,
    case new_exist
        when 1 then 'existing_business'
        when 2 then 'new_business'
        else 'unknown'
    end as segment,
    state as region,
from 'sba_loans_30k.parquet'
