-- Functions that filter as a page does: '' chooses all.
create or replace function is_wanted as
    (chosen, value) -> (chosen = '' or value = chosen);

create or replace function in_months as
    (day, first_month, last_month) -> (
        toDate(day) >= first_month and toDate(day) < addMonths(last_month, 1)
    )
