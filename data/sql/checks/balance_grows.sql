-- Balances that grow by over 1 % from one row of a loan to the next.
-- Grain: one row per row of performance. Revolving loans are left out: they are drawn
-- again, whereas any other loan is disbursed once.
with revolving as (
    select distinct loan_id
    from loans
    where repayment_method = 'revolving' and loan_id is not null
)

select
    concat(loan_id, ' | ', as_of) as key,
    file_index,
    row_number,
    concat(balance, ' after ', previous_balance) as received
from breaks
where
    has_grown
    and loan_id not in (select loan_id from revolving)
