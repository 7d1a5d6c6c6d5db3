-- What each cohort has gone bad by, as changes by MOB, for the usual thresholds.
-- Grain: one row per product, channel, segment, measure, threshold, disbursed_month
-- and mob.
select
    l.product,
    l.channel,
    l.segment,
    b.measure,
    b.threshold,
    l.disbursed_month,
    b.mob,
    sum(b.bad_loans)::bigint as bad_loans,
    sum(b.bad_amount) as bad_amount
from bad_changes((
    select list({'threshold': threshold, 'late_from': late_from}) from thresholds
)) as b
join loan_facts as l on l.loan_id = b.loan_id
group by all
order by all
