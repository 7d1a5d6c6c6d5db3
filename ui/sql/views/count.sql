-- How many views are saved?
-- Grain: one row.
select count(*) from view
