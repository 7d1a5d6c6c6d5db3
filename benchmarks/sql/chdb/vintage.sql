-- Ever over 30 days by monthly cohort and months on book, straight from the extract.
with
cohorts as (
    select l.loan_id as loan_id, toStartOfMonth(l.disbursed_on) as cohort
    from loans as l
    join customers as c on c.customer_id = l.customer_id
    where
        is_wanted({product:String}, l.product)
        and is_wanted({channel:String}, l.channel)
        and is_wanted({segment:String}, c.segment)
        and is_wanted({region:String}, c.region)
        and is_wanted({risk_grade:String}, l.risk_grade)
        and in_months(l.disbursed_on, {first:Date}, {last:Date})
),

hits as (
    select loan_id, min(as_of) as hit_on
    from performance
    where days_past_due > 30 or status = 'charged_off'
    group by loan_id
),

counted as (
    select
        c.cohort as cohort,
        dateDiff('month', c.cohort, h.hit_on) as mob,
        count() as bad
    from hits as h
    join cohorts as c on c.loan_id = h.loan_id
    group by cohort, mob
),

cells as (
    select
        cohort,
        loans,
        arrayJoin(range(toUInt64(dateDiff(
            'month', assumeNotNull(cohort), (select max(as_of) from performance)
        ) + 1))) as mob
    from (select cohort, count() as loans from cohorts group by cohort)
)

select
    formatDateTime(c.cohort, '%Y-%m') as cohort,
    c.mob as mob,
    c.loans as loans,
    toFloat64(sum(coalesce(n.bad, 0)) over (
        partition by c.cohort order by c.mob
    )) as bad
from cells as c
left join counted as n on n.cohort = c.cohort and n.mob = c.mob
order by cohort, mob
