-- What each number of days past due means, and until when the months run.
create table late_days as
select
    days.day,
    cast((
        select count(*) from thresholds as t where t.late_from <= days.day
    ) as tinyint) as bucket,
    (
        select max(p.rate)
        from provision_ranges as p
        where
            days.day >= p.first_day
            and (p.last_day is null or days.day <= p.last_day)
    ) as provision_rate
from (
    select unnest(range(1 + greatest(
        (select max(late_from) from thresholds),
        (select max(first_day) from provision_ranges)
    )))::integer as day
) as days;

-- Whoever is later than the last day of late_days is as late as it.
create table rules as
select
    (select max(day) from late_days) as last_late_day,
    (select max(as_of) from performance) as last_as_of;
