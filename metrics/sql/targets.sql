-- What was planned for each month?
-- Grain: one row per month and figure that has a target, oldest first.
-- Without a filter: the plan for all, or else of a figure that adds up the sum of its
-- products, where they cover every product of the book. With a filter on product,
-- channel or segment alone: the plan for those values, if each of them has one; of a
-- figure that does not add up, for one value only. Under any other filter: none.
-- A plan that says two things of the same month has no target there.
with
plan as (
    select
        date_trunc('month', month)::date as month,
        coalesce($synonyms[metric], metric) as figure,
        nullif(trim(product), '') as product,
        nullif(trim(channel), '') as channel,
        nullif(trim(segment), '') as segment,
        value
    from targets
    where in_period(date_trunc('month', month)::date, $from_month, $to_month)
),

cells as (
    select
        month,
        figure,
        case
            when coalesce(product, channel, segment) is null then 'all'
            when coalesce(channel, segment) is null then 'product'
            when coalesce(product, segment) is null then 'channel'
            when coalesce(product, channel) is null then 'segment'
        end as dimension,
        coalesce(product, channel, segment) as code,
        case when min(value) = max(value) then min(value) end as target
    from plan
    group by month, figure, product, channel, segment
),

products as (
    select count(*) as number
    from dimension_values
    where dimension = 'product' and coalesce(value, '') <> ''
),

wholes as (
    select
        c.month,
        c.figure,
        max(c.target) filter (where c.dimension = 'all') as for_all,
        case
            when
                c.figure in (select unnest($additive))
                and count(v.value) = any_value(p.number)
                and count(c.target) filter (where c.dimension = 'product')
                    = count(*) filter (where c.dimension = 'product')
                then sum(c.target) filter (where c.dimension = 'product')
        end as of_products,
        count(*) filter (where c.dimension = 'all') as speaks_of_all
    from cells as c
    cross join products as p
    left join dimension_values as v
        on v.dimension = 'product'
        and c.dimension = 'product'
        and v.value = c.code
    where c.dimension in ('all', 'product')
    group by c.month, c.figure
),

parts as (
    select
        month,
        figure,
        sum(target) as target
    from cells
    where
        cardinality($filters) = 1
        and dimension = map_keys($filters)[1]
        and list_contains($filters[dimension], code)
    group by month, figure
    having
        count(target) = len(map_values($filters)[1])
        and (count(*) = 1 or figure in (select unnest($additive)))
),

found as (
    select
        month,
        figure,
        case when speaks_of_all > 0 then for_all else of_products end as target
    from wholes
    where cardinality($filters) = 0
    union all
    select
        month,
        figure,
        target
    from parts
)

select
    null as by,
    month_label(month) as month,
    figure,
    target::double as target
from found
where target is not null
order by month, figure
