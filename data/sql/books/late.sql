-- Which loans are late or lost at a month-end to the book, and to no cohort?
-- Grain: one row per loan that never is charged off and has a loss, the furthest first.
select
    loan_id as key,
    cast(
        sum(coalesce(charged_off, 0) - coalesce(recovered, 0)) as decimal(28, 4)
    ) as apart
from loan_months
where as_of <= $month_end
group by loan_id
having
    max(state) < 9
    and sum(coalesce(charged_off, 0) - coalesce(recovered, 0)) <> 0
order by abs(apart) desc, loan_id
limit $most
