-- Rows of performance with months missing before them.
-- Grain: one row per row of performance that follows a gap. A first row later than the
-- month of disbursement counts only where performance reaches back to that month.
with disbursed as (
    select
        loan_id,
        min(disbursed_on) as disbursed_on
    from loans
    group by loan_id
),

late_starts as (
    select
        spans.loan_id,
        spans.first_as_of,
        disbursed.disbursed_on
    from spans
    inner join disbursed on spans.loan_id = disbursed.loan_id
    where
        spans.first_as_of > last_day(disbursed.disbursed_on)
        and (select min(first_as_of) from spans) <= last_day(disbursed.disbursed_on)
)

select
    concat(loan_id, ' | ', as_of) as key,
    file_index,
    row_number,
    concat(as_of, ' after ', previous_as_of) as received
from breaks
where is_after_gap
union all
select
    concat(performance.loan_id, ' | ', performance.as_of) as key,
    performance.file_index,
    performance.row_number,
    concat(
        performance.as_of, ' first, disbursed on ', late_starts.disbursed_on
    ) as received
from performance
inner join late_starts
    on
        performance.loan_id = late_starts.loan_id
        and performance.as_of = late_starts.first_as_of
