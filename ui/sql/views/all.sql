-- Which views are saved, by name?
-- Grain: one row per view.
select id, name, page, query, default_for, created_at, changed_at
from view
order by name collate nocase
