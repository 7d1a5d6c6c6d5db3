-- What each channel cost and earned, straight from the extract. Spend is shared out by
-- submitted applications where anything but a channel is chosen; what has none is left
-- out here (the metric keeps it in a row of its own).
with
every as (
    select
        a.application_id,
        a.channel,
        a.campaign_id,
        date_trunc('month', a.started_at) as month,
        coalesce(a.submitted_at, a.verified_at, a.assessed_at, a.signed_at,
            a.disbursed_at, case when a.decision = 'approved' then a.decided_at end
        ) is not null or a.decision is not distinct from 'approved' as is_submitted,
        is_wanted(%(product)s::text, a.product)
            and is_wanted(%(segment)s::text, c.segment)
            and is_wanted(%(region)s::text, c.region)
            and is_wanted(%(risk_grade)s::text, a.risk_grade) as is_in
    from applications as a
    join customers as c on c.customer_id = a.customer_id
    where
        is_wanted(%(channel)s::text, a.channel)
        and in_months(a.started_at, %(first)s::date, %(last)s::date)
),

shares as (
    select
        channel,
        campaign_id,
        month,
        count(*) filter (where is_in and is_submitted)
            / nullif(count(*) filter (where is_submitted), 0)::double precision as share
    from every
    group by channel, campaign_id, month
),

spent as (
    select
        s.channel,
        sum(s.spend * case
            when coalesce(
                %(product)s::text,
                %(segment)s::text,
                %(region)s::text,
                %(risk_grade)s::text
            ) is null then 1
            else h.share
        end) as spend
    from (
        select
            channel,
            campaign_id,
            date_trunc('month', spend_date::timestamp) as month,
            sum(spend) as spend
        from campaign_spend
        where
            is_wanted(%(channel)s::text, channel)
            and in_months(spend_date, %(first)s::date, %(last)s::date)
        group by 1, 2, 3
    ) as s
    left join shares as h using (channel, campaign_id, month)
    group by s.channel
),

earned as (
    select
        e.channel,
        sum(p.interest_paid + p.fees_paid)::double precision as revenue,
        sum(coalesce(p.charged_off, 0) - coalesce(p.recovered, 0))::double precision
            as credit_loss,
        count(distinct l.loan_id) as loans
    from every as e
    join loans as l on l.application_id = e.application_id
    join performance as p on p.loan_id = l.loan_id
    where e.is_in
    group by e.channel
),

counted as (
    select channel, count(*) as applications from every where is_in group by channel
)

select
    channel,
    coalesce(s.spend, 0)::double precision as spend,
    coalesce(c.applications, 0) as applications,
    coalesce(e.loans, 0) as loans,
    coalesce(e.revenue, 0) as revenue,
    coalesce(e.credit_loss, 0) as credit_loss
from counted as c
full join spent as s using (channel)
full join earned as e using (channel)
order by channel
