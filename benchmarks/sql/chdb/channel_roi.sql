-- What each channel cost and earned, straight from the extract. Spend is shared out by
-- submitted applications where anything but a channel is chosen; what has none is left
-- out here (the metric keeps it in a row of its own).
with
every as (
    select
        a.application_id as application_id,
        a.channel as channel,
        a.campaign_id as campaign_id,
        toStartOfMonth(toDate(a.started_at)) as month,
        ifNull(a.decision = 'approved', false)
            or coalesce(
                a.submitted_at, a.verified_at, a.assessed_at, a.signed_at,
                a.disbursed_at
            ) is not null as is_submitted,
        is_wanted({product:String}, a.product)
            and is_wanted({segment:String}, c.segment)
            and is_wanted({region:String}, c.region)
            and is_wanted({risk_grade:String}, a.risk_grade) as is_in
    from applications as a
    join customers as c on c.customer_id = a.customer_id
    where
        is_wanted({channel:String}, a.channel)
        and in_months(a.started_at, {first:Date}, {last:Date})
),

shares as (
    select
        channel,
        campaign_id,
        month,
        countIf(is_in and is_submitted) / countIf(is_submitted) as share
    from every
    group by channel, campaign_id, month
    having countIf(is_submitted) > 0
),

spent as (
    select
        s.channel as channel,
        sum(
            s.spend * if(
                {product:String} = ''
                and {segment:String} = ''
                and {region:String} = ''
                and {risk_grade:String} = '',
                1,
                h.share
            )
        ) as spend
    from (
        select
            channel,
            campaign_id,
            toStartOfMonth(spend_date) as month,
            toFloat64(sum(campaign_spend.spend)) as spend
        from campaign_spend
        where
            is_wanted({channel:String}, channel)
            and in_months(spend_date, {first:Date}, {last:Date})
        group by channel, campaign_id, month
    ) as s
    left join shares as h
        on h.channel = s.channel
        and h.campaign_id = s.campaign_id
        and h.month = s.month
    group by channel
),

earned as (
    select
        e.channel as channel,
        toFloat64(sum(p.interest_paid + p.fees_paid)) as revenue,
        toFloat64(sum(coalesce(p.charged_off, 0) - coalesce(p.recovered, 0)))
            as credit_loss,
        uniqExact(p.loan_id) as loans
    from performance as p
    join (
        select l.loan_id as loan_id, a.channel as channel
        from loans as l
        join every as a on a.application_id = l.application_id
        where a.is_in
    ) as e on e.loan_id = p.loan_id
    group by channel
),

counted as (
    select channel, count() as applications from every where is_in group by channel
)

select
    channel,
    sum(spend) as spend,
    sum(applications) as applications,
    sum(loans) as loans,
    sum(revenue) as revenue,
    sum(credit_loss) as credit_loss
from (
    select channel, spend, 0 as applications, 0 as loans, 0. as revenue,
        0. as credit_loss
    from spent
    union all
    select channel, 0, applications, 0, 0, 0 from counted
    union all
    select channel, 0, 0, loans, revenue, credit_loss from earned
)
group by channel
order by channel
