-- Reads: customers.csv          Makes: customers, one row per customer.
-- Delete this file if you have no such table: segment filters are then switched off.

with
-- all_varchar reads every value as text, so that nothing is guessed: a customer number
-- keeps its leading zeros, and each cast below is one that you can see.
rows as (
    from read_csv('customers.csv', header = true, delim = ',', all_varchar = true)
)

select
    trim(CUST_NO) as customer_id,
    -- Your codes to readable ones. error() stops the import at a code nobody thought
    -- of; a silent 'other' would hide it.
    case trim(CUST_TYPE)
        when '01' then 'salaried'
        when '02' then 'self_employed'
        when '03' then 'micro_business'
        else error('customers.csv: unknown CUST_TYPE ' || coalesce(CUST_TYPE, ''))
    end as segment,
    -- Free text is made one spelling: no outer spaces, lower case, no space within.
    -- nullif turns an empty text into "not known".
    nullif(replace(lower(trim(CITY)), ' ', '_'), '') as region,
    -- The age at a fixed year's end: counted from today, two imports would differ.
    case
        when 2026 - cast(BIRTH_YEAR as integer) < 25 then '18-24'
        when 2026 - cast(BIRTH_YEAR as integer) < 35 then '25-34'
        when 2026 - cast(BIRTH_YEAR as integer) < 45 then '35-44'
        when BIRTH_YEAR is not null then '45+'
    end as age_band,
    cast(strptime(nullif(trim(REG_DATE), ''), '%Y/%m/%d') as date) as acquired_on,
from rows
