-- How is the book spread over days past due at each month-end?
-- Grain: one row per as_of and bucket (and value of the split), oldest first.
-- Active loans only; the whole balance of a late loan counts.
with
months as (
    select
        by_value,
        as_of,
        state,
        sum(loans) as loans,
        sum(active_balance) as balance
    from month_scope($filters, $by)
    where
        state < 8
        and in_period(as_of, $from_month, last_day($to_month))
    group by by_value, as_of, state
),

grid as (
    select *
    from (select distinct by_value, as_of from months)
    cross join (select unnest(range(8)) as state)
)

select
    g.by_value as by,
    g.as_of,
    $state_labels[g.state + 1] as bucket,
    coalesce(m.loans, 0)::bigint as loans,
    coalesce(m.balance, 0)::double as balance,
    ratio(coalesce(m.loans, 0), sum(m.loans) over month_end) as share_of_loans,
    ratio(coalesce(m.balance, 0), sum(m.balance) over month_end) as share_of_balance
from grid as g
left join months as m
    on m.as_of = g.as_of
    and m.state = g.state
    and m.by_value is not distinct from g.by_value
window month_end as (partition by g.by_value, g.as_of)
order by g.by_value nulls last, g.as_of, g.state
