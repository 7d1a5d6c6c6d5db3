-- The month-ends that the extract holds.
-- Grain: one row per as_of.
select
    as_of,
    count(*) as loans
from loan_months
group by as_of
order by as_of
