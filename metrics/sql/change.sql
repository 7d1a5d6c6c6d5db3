-- Which values of a dimension moved a figure between two periods?
-- Grain: one row per dimension and value, the largest effect first; the effects of each
-- dimension add up to the change. Several are split in one pass over the rows.
-- Ratios: Kitagawa's (1955) split with midpoint weights. The mix effect of a value is
-- its change of share times how far its rate stands from the whole's, the rate effect
-- its change of rate times its share. Totals have one effect, the change itself.
-- Without an earlier period wholly within the data nothing is known of a change.
-- Sums are of exact numbers, so that no order of adding changes the last digit.
-- PAR is read at the last month-end of each period; take-up and conversion count months
-- that are mature.
with
splits as (
    select unnest($dimensions) as dimension
),

periods as (
    select *
    from (
        values
        (
            'before',
            cast($before_from as date),
            cast($before_to as date),
            cast($before_until as date)
        ),
        (
            'after',
            cast($from_month as date),
            cast($to_month as date),
            cast($until as date)
        )
    ) as p (period, first_month, last_month, until)
),

applications as (
    select p.period, d.dimension, s.*
    from splits as d
    cross join lateral (select * from cohort_scope($filters, d.dimension)) as s
    join periods as p
        on s.month between p.first_month and p.last_month
        and within_days(s.happened_on, p.until)
    where
        $reads = 'applications'
        and s.month between cast($before_from as date) and cast($to_month as date)
),

mature_months as (
    select month
    from applications
    where $is_mature_only and dimension = $dimensions[1]
    group by month
    having
        max(last_started_at) <= cast($newest_at as timestamp)
            - to_days(cast($maturity_days as integer))
),

month_ends_read as (
    select
        p.period,
        max(e.as_of) as as_of
    from month_ends as e
    join periods as p
        on e.as_of between p.first_month and last_day(p.last_month)
    group by p.period
),

cells as (
    select
        a.period,
        a.dimension,
        a.by_value,
        cast(case $figure
            when 'approval_rate' then a.approved
            when 'take_up_rate' then a.disbursed
            when 'conversion_rate' then a.disbursed
            when 'auto_rate' then a.decided_automatically
            when 'applications' then a.started
        end as decimal(38, 4)) as numerator,
        cast(case $figure
            when 'approval_rate' then a.approved + a.declined
            when 'take_up_rate' then a.approved
            when 'conversion_rate' then a.started
            when 'auto_rate' then a.decided
        end as decimal(38, 4)) as denominator
    from applications as a
    where not $is_mature_only or a.month in (select month from mature_months)
    union all
    select
        p.period,
        d.dimension,
        s.by_value,
        case when $figure = 'loans' then cast(s.loans as decimal(38, 4))
            else cast(s.principal as decimal(38, 4)) end as numerator,
        null as denominator
    from splits as d
    cross join lateral (select * from loan_scope($filters, d.dimension)) as s
    join periods as p
        on s.disbursed_month between p.first_month and p.last_month
        and within_days(s.disbursed_on, p.until)
    where $reads = 'loans'
    union all
    select
        e.period,
        d.dimension,
        s.by_value,
        cast(case
            when $figure = 'balance' or s.state >= $first_late_state
                then s.active_balance
            else 0
        end as decimal(38, 4)) as numerator,
        cast(case when $figure <> 'balance' then s.active_balance end
            as decimal(38, 4)) as denominator
    from splits as d
    cross join lateral (select * from month_scope($filters, d.dimension)) as s
    join month_ends_read as e on e.as_of = s.as_of
    where $reads = 'months' and s.state < 8
),

sums as (
    select
        dimension,
        by_value,
        coalesce(sum(numerator) filter (where period = 'before'), 0) as n0,
        coalesce(sum(numerator) filter (where period = 'after'), 0) as n1,
        coalesce(sum(denominator) filter (where period = 'before'), 0) as d0,
        coalesce(sum(denominator) filter (where period = 'after'), 0) as d1
    from cells
    group by dimension, by_value
),

whole as (
    select
        dimension,
        case when $has_before then
            ratio(sum(n0), case when $is_ratio then sum(d0) else 1 end)
        end as before_all,
        ratio(sum(n1), case when $is_ratio then sum(d1) else 1 end) as after_all,
        sum(d0) as d0_all,
        sum(d1) as d1_all
    from sums
    group by dimension
),

rates as (
    select
        s.*,
        w.* exclude (dimension),
        ratio(s.d0, w.d0_all) as share_before,
        ratio(s.d1, w.d1_all) as share_after,
        -- A value that is there in one period only has no change of rate.
        coalesce(ratio(s.n0, s.d0), ratio(s.n1, s.d1)) as rate_before,
        coalesce(ratio(s.n1, s.d1), ratio(s.n0, s.d0)) as rate_after
    from sums as s
    join whole as w on w.dimension = s.dimension
),

effects as (
    select
        *,
        case when $is_ratio then
            (share_after - share_before)
            * ((rate_before + rate_after) / 2 - (before_all + after_all) / 2)
        end as mix_effect,
        case when $is_ratio and $has_before then
            (rate_after - rate_before) * (share_before + share_after) / 2
        end as rate_effect
    from rates
)

select
    by_value as by,
    dimension,
    by_value as value,
    n0::double as numerator_before,
    case when $is_ratio then d0::double end as denominator_before,
    n1::double as numerator_after,
    case when $is_ratio then d1::double end as denominator_after,
    case when $is_ratio then ratio(n0, d0) else n0::double end as before,
    case when $is_ratio then ratio(n1, d1) else n1::double end as after,
    mix_effect,
    rate_effect,
    case
        when $is_ratio then mix_effect + rate_effect
        when $has_before then (n1 - n0)::double
    end as effect,
    before_all,
    after_all,
    after_all - before_all as change
from effects
where $is_ratio is false or (d0 > 0 or d1 > 0)
order by abs(effect) desc nulls last, by_value nulls last
