-- Performance by loan and month, for extracts whose files are in another order.
-- Grain: one row per row of performance that has its key.
select
    loan_id,
    as_of,
    balance,
    file_index,
    row_number
from performance
where loan_id is not null and as_of is not null
order by loan_id, as_of
