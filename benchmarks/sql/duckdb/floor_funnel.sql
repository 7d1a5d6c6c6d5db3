-- The plain sums over what the funnel question reads.
select
    (
        select
            sum(
                strlen(customer_id)
                + epoch_us(started_at)
                + coalesce(strlen(decision), 0)
                + is_wanted($product, product)::int
                + is_wanted($channel, channel)::int
                + is_wanted($risk_grade, risk_grade)::int
            )
            + sum(epoch_us(submitted_at))
            + sum(epoch_us(verified_at))
            + sum(epoch_us(assessed_at))
            + sum(epoch_us(decided_at))
            + sum(epoch_us(signed_at))
            + sum(epoch_us(disbursed_at))
        from applications
        where in_months(started_at, $first, $last)
    ) as of_applications,
    (
        select
            sum(
                strlen(customer_id)
                + is_wanted($segment, segment)::int
                + is_wanted($region, region)::int
            )
        from customers
    ) as of_customers
