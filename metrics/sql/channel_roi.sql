-- What did each channel cost, what loans did it bring, and what did those earn or lose?
-- Grain: one row per channel (and campaign, and value of the split).
-- With a horizon a month of applications counts once all its loans have reached it.
-- Spend carries channel and campaign alone: under any other filter or split it is
-- shared out by submitted applications, and what has none stays '(unallocated)'. Sums
-- are of exact numbers, so that no order of adding changes the last digit.
with
months as (
    select
        month,
        $horizon is null or (
            last_day(months_after(month, $horizon)) <= $as_of
            and coalesce(
                last_day(months_after(last_disbursed_month, $horizon)) <= $as_of, true
            )
        ) as is_counted
    from application_months
    where in_period(month, $from_month, $to_month)
),

counted as (
    select month from months where is_counted
),

applications as (
    select
        s.by_value,
        s.channel,
        s.campaign_id,
        s.month,
        sum(s.started) as started,
        sum(s.submitted) as submitted,
        sum(s.approved) as approved,
        sum(s.loans) as loans,
        sum(s.loans_amount) as disbursed
    from application_scope($filters, $by, null, null) as s
    join counted as c on c.month = s.month
    where s.basis = 'cohort'
    group by s.by_value, s.channel, s.campaign_id, s.month
),

earned as (
    select
        s.by_value,
        s.channel,
        s.campaign_id,
        s.mob,
        sum(s.revenue) as revenue,
        sum(s.funded) as funded,
        sum(s.active_months)::bigint as active_months,
        sum(s.credit_loss) as credit_loss,
        sum(s.provision_change) as provision
    from earning_scope($filters, $by) as s
    join counted as c on c.month = s.month
    where $horizon is null or s.mob <= $horizon
    group by s.by_value, s.channel, s.campaign_id, s.mob
),

spent as (
    select s.*
    from spend_rollup as s
    join counted as c on c.month = s.month
    where
        is_chosen($filters, 'channel', s.channel)
        and is_chosen($filters, 'campaign_id', s.campaign_id)
),

submitted_in_all as (
    select channel, campaign_id, month, sum(submitted) as submitted
    from application_rollup
    where basis = 'cohort'
    group by channel, campaign_id, month
    having sum(submitted) > 0
),

spend_shares as (
    select
        case $by when 'channel' then s.channel when 'campaign_id' then s.campaign_id end
            as by_value,
        s.channel,
        s.campaign_id,
        s.month,
        1 as part,
        1 as whole,
        false as is_unallocated
    from spent as s
    where not $is_shared
    union all
    select
        a.by_value,
        s.channel,
        s.campaign_id,
        s.month,
        a.submitted as part,
        w.submitted as whole,
        false as is_unallocated
    from spent as s
    join submitted_in_all as w using (channel, campaign_id, month)
    join applications as a using (channel, campaign_id, month)
    where $is_shared
    union all
    select
        '(unallocated)' as by_value,
        s.channel,
        s.campaign_id,
        s.month,
        1 as part,
        1 as whole,
        true as is_unallocated
    from spent as s
    anti join submitted_in_all as w using (channel, campaign_id, month)
    where $is_shared
),

parts as (
    select
        by_value,
        channel,
        campaign_id,
        false as is_unallocated,
        started,
        submitted,
        approved,
        loans,
        disbursed
    from applications
    union all by name
    select
        by_value,
        channel,
        campaign_id,
        false as is_unallocated,
        revenue,
        funded,
        active_months,
        credit_loss,
        provision
    from earned
    union all by name
    select
        h.by_value,
        h.channel,
        h.campaign_id,
        h.is_unallocated,
        part_of(s.spend, h.part, h.whole) as spend,
        part_of(s.impressions, h.part, h.whole) as impressions,
        part_of(s.clicks, h.part, h.whole) as clicks,
        part_of(s.leads, h.part, h.whole) as leads
    from spend_shares as h
    join spent as s using (channel, campaign_id, month)
),

named as (
    select
        * replace (
            case
                when is_unallocated then '(unallocated)'
                when $level = 'total' then 'all'
                else channel
            end as channel,
            case when $level = 'campaign' and not is_unallocated then campaign_id end
                as campaign_id
        )
    from parts
),

