-- How many months of applications does the horizon leave out?
-- Grain: one row.
select count(*) as n
from application_months
where
    in_period(month, $from_month, $to_month)
    and not (
        last_day(months_after(month, $horizon)) <= $as_of
        and coalesce(
            last_day(months_after(last_disbursed_month, $horizon)) <= $as_of, true
        )
    )
