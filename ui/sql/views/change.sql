-- Gives a view another page and query; its name and role stay.
update view
set page = :page, query = :query, changed_at = :now
where id = :id
