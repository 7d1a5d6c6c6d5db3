-- Saves a view under a name that no other has.
insert into view (name, page, query, created_at, changed_at)
values (:name, :page, :query, :now, :now)
