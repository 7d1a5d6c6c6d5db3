-- Ever over 30 days by monthly cohort and months on book, straight from the extract.
with
cohorts as (
    select
        l.loan_id,
        extract(year from l.disbursed_on)::int * 12
            + extract(month from l.disbursed_on)::int as month,
        to_char(l.disbursed_on, 'YYYY-MM') as cohort
    from loans as l
    join customers as c on c.customer_id = l.customer_id
    where
        is_wanted(%(product)s::text, l.product)
        and is_wanted(%(channel)s::text, l.channel)
        and is_wanted(%(segment)s::text, c.segment)
        and is_wanted(%(region)s::text, c.region)
        and is_wanted(%(risk_grade)s::text, l.risk_grade)
        and in_months(l.disbursed_on, %(first)s::date, %(last)s::date)
),

hits as (
    select p.loan_id, min(p.as_of) as hit_on
    from performance as p
    where p.days_past_due > 30 or p.status = 'charged_off'
    group by p.loan_id
),

counted as (
    select
        c.cohort,
        extract(year from h.hit_on)::int * 12
            + extract(month from h.hit_on)::int - c.month as mob,
        count(*) as bad
    from hits as h
    join cohorts as c on c.loan_id = h.loan_id
    group by 1, 2
),

newest as (
    select
        extract(year from max(as_of))::int * 12
            + extract(month from max(as_of))::int as month
    from performance
),

cells as (
    select s.cohort, s.loans, mob
    from (
        select cohort, month, count(*) as loans from cohorts group by cohort, month
    ) as s
    cross join newest as n
    cross join generate_series(0, n.month - s.month) as mob
)

select
    c.cohort,
    c.mob,
    c.loans,
    coalesce(sum(n.bad) over (partition by c.cohort order by c.mob), 0)
        ::double precision as bad
from cells as c
left join counted as n on n.cohort = c.cohort and n.mob = c.mob
order by c.cohort, c.mob
