-- Do the books balance? What each law makes of a month, and what the data state.
-- Grain: one row per law and month; the first month-end has no opening and is left out.
-- balance: opening + lent - repaid - charged off = closing, revolving loans aside: no
--   table tells what is drawn from them again.
-- active: those who stayed active since the month-end before + those lent to = active.
-- disbursed: applications disbursed = applications with a first loan of that month.
-- late: what cohorts are over 30 days late by, with net losses, at their last month on
--   book = the balance over 30 days late + all net losses, at the last month-end.
with
plain as (
    select
        loan_id,
        principal,
        disbursed_month
    from loan_facts
    where repayment_method is distinct from 'revolving'
),

lent as (
    select
        last_day(disbursed_month) as as_of,
        sum(principal) as lent
    from plain
    group by disbursed_month
),

ends as (
    select
        m.as_of,
        sum(m.balance) as closing,
        sum(m.principal_paid) as repaid,
        sum(coalesce(m.charged_off, 0)) as charged_off
    from loan_months as m
    join plain as p on p.loan_id = m.loan_id
    group by m.as_of
),

balances as (
    select
        e.as_of,
        lag(e.closing) over (order by e.as_of)
        + coalesce(l.lent, 0)
        - e.repaid
        - e.charged_off as computed,
        e.closing as stated
    from ends as e
    left join lent as l on l.as_of = e.as_of
),

counts as (
    select
        as_of,
        sum(case when state < 8 then 1 else 0 end) as active,
        sum(case when state < 8 and mob = 0 then 1 else 0 end) as begun,
        sum(case when state < 8 and next_state < 8 then 1 else 0 end) as staying
    from loan_months
    group by as_of
),

moves as (
    select
        as_of,
        lag(staying) over (order by as_of) + begun as computed,
        active as stated
    from counts
),

first_loans as (
    select
        application_id,
        min(disbursed_month) as month
    from loan_facts
    where application_id is not null
    group by application_id
),

disbursals as (
    select
        month,
        sum(of_applications) as computed,
        sum(of_loans) as stated
    from (
        select
            cast(date_trunc('month', disbursed_at) as date) as month,
            1 as of_applications,
            0 as of_loans
        from application_facts
        where disbursed_at is not null
        union all
        select
            month,
            0 as of_applications,
            1 as of_loans
        from first_loans
    ) as both_sides
    group by month
),

newest as (
    select max(as_of) as as_of
    from month_ends
),

diagonal as (
    select sum(v.bad_amount) as computed
    from vintage_rollup as v
    cross join newest as n
    where
        v.measure = 'point'
        and v.threshold = 30
        and v.mob <= whole_months(v.disbursed_month, n.as_of)
),

late as (
    select
        sum(case when m.as_of = n.as_of and m.state between 2 and 7
            then m.balance else 0 end)
        + sum(coalesce(m.charged_off, 0) - coalesce(m.recovered, 0)) as stated
    from loan_months as m
    cross join newest as n
),

laws as (
    select
        'balance' as law,
        as_of as month,
        computed,
        stated
    from balances
    where computed is not null
    union all
    select
        'active' as law,
        as_of as month,
        computed,
        stated
    from moves
    where computed is not null
    union all
    select
        'disbursed' as law,
        month,
        computed,
        stated
    from disbursals
    where
        exists (select application_id from application_facts)
        and exists (select loan_id from loan_facts)
    union all
    select
        'late' as law,
        n.as_of as month,
        coalesce(d.computed, 0) as computed,
        coalesce(l.stated, 0) as stated
    from newest as n
    cross join diagonal as d
    cross join late as l
    where n.as_of is not null
)

select
    law,
    cast(date_trunc('month', month) as date) as month,
    cast(computed as decimal(28, 4)) as computed,
    cast(stated as decimal(28, 4)) as stated
from laws
order by law, month
