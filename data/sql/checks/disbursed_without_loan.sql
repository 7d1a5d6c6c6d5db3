-- Disbursed applications that no loan names.
-- Grain: one row per row of applications.
select
    application_id as key,
    file_index,
    row_number,
    concat('disbursed at ', disbursed_at) as received
from applications
where
    disbursed_at is not null
    and application_id is not null
    and application_id not in (
        select application_id from loans where application_id is not null
    )
