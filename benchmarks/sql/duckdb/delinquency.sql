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
    sum(p.balance)::double as balance
from performance as p
join loans as l on l.loan_id = p.loan_id
join customers as c on c.customer_id = l.customer_id
where
    p.status = 'active'
    and is_wanted($product, l.product)
    and is_wanted($channel, l.channel)
    and is_wanted($segment, c.segment)
    and is_wanted($region, c.region)
    and is_wanted($risk_grade, l.risk_grade)
    and in_months(p.as_of, $first, $last)
group by all
order by all
