-- The measures that rollups sum, computed from facts. A rollup has the same columns as
-- the macro it sums, so that a metric reads either with one statement.

create or replace macro hours_between(since, until) as
    date_diff('microsecond', since, until) / 3.6e9;

-- Lengths of time that are counted, not kept: each bucket is 4 % longer than the one
-- before, from a microsecond on; 0 is none at all, below it times that run back.
create or replace macro hours_bucket(hours) as cast(
    case when hours = 0 then 0 else
        sign(hours) * greatest(400 + floor(ln(abs(hours) * 3600) / ln(1.04)), 1)
    end as smallint
);

create or replace macro hours_in_bucket(bucket) as
    sign(bucket) * 1.04 ^ (abs(bucket) - 400 + 0.5) / 3600;

create or replace macro month_of(moment) as cast(date_trunc('month', moment) as date);

-- Where the loan at MOB 0 was disbursed: `months` later, as a first of month.
create or replace macro months_after(month, months) as
    cast(month + to_months(cast(months as integer)) as date);

create or replace macro is_within(moment, started_at, window_days) as (
    moment is not null
    and (
        window_days is null
        or moment <= started_at + cast(window_days as integer) * interval 1 day
    )
);

-- One row per application with the time of each stage: <stage>_reached_at is the
-- earliest of the stage's own and any later stage's time; <stage>_hours runs from the
-- nearest earlier stage that has a time.
create or replace macro application_times() as table
select
    *,
    least(submitted_at, verified_at, assessed_at, approved_at, signed_at, disbursed_at)
        as submitted_reached_at,
    least(verified_at, assessed_at, approved_at, signed_at, disbursed_at)
        as verified_reached_at,
    least(assessed_at, approved_at, signed_at, disbursed_at) as assessed_reached_at,
    least(approved_at, signed_at, disbursed_at) as approved_reached_at,
    least(signed_at, disbursed_at) as signed_reached_at,
    disbursed_at as disbursed_reached_at,
    hours_between(started_at, submitted_at) as submitted_hours,
    hours_between(coalesce(submitted_at, started_at), verified_at) as verified_hours,
    hours_between(coalesce(verified_at, submitted_at, started_at), assessed_at)
        as assessed_hours,
    hours_between(
        coalesce(assessed_at, verified_at, submitted_at, started_at), approved_at
    ) as approved_hours,
    hours_between(
        coalesce(approved_at, assessed_at, verified_at, submitted_at, started_at),
        signed_at
    ) as signed_hours,
    hours_between(
        coalesce(
            signed_at, approved_at, assessed_at, verified_at, submitted_at, started_at
        ),
        disbursed_at
    ) as disbursed_hours
from (
    select
        *,
        case when decision = 'approved' then decided_at end as approved_at
    from application_facts
);

-- One row per application. With a window, a stage counts only if it was reached within
-- it, and an application still inside it is pending: nothing else of it counts.
create or replace macro application_measures(window_days, newest_at) as table
select
    *,
    kept as started,
    kept * (
        is_within(submitted_reached_at, started_at, window_days) or is_approved_undated
    )::int as submitted,
    kept * (
        is_within(verified_reached_at, started_at, window_days) or is_approved_undated
    )::int as verified,
    kept * (
        is_within(assessed_reached_at, started_at, window_days) or is_approved_undated
    )::int as assessed,
    kept * (
        is_within(approved_reached_at, started_at, window_days) or is_approved_undated
    )::int as reached_approved,
    kept * is_within(signed_reached_at, started_at, window_days)::int as signed,
    kept * is_within(disbursed_reached_at, started_at, window_days)::int as disbursed,
    kept * (decision_kept is not distinct from 'approved')::int as approved,
    kept * (decision_kept is not distinct from 'declined')::int as declined,
    kept * (decision_kept is not distinct from 'withdrawn')::int as withdrawn,
    kept * (decision_kept is null)::int as open,
    kept * (decision_kept is not null)::int as decided,
    kept * (
        decision_kept is not null and decision_mode is not distinct from 'auto'
    )::int as decided_automatically
