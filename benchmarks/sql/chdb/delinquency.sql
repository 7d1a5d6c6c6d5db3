-- Active loans and balances by month-end and bucket, straight from the extract.
select
    p.as_of as as_of,
    (p.days_past_due >= 1)
        + (p.days_past_due > 30)
        + (p.days_past_due > 60)
        + (p.days_past_due > 90)
        + (p.days_past_due > 120)
        + (p.days_past_due > 150)
        + (p.days_past_due > 180) as bucket,
    count() as loans,
    toFloat64(sum(p.balance)) as balance
from performance as p
where
    p.status = 'active'
    and in_months(p.as_of, {first:Date}, {last:Date})
    and p.loan_id in (
        select l.loan_id
        from loans as l
        join customers as c on c.customer_id = l.customer_id
        where
            is_wanted({product:String}, l.product)
            and is_wanted({channel:String}, l.channel)
            and is_wanted({segment:String}, c.segment)
            and is_wanted({region:String}, c.region)
            and is_wanted({risk_grade:String}, l.risk_grade)
    )
group by as_of, bucket
order by as_of, bucket
