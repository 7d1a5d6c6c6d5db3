-- Months of performance before the loan was disbursed.
-- Grain: one row per row of performance. Only loans that begin too early are joined to
-- their rows, so that a clean extract is not joined at all.
with disbursed as (
    select
        loan_id,
        min(disbursed_on) as disbursed_on
    from loans
    group by loan_id
),

early as (
    select
        spans.loan_id,
        disbursed.disbursed_on
    from spans
    inner join disbursed on spans.loan_id = disbursed.loan_id
    where spans.first_as_of < disbursed.disbursed_on
)

select
    concat(performance.loan_id, ' | ', performance.as_of) as key,
    performance.file_index,
    performance.row_number,
    concat(performance.as_of, ' for a loan disbursed on ', early.disbursed_on)
        as received
from performance
inner join early on performance.loan_id = early.loan_id
where performance.as_of < early.disbursed_on
