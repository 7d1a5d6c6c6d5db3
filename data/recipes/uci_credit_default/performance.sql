-- Question: how late was each account, and what did it owe, at six month-ends of 2005?
-- Grain: one row per account and month-end, April (PAY_6) to September (PAY_0).
-- Trap: there is no PAY_1; PAY_0 goes with BILL_AMT1 and PAY_AMT1.

with
accounts as (
    from 'uci_credit_card.parquet'
),

month_ends as (
    select ID, date '2005-04-30' as as_of, PAY_6 as months_late,
        BILL_AMT6 as bill, PAY_AMT6 as paid
    from accounts
    union all
    select ID, date '2005-05-31', PAY_5, BILL_AMT5, PAY_AMT5 from accounts
    union all
    select ID, date '2005-06-30', PAY_4, BILL_AMT4, PAY_AMT4 from accounts
    union all
    select ID, date '2005-07-31', PAY_3, BILL_AMT3, PAY_AMT3 from accounts
    union all
    select ID, date '2005-08-31', PAY_2, BILL_AMT2, PAY_AMT2 from accounts
    union all
    select ID, date '2005-09-30', PAY_0, BILL_AMT1, PAY_AMT1 from accounts
)

select
    cast(ID as varchar) as loan_id,
    as_of,
    -- A negative bill is the customer's credit with the bank, not something lent.
    cast(greatest(bill, 0) as decimal(18, 2)) as balance,
    -- -2, -1 and 0 are all on time; k is k months late.
    30 * greatest(months_late, 0) as days_past_due,
    cast(paid as decimal(18, 2)) as principal_paid,
    cast(0 as decimal(18, 2)) as interest_paid,
    cast(0 as decimal(18, 2)) as fees_paid,
    'active' as status,
from month_ends
