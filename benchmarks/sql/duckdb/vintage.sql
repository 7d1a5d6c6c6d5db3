-- Ever over 30 days by monthly cohort and months on book, straight from the extract.
with
cohorts as (
    select
        l.loan_id,
        date_trunc('month', l.disbursed_on) as cohort
    from loans as l
    join customers as c on c.customer_id = l.customer_id
    where
        is_wanted($product, l.product)
        and is_wanted($channel, l.channel)
        and is_wanted($segment, c.segment)
        and is_wanted($region, c.region)
        and is_wanted($risk_grade, l.risk_grade)
        and in_months(l.disbursed_on, $first, $last)
),

hits as (
    select
        c.cohort,
        date_diff('month', c.cohort, min(p.as_of)) as mob
    from performance as p
    join cohorts as c on c.loan_id = p.loan_id
    where p.days_past_due > 30 or p.status = 'charged_off'
    group by p.loan_id, c.cohort
),

counted as (
    select cohort, mob, count(*) as bad from hits group by cohort, mob
),

sizes as (
    select cohort, count(*) as loans from cohorts group by cohort
),

cells as (
    select
        cohort,
        loans,
        unnest(range(
            date_diff('month', cohort, (select max(as_of) from performance)) + 1
        )) as mob
    from sizes
)

select
    strftime(c.cohort, '%Y-%m') as cohort,
    c.mob,
    c.loans,
    coalesce(
        sum(n.bad) over (partition by c.cohort order by c.mob), 0
    )::double as bad
from cells as c
left join counted as n on n.cohort = c.cohort and n.mob = c.mob
order by c.cohort, c.mob
