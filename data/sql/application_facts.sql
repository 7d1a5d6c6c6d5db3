-- What became of each application, and when did it reach each stage?
-- Grain: one row per application, ordered by started_at.
-- <stage>_reached_at is the earliest of the stage's own and any later stage's time;
-- <stage>_hours runs from the nearest earlier stage that has a time.
with
own as (
    select
        a.*,
        c.segment,
        c.region,
        c.age_band,
        c.income_band,
        c.occupation,
        case when a.decision = 'approved' then a.decided_at end as approved_at
    from applications as a
    left join customers as c on c.customer_id = a.customer_id
),

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
    own.* exclude (approved_at),
    cast(date_trunc('month', started_at) as date) as started_month,
    least(submitted_at, verified_at, assessed_at, approved_at, signed_at, disbursed_at)
        as submitted_reached_at,
    least(verified_at, assessed_at, approved_at, signed_at, disbursed_at)
        as verified_reached_at,
    least(assessed_at, approved_at, signed_at, disbursed_at) as assessed_reached_at,
    least(approved_at, signed_at, disbursed_at) as approved_reached_at,
    least(signed_at, disbursed_at) as signed_reached_at,
    disbursed_at as disbursed_reached_at,
    approved_at,
    hours_between(started_at, submitted_at) as submitted_hours,
    hours_between(coalesce(submitted_at, started_at), verified_at) as verified_hours,
    hours_between(coalesce(verified_at, submitted_at, started_at), assessed_at)
        as assessed_hours,
    hours_between(
        coalesce(assessed_at, verified_at, submitted_at, started_at), approved_at
    ) as approved_hours,
    hours_between(
        coalesce(approved_at, assessed_at, verified_at, submitted_at, started_at),
        signed_at
    ) as signed_hours,
    hours_between(
        coalesce(
            signed_at, approved_at, assessed_at, verified_at, submitted_at, started_at
        ),
        disbursed_at
    ) as disbursed_hours,
    coalesce(loan_count, 0) as loan_count,
    coalesce(loan_amount, 0) as loan_amount,
    case when disbursed_at is not null then coalesce(loan_amount, approved_amount) end
        as disbursed_amount
from own
left join loans_of on loans_of.application_id = own.application_id
order by started_at, own.application_id
