-- Deletes a view.
delete from view
where id = :id
