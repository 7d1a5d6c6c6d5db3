-- Which loans are active at a month-end and were not expected, or the other way round?
-- Grain: one row per loan, 1 for one too many and -1 for one that is lacking.
with
before as (
    select max(as_of) as as_of
    from loan_months
    where as_of < $month_end
),

moved as (
    select
        loan_id,
        case when mob = 0 then 0 else 1 end as loans
    from loan_months
    where as_of = $month_end and state < 8
    union all
    select
        m.loan_id,
        -1 as loans
    from loan_months as m
    join before as b on b.as_of = m.as_of
    where m.state < 8 and m.next_state < 8
)

select
    loan_id as key,
    cast(sum(loans) as decimal(28, 4)) as apart
from moved
group by loan_id
having sum(loans) <> 0
order by loan_id
limit $most
