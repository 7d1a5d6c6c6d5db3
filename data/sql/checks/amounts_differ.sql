-- Loans whose principal is over 1 % away from the amount that was approved.
-- Grain: one row per row of loans. Several loans of one application are added up.
with approved as (
    select
        application_id,
        max(approved_amount) as approved_amount
    from applications
    group by application_id
),

disbursed as (
    select
        application_id,
        sum(principal) as principal
    from loans
    group by application_id
)

select
    loans.loan_id as key,
    loans.file_index,
    loans.row_number,
    concat(
        disbursed.principal, ' against ', approved.approved_amount, ' approved'
    ) as received
from loans
inner join disbursed on loans.application_id = disbursed.application_id
inner join approved on loans.application_id = approved.application_id
where
    abs(disbursed.principal - approved.approved_amount) * 100
    > approved.approved_amount
