-- The extract's own files as they are, and one macro that filters as a page does.
create macro is_wanted(chosen, value) as (chosen is null or value = chosen);

create macro in_months(day, first_month, last_month) as (
    (first_month is null or day >= first_month)
    and (last_month is null or day < last_month + interval 1 month)
);
