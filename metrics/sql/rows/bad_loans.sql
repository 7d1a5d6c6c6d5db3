-- Which loans are behind a cell of the vintage triangle?
-- Grain: one row per loan of the cohort's months that have reached the MOB; `bad` is
-- what the cell counts of it, 0 for the rest of its denominator.
with
reached as (
    select distinct month_of(as_of) as month from month_ends
),

changes as (
    select
        loan_id,
        sum(bad_loans) as bad_loans,
        sum(bad_amount) as bad_amount
    from bad_changes($thresholds)
    where measure = $measure and threshold = $threshold and mob <= $mob
    group by loan_id
)

select
    l.loan_id,
    l.customer_id,
    l.product,
    l.channel,
    l.segment,
    l.disbursed_on,
    l.principal::double as principal,
    case $basis
        when 'count' then coalesce(c.bad_loans, 0)
        else coalesce(c.bad_amount, 0)
    end::double as bad,
    count(*) over () as total_rows,
    count(*) over () as total_counted,
    sum(case $basis
        when 'count' then coalesce(c.bad_loans, 0)
        else coalesce(c.bad_amount, 0)
    end) over ()::double as total_amount
from loan_fact_scope($filters, $split) as l
join reached as r on r.month = months_after(l.disbursed_month, $mob)
left join changes as c on c.loan_id = l.loan_id
where
    in_period(l.disbursed_month, $from_month, $to_month)
    and within_days(l.disbursed_on, $until)
    and ($split is null or l.by_value is not distinct from $split_value)
    and (
        $cohort_value is null
        or cohort_label($cohort, l.disbursed_month) = $cohort_value
    )
    and (
        $with_good
        or case $basis
            when 'count' then coalesce(c.bad_loans, 0)
            else coalesce(c.bad_amount, 0)
        end <> 0
    )
order by
    case when $order = 'smallest' then l.principal end,
    case when $order = 'largest' then l.principal end desc,
    case when $order = 'oldest' then l.disbursed_on end,
    case when $order = 'newest' then l.disbursed_on end desc,
    bad desc,
    l.disbursed_on desc,
    l.loan_id
limit $page_rows offset $first_row
