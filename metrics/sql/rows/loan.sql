-- What is known of one loan?
-- Grain: one row, or none.
select
    * exclude (first_due_on, first_payment_due_on, funding_rate),
    first_payment_due_on as first_due_on
from loan_facts
where loan_id = $loan_id
