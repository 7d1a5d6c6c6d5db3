-- What was each loan, and how late was its first instalment?
-- Grain: one row per loan, ordered by loan_id.
-- first_payment_due_on is the first instalment's date, else the loan's first_due_on;
-- loans with neither have no first_payment_days_late. Where instalments tell no day of
-- payment, month-ends do: a loan whose days past due reach back to its first due date
-- has not paid the first.
-- Joined one table at a time: memory then holds one of the large ones, not all.
with
first_instalment as (
    select
        i.loan_id,
        i.due_on,
        case when (select tells_payment_days from instalment_rules) then
            date_diff('day', i.due_on, coalesce(i.paid_on, r.last_as_of))
        end as days_late
    from instalments as i
    cross join rules as r
    where i.number = 1
),

first_due as (
    select
        l.loan_id,
        coalesce(i.due_on, l.first_due_on) as first_payment_due_on,
        i.days_late
    from loans as l
    left join first_instalment as i on i.loan_id = l.loan_id
),

first_from_months as (
    select
        m.loan_id,
        max(m.days_past_due) as days_late
    from loan_months as m
    join first_due as d on d.loan_id = m.loan_id
    where
        m.days_past_due > 0
        and m.as_of - cast(m.days_past_due as integer) <= d.first_payment_due_on
    group by m.loan_id
),

first_payments as materialized (
    select
        d.loan_id,
        d.first_payment_due_on,
        case when d.first_payment_due_on is not null then
            coalesce(d.days_late, f.days_late, 0)
        end as first_payment_days_late
    from first_due as d
    left join first_from_months as f on f.loan_id = d.loan_id
),

of_customers as materialized (
    select
        l.*,
        c.segment,
        c.region,
        c.age_band,
        c.income_band,
        c.occupation
    from loans as l
    left join customers as c on c.customer_id = l.customer_id
),

of_applications as materialized (
    select
        l.*,
        a.campaign_id,
        a.decision_mode
    from of_customers as l
    left join applications as a on a.application_id = l.application_id
)

select
    l.*,
    cast(date_trunc('month', l.disbursed_on) as date) as disbursed_month,
    p.first_payment_due_on,
    p.first_payment_days_late,
    cast(funding_rate(l.partner, l.product) as decimal(9, 6)) as funding_rate
from of_applications as l
join first_payments as p on p.loan_id = l.loan_id
order by l.loan_id
