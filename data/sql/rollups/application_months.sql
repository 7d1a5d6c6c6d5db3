-- Every month with an application or spend, and when its youngest loan was disbursed.
-- Grain: one row per month.
with
of_applications as (
    select
        a.started_month as month,
        max(l.disbursed_month) as last_disbursed_month
    from application_facts as a
    left join loan_facts as l on l.application_id = a.application_id
    group by a.started_month
)

select
    coalesce(a.month, s.month) as month,
    a.last_disbursed_month
from of_applications as a
full join (select distinct month_of(spend_date) as month from campaign_spend) as s
    on s.month = a.month
order by month
