-- Whether a row of performance is not after the row before it in loan_id, as_of.
-- Grain: one row, one boolean. Files in order hold no duplicate and need no sort.
with steps as (
    select
        loan_id,
        as_of,
        lag(loan_id) over () as previous_loan_id,
        lag(as_of) over () as previous_as_of
    from performance
    where loan_id is not null and as_of is not null
)

select exists (
    select 1
    from steps
    where
        loan_id < previous_loan_id
        or (loan_id = previous_loan_id and as_of <= previous_as_of)
) as is_out_of_order
