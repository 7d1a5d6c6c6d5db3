-- Which loans are behind a month's first-payment default?
-- Grain: one row per loan whose first instalment has been due long enough.
select
    loan_id,
    customer_id,
    product,
    channel,
    segment,
    disbursed_on,
    first_payment_due_on as first_due_on,
    first_payment_days_late,
    principal::double as principal,
    count(*) over () as total_rows,
    count(*) over () as total_counted,
    null::double as total_amount
from loan_fact_scope($filters, $split)
where
    in_period(disbursed_month, $from_month, $to_month)
    and within_days(disbursed_on, $until)
    and ($split is null or by_value is not distinct from $split_value)
    and first_payment_due_on + cast($days as integer) <= $as_of
    and ($with_good or first_payment_days_late >= $days)
order by
    case when $order = 'smallest' then principal end,
    case when $order = 'largest' then principal end desc,
    case when $order = 'oldest' then disbursed_on end,
    case when $order = 'newest' then disbursed_on end desc,
    first_payment_days_late desc,
    loan_id
limit $page_rows offset $first_row
