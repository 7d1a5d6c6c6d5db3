-- The plain sums over what the delinquency question reads.
select
    (
        select
            sum(strlen(loan_id) + days_past_due + day(as_of) + strlen(status))
            + sum(balance)
        from performance
        where in_months(as_of, $first, $last)
    ) as of_performance,
    (
        select
            sum(
                strlen(loan_id)
                + strlen(customer_id)
                + is_wanted($product, product)::int
                + is_wanted($channel, channel)::int
                + is_wanted($risk_grade, risk_grade)::int
            )
        from loans
    ) as of_loans,
    (
        select
            sum(
                strlen(customer_id)
                + is_wanted($segment, segment)::int
                + is_wanted($region, region)::int
            )
        from customers
    ) as of_customers
