-- Question: which card accounts are there?
-- Grain: one row per account, as in the file; none is left out.
-- Made up: the date, the term and the rate, which the data do not tell. See README.md.

select
    cast(ID as varchar) as loan_id,
    cast(null as varchar) as application_id,
    cast(ID as varchar) as customer_id,
    'credit_card' as product,
    'unknown' as channel,
    date '2005-04-01' as disbursed_on,
    cast(LIMIT_BAL as decimal(18, 2)) as principal,
    12 as term_months,
    cast(0 as double) as annual_rate,
    'revolving' as repayment_method,
from 'uci_credit_card.parquet'
