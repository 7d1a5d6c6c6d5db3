-- Months of performance before the loan was disbursed.
-- Grain: one row per row of performance.
with disbursed as (
    select
        loan_id,
        min(disbursed_on) as disbursed_on
    from loans
    group by loan_id
)

select
    concat(performance.loan_id, ' | ', performance.as_of) as key,
    performance.file_index,
    performance.row_number,
    concat(
        performance.as_of, ' for a loan disbursed on ', disbursed.disbursed_on
    ) as received
from performance
inner join disbursed on performance.loan_id = disbursed.loan_id
where performance.as_of < disbursed.disbursed_on
