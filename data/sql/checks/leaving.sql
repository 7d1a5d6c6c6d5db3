-- Rows that leave an extract, and why.
-- Grain: one row per row of the extract and rule.
create temp table leaving (
    table_name varchar,
    file_index bigint,
    row_number bigint,
    reason varchar
)