from (
    select
        *,
        (
            window_days is null
            or started_at + cast(window_days as integer) * interval 1 day
            <= cast(newest_at as timestamp)
        )::int as kept,
        -- Approved with no date: it reached the stages up to approval, none knows when.
        window_days is null and decision is not distinct from 'approved'
            as is_approved_undated,
        case
            when window_days is null then decision
            when is_within(decided_at, started_at, window_days) then decision
        end as decision_kept
    from application_times()
);

-- One row per application under basis 'cohort', in its month of started_at, and one per
-- event under basis 'period', in the event's own month; `happened_on` is the day. A
-- measure is null in rows of other events, so that no sum mixes the two.
create or replace macro application_events(window_days, newest_at) as table
select
    application_id,
    product,
    channel,
    campaign_id,
    partner,
    decision_mode,
    risk_grade,
    segment,
    region,
    age_band,
    income_band,
    occupation,
    case event when 'cohort' then 'cohort' else 'period' end as basis,
    case event
        when 'submitted' then month_of(submitted_reached_at)
        when 'decided' then month_of(decided_at)
        when 'disbursed' then month_of(disbursed_reached_at)
        else started_month
    end as month,
    cast(case event
        when 'submitted' then submitted_reached_at
        when 'decided' then decided_at
        when 'disbursed' then disbursed_reached_at
        else started_at
    end as date) as happened_on,
    case when event in ('cohort', 'started') then started_at end as last_started_at,
    case when event in ('cohort', 'started') then 1 - kept end as pending,
    case when event in ('cohort', 'started') then started end as started,
    case when event in ('cohort', 'submitted') then submitted end as submitted,
    case when event in ('cohort', 'decided') then approved end as approved,
    case when event in ('cohort', 'decided') then declined end as declined,
    case when event in ('cohort', 'decided') then withdrawn end as withdrawn,
    case when event in ('cohort', 'decided') then decided end as decided,
    case when event in ('cohort', 'decided') then decided_automatically end
        as decided_automatically,
    case when event in ('cohort', 'disbursed') then disbursed end as disbursed,
    case when event in ('cohort', 'disbursed') then disbursed * disbursed_amount end
        as disbursed_amount,
    case when event = 'cohort' then open end as open,
    case when event = 'cohort' then verified end as verified,
    case when event = 'cohort' then assessed end as assessed,
    case when event = 'cohort' then reached_approved end as reached_approved,
    case when event = 'cohort' then signed end as signed,
    case when event = 'cohort' then started * requested_amount end as started_requested,
    case when event = 'cohort' then submitted * requested_amount end
        as submitted_requested,
    case when event = 'cohort' then verified * requested_amount end
        as verified_requested,
    case when event = 'cohort' then assessed * requested_amount end
        as assessed_requested,
    case when event = 'cohort' then reached_approved * requested_amount end
        as approved_requested,
    case when event = 'cohort' then signed * requested_amount end as signed_requested,
    case when event = 'cohort' then disbursed * requested_amount end
        as disbursed_requested,
    case when event = 'cohort' then kept * loan_count end as loans,
    case when event = 'cohort' then kept * loan_amount end as loans_amount
from application_measures(window_days, newest_at)
cross join (
    values ('cohort'), ('started'), ('submitted'), ('decided'), ('disbursed')
) as events (event)
where
    event in ('cohort', 'started')
    or (event = 'submitted' and submitted = 1 and submitted_reached_at is not null)
    or (event = 'decided' and decided = 1 and decided_at is not null)
    or (event = 'disbursed' and disbursed = 1);

