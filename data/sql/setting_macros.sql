-- What the settings make of a loan's month, and rates that the lender decides.
create macro state_of(status, bucket) as cast(case status
    when 'paid_off' then 8
    when 'charged_off' then 9
    else bucket
end as tinyint);

create macro whole_months(since, until) as
    (year(until) - year(since)) * 12 + month(until) - month(since);

-- Rates are at most 10, so that of a usual balance fits into 64 bits; rounding a
-- product of 128 takes ten times as long.
create macro provision_of(balance, rate) as case
    when balance < 10000000 then cast(balance * rate as decimal(18, 4))
    else cast(cast(balance as decimal(28, 4)) * rate as decimal(18, 4))
end;

create macro funding_rate(partner_code, product_code) as coalesce(
    (select max(rate) from funding_rates where code = partner_code),
    (select max(rate) from funding_rates where code = product_code),
    (select max(rate) from funding_rates where code is null)
);
