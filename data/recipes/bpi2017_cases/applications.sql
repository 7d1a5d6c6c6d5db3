-- Question: which loan applications came to the bank, and which were paid out?
-- Grain: one row per application, as in the file; none is left out.
-- Trap: the file's own channel label is inverted, so it is not read. See README.md.

select
    "case" as application_id,
    "case" as customer_id,
    case LoanGoal
        when 'Not speficied' then 'not_specified'
        when 'Other, see explanation' then 'other'
        else trim(regexp_replace(lower(LoanGoal), '[^a-z0-9]+', '_', 'g'), '_')
    end as product,
    case submitted_in_person
        when 1 then 'website'
        when 0 then 'bank'
        else error('submitted_in_person is neither 0 nor 1 in ' || "case")
    end as channel,
    "min" as started_at,
    "min" as submitted_at,
    "max" as decided_at,
    case loan_success
        when 1 then 'approved'
        when 0 then 'withdrawn'
        else error('loan_success is neither 0 nor 1 in ' || "case")
    end as decision,
    case when loan_success = 1 then "max" end as disbursed_at,
from 'bpi_challenge_2017_cases.parquet'
