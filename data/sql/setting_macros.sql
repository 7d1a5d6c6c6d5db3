-- Rates that the lender decides, by days past due, partner and product.
create macro provision_rate(days) as (
    select max(rate)
    from provision_ranges
    where days >= first_day and (last_day is null or days <= last_day)
);

create macro funding_rate(partner_code, product_code) as coalesce(
    (select max(rate) from funding_rates where code = partner_code),
    (select max(rate) from funding_rates where code = product_code),
    (select max(rate) from funding_rates where code is null)
);

create macro hours_between(since, until) as
    (epoch_us(until) - epoch_us(since)) / 3600000000.0;
