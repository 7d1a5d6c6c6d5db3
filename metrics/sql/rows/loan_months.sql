-- Which loans are behind a bucket at a month-end, or behind a move between two?
-- Grain: one row per loan and month-end, in the order asked for. `least_state` keeps
-- the loans that are at least so late.
select
    l.loan_id,
    l.customer_id,
    l.product,
    l.channel,
    l.segment,
    l.disbursed_on,
    m.as_of,
    m.days_past_due,
    m.balance::double as balance,
    $state_labels[m.state + 1] as bucket,
    $state_labels[m.next_state + 1] as next_bucket,
    count(*) over () as total_rows,
    count(*) over () as total_counted,
    sum(m.balance) over ()::double as total_amount
from loan_months as m
join loan_fact_scope($filters, $split) as l on l.loan_id = m.loan_id
where
    in_period(m.as_of, $first_as_of, $last_as_of)
    and ($split is null or l.by_value is not distinct from $split_value)
    and m.state between cast($least_state as integer) and 7
    and ($bucket is null or $state_labels[m.state + 1] = $bucket)
    and ($next_bucket is null or $state_labels[m.next_state + 1] = $next_bucket)
order by
    case when $order = 'smallest' then m.balance end,
    case when $order = 'oldest' then l.disbursed_on end,
    case when $order = 'newest' then l.disbursed_on end desc,
    m.balance desc,
    m.as_of,
    l.loan_id
limit $page_rows offset $first_row
