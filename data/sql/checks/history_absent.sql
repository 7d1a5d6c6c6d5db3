-- Loans without a row in performance, though it reaches back to their disbursement.
-- Grain: one row per row of loans. Loans disbursed after the newest as_of are left out.
select
    loan_id as key,
    file_index,
    row_number,
    concat('disbursed on ', disbursed_on) as received
from loans
where
    loan_id is not null
    and disbursed_on <= (select max(last_as_of) from spans)
    and last_day(disbursed_on) >= (select min(first_as_of) from spans)
    and loan_id not in (select loan_id from spans)
