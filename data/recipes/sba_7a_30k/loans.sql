-- Question: which guaranteed loans were paid out from 1990 on?
-- Grain: one row per loan.
-- Left out: loans without a disbursement date or before 1990 (charge-offs are known
-- only from October 1988 on, and the earlier loans are mostly failures), charge-offs
-- without a date or before disbursement. performance.sql leaves out the same ones.

select
    cast(loan_nr_chk_dgt as varchar) as loan_id,
    cast(null as varchar) as application_id,
    cast(loan_nr_chk_dgt as varchar) as customer_id,
    case rev_line_cr
        when 'Y' then 'line_of_credit'
        when 'N' then 'term_loan'
        else 'unknown'
    end as product,
    case low_doc
        when 'Y' then 'low_doc'
        when 'N' then 'standard'
        else 'unknown'
    end as channel,
    cast(disbursement_date as date) as disbursed_on,
    cast(disbursement_gross as decimal(18, 2)) as principal,
    -- 0 is not a term; a loan repaid within the month has the shortest one.
    cast(greatest(term, 1) as integer) as term_months,
    cast(0 as double) as annual_rate,
from 'sba_loans_30k.parquet'
where disbursement_date >= date '1990-01-01'
    and not (
        mis_status = 'CHGOFF'
        and (chg_off_date is null or chg_off_date < disbursement_date)
    )
