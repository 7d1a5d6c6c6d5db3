-- The book at each month-end by state, and where each state went a month later.
-- Grain: one row per product, channel, segment, as_of, state, next_state.
select
    l.product,
    l.channel,
    l.segment,
    m.as_of,
    m.state,
    m.next_state,
    sum(m.loans)::bigint as loans,
    sum(m.active_balance) as active_balance,
    sum(m.special_mention_balance) as special_mention_balance,
    sum(m.substandard_balance) as substandard_balance,
    sum(m.doubtful_balance) as doubtful_balance,
    sum(m.loss_balance) as loss_balance,
    sum(m.charged_off) as charged_off,
    sum(m.recovered) as recovered
from loan_month_measures() as m
join loan_facts as l on l.loan_id = m.loan_id
group by all
order by all
