-- What became of each application, who applied, and what did it lend?
-- Grain: one row per application, ordered by started_at, application_id.
-- When it reached each stage is no more than its own times say, and is worked out where
-- it is asked: application_times() in measures.sql.
with
loans_of as (
    select
        application_id,
        count(*) as loan_count,
        sum(principal) as loan_amount
    from loans
    where application_id is not null
    group by application_id
)

select
    a.*,
    c.segment,
    c.region,
    c.age_band,
    c.income_band,
    c.occupation,
    cast(date_trunc('month', a.started_at) as date) as started_month,
    coalesce(l.loan_count, 0) as loan_count,
    coalesce(l.loan_amount, 0) as loan_amount,
    case when a.disbursed_at is not null then coalesce(l.loan_amount, a.approved_amount)
    end as disbursed_amount
from applications as a
left join customers as c on c.customer_id = a.customer_id
left join loans_of as l on l.application_id = a.application_id
order by a.started_at, a.application_id
