-- Makes a view a role's default, or, with no role, nobody's.
update view
set default_for = :role, changed_at = :now
where id = :id
