-- The days and dates that facts are cut by, in one row.
create table rules as
select
    max(late_from) filter (where threshold = 1) as late_1,
    max(late_from) filter (where threshold = 30) as late_30,
    max(late_from) filter (where threshold = 60) as late_60,
    max(late_from) filter (where threshold = 90) as late_90,
    max(late_from) filter (where threshold = 120) as late_120,
    max(late_from) filter (where threshold = 150) as late_150,
    max(late_from) filter (where threshold = 180) as late_180,
    (select max(as_of) from performance) as last_as_of
from thresholds;