-- One row per loan-month. Money keeps its exact type; shares are made by the metric.
create or replace macro loan_month_measures() as table
select
    loan_id,
    as_of,
    mob,
    state,
    next_state,
    1 as loans,
    case when state < 8 then balance else 0 end as active_balance,
    case when state < 8 and days_past_due between 1 and 90 then balance else 0 end
        as special_mention_balance,
    case when state < 8 and days_past_due between 91 and 270 then balance else 0 end
        as substandard_balance,
    case when state < 8 and days_past_due between 271 and 360 then balance else 0 end
        as doubtful_balance,
    case when state < 8 and days_past_due > 360 then balance else 0 end
        as loss_balance,
    coalesce(charged_off, 0) as charged_off,
    coalesce(recovered, 0) as recovered
from loan_months;

-- Changes of what a cohort has gone bad by, one or more rows per loan: summed up to a
-- MOB they give the count and amount at that MOB. `thresholds` pairs each threshold
-- with its first late day. A loan over a threshold at one month-end enters at that MOB
-- and, under `point`, leaves at the next, unless it is over there as well.
create or replace macro bad_changes(thresholds) as table
with
cut as (
    select
        pair.threshold,
        pair.late_from
    from (select unnest(thresholds) as pair) as pairs
),

late as (
    select
        m.loan_id,
        m.mob,
        m.state,
        m.balance,
        coalesce(m.charged_off, 0) as charged_off,
        c.threshold
    from loan_months as m
    join cut as c on m.state = 9 or (m.state < 8 and m.days_past_due >= c.late_from)
    where m.state = 9 or m.days_past_due >= 1
),

charged_off_at as (
    select
        loan_id,
        min(mob) as charged_off_mob
    from loan_months
    where state = 9
    group by loan_id
)

select
    'ever' as measure,
    threshold,
    loan_id,
    min(mob) as mob,
    1 as bad_loans,
    arg_min(case state when 9 then charged_off else balance end, mob) as bad_amount
from late
group by threshold, loan_id
union all
select
    'point' as measure,
    threshold,
    loan_id,
    mob + step as mob,
    case step when 0 then 1 else -1 end as bad_loans,
    case step when 0 then balance else -balance end as bad_amount
from late
cross join (values (0), (1)) as steps (step)
where state < 8
union all
select
    'point' as measure,
    c.threshold,
    m.loan_id,
    greatest(m.mob, o.charged_off_mob) as mob,
    (m.mob = o.charged_off_mob)::int as bad_loans,
    coalesce(m.charged_off, 0) - coalesce(m.recovered, 0) as bad_amount
from loan_months as m
join charged_off_at as o on o.loan_id = m.loan_id
cross join cut as c
where m.mob = o.charged_off_mob or m.charged_off <> 0 or m.recovered <> 0
union all
select
    'net_loss' as measure,
    0 as threshold,
    loan_id,
    mob,
    0 as bad_loans,
    coalesce(charged_off, 0) - coalesce(recovered, 0) as bad_amount
from loan_months
where charged_off <> 0 or recovered <> 0;

-- What the loans of applications earned and lost, one row per loan-month, with the
-- application's dimensions and month. Funding is paid on the month-end balance.
create or replace macro earnings() as table
select
    a.application_id,
    a.product,
    a.channel,
    a.campaign_id,
    a.partner,
    a.decision_mode,
    a.risk_grade,
    a.segment,
    a.region,
    a.age_band,
    a.income_band,
    a.occupation,
    a.started_month as month,
    m.mob,
    m.interest_paid + m.fees_paid as revenue,
    cast(m.balance as decimal(28, 4)) * a.funding_rate as funded,
    (m.state < 8)::int as active_months,
    coalesce(m.charged_off, 0) - coalesce(m.recovered, 0) as credit_loss,
    m.provision_change
from loan_months as m
join (
    select
        l.loan_id,
        l.funding_rate,
        a.*
    from loan_facts as l
    join application_facts as a on a.application_id = l.application_id
) as a on a.loan_id = m.loan_id;
