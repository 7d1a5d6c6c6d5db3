-- Active loans and balances by month-end and bucket, straight from the extract.
select
    p.as_of,
    (p.days_past_due >= 1)::int
        + (p.days_past_due > 30)::int
        + (p.days_past_due > 60)::int
        + (p.days_past_due > 90)::int
        + (p.days_past_due > 120)::int
        + (p.days_past_due > 150)::int
        + (p.days_past_due > 180)::int as bucket,
    count(*) as loans,
    sum(p.balance)::double precision as balance
from performance as p
join loans as l on l.loan_id = p.loan_id
join customers as c on c.customer_id = l.customer_id
where
    p.status = 'active'
    and is_wanted(%(product)s::text, l.product)
    and is_wanted(%(channel)s::text, l.channel)
    and is_wanted(%(segment)s::text, c.segment)
    and is_wanted(%(region)s::text, c.region)
    and is_wanted(%(risk_grade)s::text, l.risk_grade)
    and in_months(p.as_of, %(first)s::date, %(last)s::date)
group by 1, 2
order by 1, 2
