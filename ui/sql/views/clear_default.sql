-- Takes a role's default off whichever view has it.
update view
set default_for = null
where default_for = :role
