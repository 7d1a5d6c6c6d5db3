-- What was each loan's state at each month-end, and what came of it a month later?
-- Grain: one row per loan and month-end, ordered by loan_id, as_of.
-- state: 0-7 an active loan's bucket, 8 paid off, 9 charged off. next_state: the same
-- one month later; 10 where the loan has no row then; null at the last month-end.
-- Reads performance in the order of its key: lag() over () then streams through it in
-- constant memory, where a window by loan would sort it. sql/portable/loan_months.sql
-- asks for no order, and a test holds the two together.
with
steps as (
    select
        *,
        lag(loan_id) over () as previous_loan_id,
        lag(balance) over () as previous_balance,
        lag(days_past_due) over () as previous_days,
        lead(loan_id) over () as next_loan_id,
        lead(as_of) over () as next_as_of,
        lead(status) over () as next_status,
        lead(days_past_due) over () as next_days
    from performance
)

select
    p.* exclude (
        previous_loan_id,
        previous_balance,
        previous_days,
        next_loan_id,
        next_as_of,
        next_status,
        next_days
    ),
    cast(whole_months(l.disbursed_on, p.as_of) as smallint) as mob,
    state_of(p.status, now.bucket) as state,
    cast(case
        when p.as_of = r.last_as_of then null
        when
            p.next_loan_id = p.loan_id
            and p.next_as_of = last_day(p.as_of + interval 1 month)
            then state_of(p.next_status, after.bucket)
        else 10
    end as tinyint) as next_state,
    cast(
        provision_of(p.balance, now.provision_rate)
        - case
            when p.previous_loan_id = p.loan_id
                then provision_of(p.previous_balance, before.provision_rate)
            else 0
        end
        as decimal(18, 4)
    ) as provision_change
from steps as p
cross join rules as r
join loans as l on l.loan_id = p.loan_id
join late_days as now on now.day = least(p.days_past_due, r.last_late_day)
left join late_days as before on before.day = least(p.previous_days, r.last_late_day)
left join late_days as after on after.day = least(p.next_days, r.last_late_day)
