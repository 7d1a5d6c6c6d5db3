-- Which loans make the balance of a month differ from the law's?
-- Grain: one row per loan that is apart, the furthest first; they sum to the law's.
-- A loan without a row at the month-end owes what it owed before.
with
plain as (
    select
        loan_id,
        principal,
        disbursed_month
    from loan_facts
    where repayment_method is distinct from 'revolving'
),

before as (
    select max(m.as_of) as as_of
    from loan_months as m
    join plain as p on p.loan_id = m.loan_id
    where m.as_of < $month_end
),

moved as (
    select
        m.loan_id,
        m.balance + m.principal_paid + coalesce(m.charged_off, 0) as amount
    from loan_months as m
    where m.as_of = $month_end
    union all
    select
        m.loan_id,
        -m.balance as amount
    from loan_months as m
    join before as b on b.as_of = m.as_of
    union all
    select
        loan_id,
        -principal as amount
    from plain
    where last_day(disbursed_month) = $month_end
)

select
    m.loan_id as key,
    cast(sum(m.amount) as decimal(28, 4)) as apart
from moved as m
join plain as p on p.loan_id = m.loan_id
group by m.loan_id
having sum(m.amount) <> 0
order by abs(sum(m.amount)) desc, m.loan_id
limit $most
