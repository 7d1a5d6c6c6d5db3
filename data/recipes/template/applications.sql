-- Reads: applications.csv       Makes: applications, one row per application.
-- Change: the names in capitals (yours), the formats of times, the codes in each case.

with
rows as (
    from read_csv('applications.csv', header = true, delim = ',', all_varchar = true)
)

select
    trim(APP_NO) as application_id,
    trim(CUST_NO) as customer_id,
    replace(lower(trim(PRODUCT)), ' ', '_') as product,
    coalesce(nullif(replace(lower(trim(SOURCE)), ' ', '_'), ''), 'unknown') as channel,
    nullif(trim(CAMPAIGN), '') as campaign_id,
    -- strptime names the format, so that 03/04 is never read as the other month. Times
    -- are local ones; name their zone in dashboard.toml.
    strptime(CREATE_TIME, '%Y/%m/%d %H:%M:%S') as started_at,
    strptime(nullif(SUBMIT_TIME, ''), '%Y/%m/%d %H:%M:%S') as submitted_at,
    strptime(nullif(DECISION_TIME, ''), '%Y/%m/%d %H:%M:%S') as decided_at,
    -- NULL means still open, so an unknown code must not fall through to it.
    case upper(trim(coalesce(RESULT, '')))
        when 'PASS' then 'approved'
        when 'REJECT' then 'declined'
        when 'CANCEL' then 'withdrawn'
        when '' then null
        else error('applications.csv: unknown RESULT ' || RESULT)
    end as decision,
    case trim(coalesce(AUTO_FLAG, ''))
        when '1' then 'auto'
        when '0' then 'manual'
        when '' then null
        else error('applications.csv: unknown AUTO_FLAG ' || AUTO_FLAG)
    end as decision_mode,
    nullif(lower(trim(REJECT_REASON)), '') as decline_reason,
    strptime(nullif(PAYOUT_TIME, ''), '%Y/%m/%d %H:%M:%S') as disbursed_at,
    -- Thousands separators go before the cast: '12,000.00' becomes 12000.00.
    cast(replace(nullif(trim(APPLY_AMT), ''), ',', '') as decimal(18, 2))
        as requested_amount,
    cast(replace(nullif(trim(GRANT_AMT), ''), ',', '') as decimal(18, 2))
        as approved_amount,
from rows
