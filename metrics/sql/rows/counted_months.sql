-- Which months of applications does a return up to a horizon count?
-- Grain: one row per month that is old enough, all its loans included.
select month_label(month) as month
from application_months
where
    in_period(month, $from_month, $to_month)
    and last_day(months_after(month, $horizon)) <= $as_of
    and coalesce(
        last_day(months_after(last_disbursed_month, $horizon)) <= $as_of, true
    )
order by month
