-- Reads: loans.csv              Makes: loans, one row per loan paid out.

with
rows as (
    from read_csv('loans.csv', header = true, delim = ',', all_varchar = true)
)

select
    trim(CONTRACT_NO) as loan_id,
    nullif(trim(APP_NO), '') as application_id,
    trim(CUST_NO) as customer_id,
    replace(lower(trim(PRODUCT)), ' ', '_') as product,
    coalesce(nullif(replace(lower(trim(SOURCE)), ' ', '_'), ''), 'unknown') as channel,
    cast(strptime(LOAN_DATE, '%Y/%m/%d') as date) as disbursed_on,
    cast(strptime(nullif(FIRST_DUE, ''), '%Y/%m/%d') as date) as first_due_on,
    cast(replace(AMOUNT, ',', '') as decimal(18, 2)) as principal,
    cast(PERIODS as integer) as term_months,
    -- The contract wants a fraction a year. Here RATE_PCT is a percentage a year: 18.0
    -- becomes 0.18. A monthly percentage would be RATE / 100 * 12.
    cast(RATE_PCT as double) / 100 as annual_rate,
    case trim(REPAY_WAY)
        when '1' then 'equal_instalment'
        when '2' then 'equal_principal'
        when '3' then 'interest_only'
        else error('loans.csv: unknown REPAY_WAY ' || coalesce(REPAY_WAY, ''))
    end as repayment_method,
from rows
