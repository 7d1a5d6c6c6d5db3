-- Loans still active in their last row, though performance goes on after it.
-- Grain: one row per loan_id.
select
    loan_id as key,
    null as file_index,
    null as row_number,
    concat('last row ', last_as_of) as received
from spans
where
    last_status = 'active'
    and last_as_of < (select max(last_as_of) from spans)
