-- Which values does each dimension have, and how many applications and loans of each?
-- Grain: one row per dimension and value (null included), most frequent first.
with
of_applications as (
    select dimension, value
    from application_facts
        unpivot include nulls (value for dimension in (
            product,
            channel,
            campaign_id,
            partner,
            decision_mode,
            risk_grade,
            segment,
            region,
            age_band,
            income_band,
            occupation
        ))
),

of_loans as (
    select dimension, value
    from loan_facts
        unpivot include nulls (value for dimension in (
            product,
            channel,
            campaign_id,
            partner,
            business_mode,
            decision_mode,
            risk_grade,
            repayment_method,
            collateral,
            segment,
            region,
            age_band,
            income_band,
            occupation
        ))
),

of_spend as (
    select dimension, value
    from campaign_spend
        unpivot include nulls (value for dimension in (channel, campaign_id))
),

counted as (
    select dimension, value, 1 as application, 0 as loan from of_applications
    union all
    select dimension, value, 0 as application, 1 as loan from of_loans
    union all
    select distinct dimension, value, 0 as application, 0 as loan from of_spend
)

select
    dimension,
    value,
    sum(application)::bigint as applications,
    sum(loan)::bigint as loans
from counted
group by dimension, value
order by dimension, sum(application) + sum(loan) desc, value nulls last
