-- Reads: lending.contracts      Makes: loans, one row per loan paid out.

select
    contract_no::text as loan_id,
    request_no::text as application_id,
    borrower_no::text as customer_id,
    product,
    source as channel,
    partner,
    mode as business_mode,
    grade as risk_grade,
    paid_out_on as disbursed_on,
    first_due_on,
    -- numeric stays exact. The type money has to be cast: amount::numeric.
    amount as principal,
    periods as term_months,
    -- The contract wants a fraction a year: 18.0 percent becomes 0.18.
    rate_percent / 100 as annual_rate,
    method as repayment_method,
    security as collateral,
    fee_once as upfront_fee,
    fee_monthly as monthly_fee,
    updated_at
from lending.contracts
where paid_out_on is not null
