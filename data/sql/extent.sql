-- What do the data cover?
-- Grain: one row.
with
newest as (
    select
        max(greatest(
            started_at, submitted_at, verified_at, assessed_at, decided_at, signed_at,
            disbursed_at
        )) as newest_application_at,
        min(started_month) as first_application_month,
        max(started_month) as last_application_month
    from application_facts
),

book as (
    select
        min(disbursed_month) as first_loan_month,
        max(disbursed_month) as last_loan_month
    from loan_facts
)

select
    (select last_as_of from rules) as as_of,
    newest.newest_application_at,
    strftime(
        least(newest.first_application_month, book.first_loan_month), '%Y-%m'
    ) as first_month,
    strftime(
        greatest(
            newest.last_application_month,
            book.last_loan_month,
            (select last_as_of from rules)
        ),
        '%Y-%m'
    ) as last_month
from newest, book
