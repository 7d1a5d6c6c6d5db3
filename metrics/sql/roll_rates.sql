-- Of the loans active at one month-end, where were they at the next?
-- Grain: one row per from and to bucket seen (and value of the split).
-- Pairs of month-ends t-1, t with t in the period, pooled. A loan with no row at t is
-- left out and counted apart.
with
pairs as (
    select
        s.by_value,
        s.state,
        s.next_state,
        sum(s.loans) as loans,
        sum(s.active_balance) as balance
    from month_scope($filters, $by) as s
    join month_ends as e on e.as_of = last_day(s.as_of + interval 1 month)
    where
        s.state < 8
        and in_period(e.as_of, $from_month, last_day($to_month))
    group by s.by_value, s.state, s.next_state
),

followed as (
    select
        *,
        sum(loans) over (partition by by_value, state) as from_loans,
        sum(balance) over (partition by by_value, state) as from_balance
    from pairs
    where next_state <> 10
)

select
    by_value as by,
    $state_labels[state + 1] as from_bucket,
    $state_labels[next_state + 1] as to_bucket,
    loans::bigint as loans,
    balance::double as balance,
    ratio(loans, from_loans) as rate,
    wilson_low(loans, from_loans) as low,
    wilson_high(loans, from_loans) as high,
    ratio(balance, from_balance) as rate_balance,
    (select coalesce(sum(loans), 0) from pairs where next_state = 10)::bigint
        as left_out_loans
from followed
order by by_value nulls last, state, next_state
