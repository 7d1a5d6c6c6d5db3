-- Gives a view another name that no other has.
update view
set name = :name, changed_at = :now
where id = :id
