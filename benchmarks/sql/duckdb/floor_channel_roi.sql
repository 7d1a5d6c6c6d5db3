-- The plain sums over what the channel ROI question reads.
select
    (
        select
            sum(
                strlen(application_id)
                + strlen(customer_id)
                + strlen(channel)
                + coalesce(strlen(campaign_id), 0)
                + epoch_us(started_at)
                + coalesce(strlen(decision), 0)
                + is_wanted($product, product)::int
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
            sum(strlen(loan_id))
            + sum(interest_paid)
            + sum(fees_paid)
            + sum(charged_off)
            + sum(recovered)
        from performance
    ) as of_performance,
    (select sum(strlen(loan_id) + strlen(application_id)) from loans) as of_loans,
    (
        select
            sum(
                strlen(customer_id)
                + is_wanted($segment, segment)::int
                + is_wanted($region, region)::int
            )
        from customers
    ) as of_customers,
    (
        select sum(spend) + sum(strlen(channel) + coalesce(strlen(campaign_id), 0))
        from campaign_spend
        where in_months(spend_date, $first, $last)
    ) as of_spend
