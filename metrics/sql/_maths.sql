-- The arithmetic that metrics share: ratios, intervals, labels of periods.

create macro ratio(numerator, denominator) as
    case when denominator <> 0 then numerator::double / denominator::double end;

-- A share of an amount to twenty decimals, in whole numbers: sums of such shares are
-- rounded once, where binary fractions would lie half-way between two of them.
create macro part_of(amount, part, whole) as
    cast(
        cast(amount * 10000000000 as hugeint) * part * 10000000000 // whole
        as decimal(38, 0)
    ) * cast(0.00000000000000000001 as decimal(20, 20));

-- The binary fraction nearest to an exact number. As text it is rounded once, where
-- DuckDB 1.5 rounds twice what has more than 15 digits.
create macro nearest(exact) as exact::varchar::double;

-- Wilson's 95 % interval of a share (Wilson 1927). Null where it is no share.
create macro wilson_centre(hits, n) as
    (hits + 1.959963984540054 ^ 2 / 2) / (n + 1.959963984540054 ^ 2);

create macro wilson_half(hits, n) as
    1.959963984540054 / (n + 1.959963984540054 ^ 2)
    * sqrt(greatest(hits::double * (n - hits) / n, 0) + 1.959963984540054 ^ 2 / 4);

create macro wilson_low(hits, n) as
    case
        when n > 0 and hits = 0 then 0.0
        when n > 0 and hits between 0 and n
            then wilson_centre(hits, n) - wilson_half(hits, n)
    end;

create macro wilson_high(hits, n) as
    case
        when n > 0 and hits = n then 1.0
        when n > 0 and hits between 0 and n
            then wilson_centre(hits, n) + wilson_half(hits, n)
    end;

create macro month_label(month) as strftime(month, '%Y-%m');

create macro cohort_label(length, month) as case length
    when 'month' then strftime(month, '%Y-%m')
    when 'quarter' then year(month) || '-Q' || quarter(month)
    when 'half' then year(month) || '-H' || (1 + (month(month) > 6)::int)
    when 'year' then year(month)::varchar
    when 'all' then 'all'
end;

create macro in_period(month, first_month, last_month) as
    (first_month is null or month >= first_month)
    and (last_month is null or month <= last_month);

-- Whether a day still counts; without a last one every day does, an unknown one too.
create macro within_days(day, last_one) as (last_one is null or day <= last_one);

-- Whether a row passes the filter on one dimension; '' chooses rows without a value.
create macro is_chosen(filters, name, value) as (
    filters[name] is null or list_contains(filters[name], coalesce(value, ''))
);
