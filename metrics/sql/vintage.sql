-- Of each cohort of loans, how much had gone bad by each month on book?
-- Grain: one row per cohort and MOB (and value of the split), oldest cohort first.
-- A monthly cohort counts at MOB k only once its month-end k is in the extract; coarser
-- cohorts pool the months that have, above and below the line alike.
with
cohorts as (
    select
        by_value,
        disbursed_month,
        cohort_label($cohort, disbursed_month) as cohort,
        sum(loans)::bigint as loans,
        sum(principal) as principal
    from loan_scope($filters, $by)
    where
        in_period(disbursed_month, $from_month, $to_month)
        and within_days(disbursed_on, $until)
    group by by_value, disbursed_month
),

changes as (
    select
        by_value,
        disbursed_month,
        mob,
        sum(bad_loans) as bad_loans,
        sum(bad_amount) as bad_amount
    from vintage_scope(
        $filters, $by, $measure, $threshold, $thresholds
    )
    where
        in_period(disbursed_month, $from_month, $to_month)
        and within_days(disbursed_on, $until)
    group by by_value, disbursed_month, mob
),

reached as (
    select
        c.by_value,
        c.disbursed_month,
        date_diff('month', c.disbursed_month, e.as_of) as mob
    from cohorts as c
    join month_ends as e on e.as_of >= c.disbursed_month
),

up_to as (
    select
        *,
        sum(bad_loans) over so_far as bad_loans_so_far,
        sum(bad_amount) over so_far as bad_amount_so_far
    from (
        select *, true as is_cell, 0 as bad_loans, 0 as bad_amount from reached
        union all by name
        select *, false as is_cell from changes
    )
    window so_far as (
        partition by by_value, disbursed_month
        order by mob
        range between unbounded preceding and current row
    )
),

pooled as (
    select
        c.by_value,
        c.cohort,
        u.mob,
        sum(c.loans)::bigint as loans,
        sum(c.principal)::double as principal,
        case $basis
            when 'count' then sum(u.bad_loans_so_far)
            else sum(u.bad_amount_so_far)
        end::double as bad,
        count(*) as months
    from cohorts as c
    join up_to as u
        on u.disbursed_month = c.disbursed_month
        and u.by_value is not distinct from c.by_value
    where u.is_cell
    group by c.by_value, c.cohort, u.mob
),

whole as (
    select by_value, cohort, count(*) as months
    from cohorts
    group by by_value, cohort
)

select
    p.by_value as by,
    p.cohort,
    p.mob,
    p.loans,
    p.principal,
    p.bad,
    ratio(p.bad, case $basis when 'count' then p.loans else p.principal end) as rate,
    case $basis when 'count' then wilson_low(p.bad, p.loans) end as low,
    case $basis when 'count' then wilson_high(p.bad, p.loans) end as high,
    p.months = w.months as complete
from pooled as p
join whole as w
    on w.cohort is not distinct from p.cohort
    and w.by_value is not distinct from p.by_value
order by p.by_value nulls last, p.cohort, p.mob
