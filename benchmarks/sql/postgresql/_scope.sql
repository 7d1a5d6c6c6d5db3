-- Functions that filter as a page does; the planner writes them into the statement.
create function is_wanted(chosen text, value text) returns boolean language sql
immutable as 'select chosen is null or value = chosen';

create function in_months(day timestamp, first_month date, last_month date)
returns boolean language sql
immutable as 'select day >= first_month and day < last_month + interval ''1 month''';
