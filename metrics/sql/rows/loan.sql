-- What is known of one loan?
-- Grain: one row, or none.
select * exclude (funding_rate)
from loan_facts
where loan_id = $loan_id
