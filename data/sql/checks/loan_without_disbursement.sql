-- Loans whose application was not disbursed.
-- Grain: one row per row of loans. Applications that are absent break a foreign key.
with applied as (
    select
        application_id,
        max(disbursed_at) as disbursed_at
    from applications
    group by application_id
)

select
    loans.loan_id as key,
    loans.file_index,
    loans.row_number,
    concat('application ', loans.application_id) as received
from loans
inner join applied on loans.application_id = applied.application_id
where applied.disbursed_at is null