summed as (
    select
        by_value,
        is_unallocated,
        channel,
        campaign_id,
        coalesce(sum(spend), 0) as spend,
        case when list_contains($counted_columns, 'impressions')
            then nearest(coalesce(sum(impressions), 0)) end as impressions,
        case when list_contains($counted_columns, 'clicks')
            then nearest(coalesce(sum(clicks), 0)) end as clicks,
        case when list_contains($counted_columns, 'leads')
            then nearest(coalesce(sum(leads), 0)) end as leads,
        coalesce(sum(started), 0)::bigint as applications,
        coalesce(sum(submitted), 0)::bigint as submitted,
        coalesce(sum(approved), 0)::bigint as approved,
        case when $has_loans then coalesce(sum(loans), 0)::bigint end as loans,
        case when $has_loans then coalesce(sum(disbursed), 0)::double end as disbursed,
        case when $has_earnings then coalesce(sum(revenue), 0) end as revenue,
        case when $has_earnings then coalesce(sum(funded), 0) end as funded,
        case when $has_earnings then coalesce(sum(active_months), 0)::bigint
            * cast($servicing_cost as decimal(18, 6)) end as servicing_cost,
        case when $has_losses then coalesce(sum(credit_loss), 0) end as credit_loss,
        case when $has_earnings then coalesce(sum(provision), 0) end as provision
    from named
    group by by_value, is_unallocated, channel, campaign_id
),

-- A year's money, twelve times the month's: what is funded is then no fraction.
earned_by_mob as (
    select
        by_value,
        case when $level = 'total' then 'all' else channel end as channel,
        case when $level = 'campaign' then campaign_id end as campaign_id,
        mob,
        12 * sum(revenue - credit_loss)
            - sum(funded)
            - 12 * sum(active_months)::bigint
                * cast($servicing_cost as decimal(18, 6)) as year_earned
    from earned
    group by all
),

so_far as (
    select
        *,
        sum(year_earned) over (
            partition by by_value, channel, campaign_id order by mob
        ) as year_earned_so_far
    from earned_by_mob
),

payback as (
    select
        s.by_value,
        s.channel,
        s.campaign_id,
        min(f.mob) as payback_mob
    from summed as s
    join so_far as f
        on f.channel is not distinct from s.channel
        and f.campaign_id is not distinct from s.campaign_id
        and f.by_value is not distinct from s.by_value
    where
        $has_losses
        and not s.is_unallocated
        and s.spend > 0
        and f.year_earned_so_far >= 12 * s.spend
    group by s.by_value, s.channel, s.campaign_id
),

totals as (
    select
        s.* replace (
            nearest(s.spend) as spend,
            s.revenue::double as revenue,
            s.servicing_cost::double as servicing_cost,
            s.credit_loss::double as credit_loss,
            s.provision::double as provision
        ),
        s.funded::double / 12 as funding_cost,
        (
            s.revenue - part_of(s.funded, 1, 12) - s.servicing_cost - s.credit_loss
            - s.provision - s.spend
        )::varchar::double as contribution,
        p.payback_mob
    from summed as s
    left join payback as p
        on not s.is_unallocated
        and p.channel is not distinct from s.channel
        and p.campaign_id is not distinct from s.campaign_id
        and p.by_value is not distinct from s.by_value
)

select
    by_value as by,
    channel,
    campaign_id as campaign,
    spend,
    impressions,
    clicks,
    leads,
    applications,
    approved,
    loans,
    disbursed,
    revenue,
    funding_cost,
    servicing_cost,
    credit_loss,
    provision,
    contribution,
    ratio(contribution, spend) as roi,
    ratio(revenue, spend) as roas,
    case when spend > 0 then ratio(spend, leads) end as cost_per_lead,
    case when spend > 0 then ratio(spend, submitted) end as cost_per_application,
    case when spend > 0 then ratio(spend, approved) end as cost_per_approval,
    case when spend > 0 then ratio(spend, loans) end as cost_per_loan,
    payback_mob,
    (select count(*) from months where is_counted) as months,
    (select count(*) from months where not is_counted) as excluded,
    coalesce(sum(spend) filter (where is_unallocated) over (), 0) as unallocated_spend
from totals
order by is_unallocated, by_value nulls last, channel nulls last, campaign_id nulls last
