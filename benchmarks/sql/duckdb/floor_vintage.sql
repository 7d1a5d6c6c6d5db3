-- The plain sums over what the vintage question reads.
select
    (
        select sum(strlen(loan_id) + days_past_due + day(as_of) + strlen(status))
        from performance
    ) as of_performance,
    (
        select
            sum(
                strlen(loan_id)
                + strlen(customer_id)
                + day(disbursed_on)
                + is_wanted($product, product)::int
                + is_wanted($channel, channel)::int
                + is_wanted($risk_grade, risk_grade)::int
            )
        from loans
        where in_months(disbursed_on, $first, $last)
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
