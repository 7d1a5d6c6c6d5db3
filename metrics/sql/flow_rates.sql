-- How much of each bucket's balance stands in the next bucket one month later?
-- Grain: one row per as_of and bucket but the last (and value of the split).
-- A net flow: cures, partial payments and late arrivals are in it. Months whose month
-- before is not in the extract are left out.
with
months as (
    select
        by_value,
        as_of,
        state,
        sum(active_balance) as balance
    from month_scope($filters, $by)
    where state < 8
    group by by_value, as_of, state
),

grid as (
    select
        v.by_value,
        e.as_of,
        last_day(e.as_of - interval 1 month) as previous_as_of,
        b.state
    from (
        select by_value, as_of from months
        union
        select by_value, last_day(as_of + interval 1 month) as as_of from months
    ) as v
    join month_ends as e on e.as_of = v.as_of
    join month_ends as p on p.as_of = last_day(v.as_of - interval 1 month)
    cross join (select unnest(range(7)) as state) as b
    where in_period(e.as_of, $from_month, last_day($to_month))
)

select
    g.by_value as by,
    g.as_of,
    $state_labels[g.state + 1] as from_bucket,
    $state_labels[g.state + 2] as to_bucket,
    ratio(coalesce(t.balance, 0), coalesce(f.balance, 0)) as rate
from grid as g
left join months as f
    on f.as_of = g.previous_as_of
    and f.state = g.state
    and f.by_value is not distinct from g.by_value
left join months as t
    on t.as_of = g.as_of
    and t.state = g.state + 1
    and t.by_value is not distinct from g.by_value
order by g.by_value nulls last, g.as_of, g.state
