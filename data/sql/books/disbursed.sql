-- Which applications were disbursed in the month of a month-end by one table alone?
-- Grain: one row per application: 1 where only its first loan is of that month, -1
-- where only the application says so.
with
of_loans as (
    select
        application_id,
        min(disbursed_month) as month
    from loan_facts
    where application_id is not null
    group by application_id
),

told as (
    select
        application_id,
        -1 as applications
    from application_facts
    where last_day(cast(disbursed_at as date)) = $month_end
    union all
    select
        application_id,
        1 as applications
    from of_loans
    where last_day(month) = $month_end
)

select
    application_id as key,
    cast(sum(applications) as decimal(28, 4)) as apart
from told
group by application_id
having sum(applications) <> 0
order by application_id
limit $most
