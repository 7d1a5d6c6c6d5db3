-- Rows of performance after the loan was paid off.
-- Grain: one row per row of performance.
with paid_off as (
    select
        loan_id,
        paid_off_as_of
    from spans
    where last_as_of > paid_off_as_of
)

select
    concat(performance.loan_id, ' | ', performance.as_of) as key,
    performance.file_index,
    performance.row_number,
    concat(
        performance.as_of, ' after paid_off at ', paid_off.paid_off_as_of
    ) as received
from performance
inner join paid_off on performance.loan_id = paid_off.loan_id
where performance.as_of > paid_off.paid_off_as_of
