-- Of the loans whose first instalment has been due long enough, how many missed it?
-- Grain: one row per month of disbursement (and value of the split), oldest first.
-- A loan counts once its first due date + days has passed; loans with no known first
-- due date are left out and counted apart.
with
loans_due as (
    select
        by_value,
        disbursed_month,
        first_payment_days_late,
        first_payment_due_on + cast($days as integer) <= $as_of as is_due,
        first_payment_due_on is null as is_unknown
    from loan_fact_scope($filters, $by)
    where
        in_period(disbursed_month, $from_month, $to_month)
        and within_days(disbursed_on, $until)
),

months as (
    select
        by_value,
        disbursed_month,
        count(*) filter (where is_due) as due,
        count(*) filter (where is_due and first_payment_days_late >= $days)
            as defaulted,
        count(*) filter (where is_unknown) as no_first_due_date
    from loans_due
    group by by_value, disbursed_month
)

select
    by_value as by,
    month_label(disbursed_month) as month,
    due,
    defaulted,
    ratio(defaulted, due) as rate,
    wilson_low(defaulted, due) as low,
    wilson_high(defaulted, due) as high,
    no_first_due_date
from months
order by by_value nulls last, disbursed_month
