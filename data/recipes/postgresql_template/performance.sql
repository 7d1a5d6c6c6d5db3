-- Reads: lending.month_ends, lending.write_offs
-- Makes: performance, one row per loan and month-end.

select
    m.contract_no::text as loan_id,
    -- The source dates a month by its first day; as_of is its last.
    (m.month + interval '1 month' - interval '1 day')::date as as_of,
    m.open_principal as balance,
    m.days_late as days_past_due,
    m.paid_principal as principal_paid,
    m.paid_interest as interest_paid,
    m.paid_fees as fees_paid,
    coalesce(w.amount, 0) as charged_off,
    coalesce(w.recovered, 0) as recovered,
    case m.state
        when 'N' then 'active'
        when 'S' then 'paid_off'
        when 'X' then 'charged_off'
        else m.state::text
    end as status,
    -- The row changes when either table's row does.
    greatest(m.updated_at, w.updated_at) as updated_at
from lending.month_ends as m
left join lending.write_offs as w using (contract_no, month)
