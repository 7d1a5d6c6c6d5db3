-- What happened to one loan, month by month?
-- Grain: one row per month-end, oldest first.
select
    as_of,
    mob,
    $state_labels[state + 1] as bucket,
    status,
    days_past_due,
    balance::double as balance,
    principal_paid::double as principal_paid,
    interest_paid::double as interest_paid,
    fees_paid::double as fees_paid,
    charged_off::double as charged_off,
    recovered::double as recovered
from loan_months
where loan_id = $loan_id
order by as_of
