-- Reads: month_ends.csv         Makes: performance, one row per loan and month-end.
-- A loan needs a row for every month from its disbursement on, also the month itself.

with
rows as (
    from read_csv('month_ends.csv', header = true, delim = ',', all_varchar = true)
),

dated as (
    select
        *,
        cast(strptime(REPORT_DATE, '%Y/%m/%d') as date) as reported_on,
        -- Any day becomes the last of its month, which is what as_of means.
        last_day(cast(strptime(REPORT_DATE, '%Y/%m/%d') as date)) as as_of,
        cast(strptime(nullif(trim(OLDEST_DUE), ''), '%Y/%m/%d') as date)
            as oldest_due_on,
    from rows
),

-- Reported twice in a month: the later report stands.
latest as (
    from dated
    qualify row_number() over (
        partition by trim(CONTRACT_NO), as_of order by reported_on desc
    ) = 1
)

select
    trim(CONTRACT_NO) as loan_id,
    as_of,
    cast(replace(PRIN_BAL, ',', '') as decimal(18, 2)) as balance,
    -- Days from the due date of the oldest unpaid instalment to the day of the report;
    -- none unpaid means not late, and one that is not due yet is not late either.
    greatest(coalesce(reported_on - oldest_due_on, 0), 0) as days_past_due,
    cast(replace(PAID_PRIN, ',', '') as decimal(18, 2)) as principal_paid,
    cast(replace(PAID_INT, ',', '') as decimal(18, 2)) as interest_paid,
    cast(replace(PAID_FEE, ',', '') as decimal(18, 2)) as fees_paid,
    cast(replace(coalesce(nullif(WRITE_OFF, ''), '0'), ',', '') as decimal(18, 2))
        as charged_off,
    cast(replace(coalesce(nullif(RECOVERY, ''), '0'), ',', '') as decimal(18, 2))
        as recovered,
    case upper(trim(STATE))
        when 'NORMAL' then 'active'
        when 'OVERDUE' then 'active'
        when 'SETTLED' then 'paid_off'
        when 'WRITTEN_OFF' then 'charged_off'
        else error('month_ends.csv: unknown STATE ' || coalesce(STATE, ''))
    end as status,
from latest
