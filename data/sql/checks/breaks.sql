-- Rows of performance that do not follow on from the loan's row before them.
-- Grain: one row per row after a gap, or with a balance grown by over 1 %.
-- A hundred times the largest balance needs 128 bits, which few rows are asked for.
-- lag() over () needs its input in loan_id, as_of order; sorting again would be slow.
with steps as (
    select
        loan_id,
        as_of,
        balance,
        file_index,
        row_number,
        lag(loan_id) over () as previous_loan_id,
        lag(as_of) over () as previous_as_of,
        lag(balance) over () as previous_balance
    from performance_in_order
    where loan_id is not null and as_of is not null
),

same_loan as (
    select
        * exclude (previous_loan_id),
        date_diff('month', previous_as_of, as_of) > 1 as is_after_gap,
        case when balance > previous_balance
            then cast(balance as decimal(28, 4)) * 100
                > cast(previous_balance as decimal(28, 4)) * 101
            else false
        end as has_grown
    from steps
    where loan_id = previous_loan_id and as_of > previous_as_of
)

select *
from same_loan
where is_after_gap or has_grown
