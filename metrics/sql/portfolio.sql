-- How big is the book at each month-end, how late, and what did it lose in the month?
-- Grain: one row per as_of (and value of the split), oldest first.
-- Rates are of the active balance. What needs the month before is null without it.
with
months as (
    select
        by_value,
        as_of,
        coalesce(sum(loans) filter (where state < 8), 0) as loans,
        sum(active_balance) as balance,
        coalesce(sum(active_balance) filter (where state between 1 and 7), 0) as over_1,
        coalesce(sum(active_balance) filter (where state between 2 and 7), 0)
            as over_30,
        coalesce(sum(active_balance) filter (where state between 3 and 7), 0)
            as over_60,
        coalesce(sum(active_balance) filter (where state between 4 and 7), 0)
            as over_90,
        sum(special_mention_balance) as special_mention,
        sum(substandard_balance) as substandard,
        sum(doubtful_balance) as doubtful,
        sum(loss_balance) as loss,
        case when $has_charged_off then sum(charged_off) end as charged_off,
        case when $has_recovered then sum(recovered) end as recovered
    from month_scope($filters, $by)
    group by by_value, as_of
),

with_opening as (
    select
        m.*,
        case when e.as_of is not null then coalesce(o.balance, 0) end as opening_balance
    from months as m
    left join month_ends as e on e.as_of = last_day(m.as_of - interval 1 month)
    left join months as o
        on o.as_of = last_day(m.as_of - interval 1 month)
        and o.by_value is not distinct from m.by_value
)

select
    by_value as by,
    as_of,
    loans::bigint as loans,
    balance::double as balance,
    ratio(over_1, balance) as par1,
    ratio(over_30, balance) as par30,
    ratio(over_60, balance) as par60,
    ratio(over_90, balance) as par90,
    charged_off::double as charged_off,
    recovered::double as recovered,
    ratio(
        12 * (charged_off - coalesce(recovered, 0))::double,
        (opening_balance + balance) / 2.0
    ) as net_charge_off_rate,
    ratio(special_mention, balance) as special_mention,
    ratio(substandard, balance) as substandard,
    ratio(doubtful, balance) as doubtful,
    ratio(loss, balance) as loss,
    ratio(over_30, opening_balance) as lagged_par30
from with_opening
where in_period(as_of, $from_month, last_day($to_month))
order by by_value nulls last, as_of
