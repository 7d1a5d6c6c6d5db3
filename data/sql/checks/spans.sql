-- First and last month of each loan in performance, and when it was paid off.
-- Grain: one row per loan_id.
select
    loan_id,
    min(as_of) as first_as_of,
    max(as_of) as last_as_of,
    arg_max(status, as_of) as last_status,
    min(as_of) filter (where status = 'paid_off') as paid_off_as_of
from performance
where loan_id is not null and as_of is not null
group by loan_id
