-- What was each loan's state at each month-end, and what came of it a month later?
-- Grain: one row per loan and month-end, ordered by loan_id, as_of.
-- state: 0-7 an active loan's bucket, 8 paid off, 9 charged off. next_state: the same
-- one month later; 10 where the loan has no row then; null at the last month-end.
-- For any order of performance, and any engine that knows windows.
with
months as (
    select
        p.*,
        cast(whole_months(l.disbursed_on, p.as_of) as smallint) as mob,
        state_of(p.status, d.bucket) as state,
        provision_of(p.balance, d.provision_rate) as provision
    from performance as p
    cross join rules as r
    join loans as l on l.loan_id = p.loan_id
    join late_days as d on d.day = least(p.days_past_due, r.last_late_day)
)

select
    * exclude (provision),
    cast(case
        when as_of = (select last_as_of from rules) then null
        when lead(as_of) over loan = last_day(as_of + interval 1 month)
            then lead(state) over loan
        else 10
    end as tinyint) as next_state,
    cast(provision - coalesce(lag(provision) over loan, 0) as decimal(18, 4))
        as provision_change
from months
window loan as (partition by loan_id order by as_of)
order by loan_id, as_of
