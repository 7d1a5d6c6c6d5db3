-- Question: until when did each loan run, and in which month was it charged off?
-- Grain: one row per loan and month-end, from disbursement to charge-off, else to the
-- end of its term, else to the last month of the data.
-- Made up: all balances and repayments in between (a straight line); only the dates of
-- disbursement and charge-off and the amount charged off are real. See README.md.

with
loans as (
    select
        cast(loan_nr_chk_dgt as varchar) as loan_id,
        cast(disbursement_date as date) as disbursed_on,
        cast(disbursement_gross as decimal(18, 2)) as principal,
        mis_status = 'CHGOFF' as is_charged_off,
        cast(
            case when mis_status = 'CHGOFF' then chg_off_prin_gr else 0 end
            as decimal(18, 2)
        ) as charged_off,
        case
            when mis_status = 'CHGOFF'
                then datediff('month', disbursement_date, chg_off_date)
            else greatest(term, 1)
        end as last_mob,
        datediff('month', disbursement_date, max(chg_off_date) over ()) as known_mob,
    from 'sba_loans_30k.parquet'
    where disbursement_date >= date '1990-01-01'
        and not (
            mis_status = 'CHGOFF'
            and (chg_off_date is null or chg_off_date < disbursement_date)
        )
),

paths as (
    select
        *,
        unnest(range(least(last_mob, known_mob) + 1)) as mob,
        -- Some were charged off for more than was paid out; a balance has no business
        -- above the principal, the amount charged off stays as it is.
        principal - least(principal, charged_off) as repaid,
    from loans
),

months as (
    select
        *,
        mob = last_mob as is_last,
        principal - cast(
            round(repaid * mob / greatest(last_mob, 1), 2) as decimal(18, 2)
        ) as owed,
        principal - cast(
            round(repaid * (mob - 1) / greatest(last_mob, 1), 2) as decimal(18, 2)
        ) as owed_before,
    from paths
)

select
    loan_id,
    last_day(date_trunc('month', disbursed_on) + to_months(cast(mob as integer)))
        as as_of,
    cast(case when is_last then 0 else owed end as decimal(18, 2)) as balance,
    0 as days_past_due,
    cast(
        case when mob = 0 then 0 else owed_before - owed end as decimal(18, 2)
    ) as principal_paid,
    cast(0 as decimal(18, 2)) as interest_paid,
    cast(0 as decimal(18, 2)) as fees_paid,
    case when is_last then charged_off else 0 end as charged_off,
    case
        when not is_last then 'active'
        when is_charged_off then 'charged_off'
        else 'paid_off'
    end as status,
from months
