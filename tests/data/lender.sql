-- A small loan-management database of our own, with other tables and names than the
-- contract's. data/recipes/postgresql_template reads it.

create schema lending;

create table lending.borrowers (
    borrower_no bigint primary key,
    kind char(2),
    area text,
    age_group text,
    income_group text,
    job varchar(40),
    first_seen date,
    updated_at timestamptz not null default now()
);

create table lending.requests (
    request_no bigint primary key,
    borrower_no bigint not null,
    product text not null,
    source text not null,
    campaign text,
    partner text,
    opened_at timestamptz not null,
    handed_in_at timestamptz,
    verified_at timestamptz,
    assessed_at timestamptz,
    decided_at timestamptz,
    result char(1),
    by_hand boolean,
    reason text,
    signed_at timestamptz,
    paid_out_at timestamptz,
    asked numeric(14, 2),
    granted numeric(14, 2),
    asked_months smallint,
    score double precision,
    grade text,
    updated_at timestamptz not null default now()
);

create table lending.contracts (
    contract_no bigint primary key,
    request_no bigint,
    borrower_no bigint not null,
    product text not null,
    source text not null,
    partner text,
    mode text,
    grade text,
    paid_out_on date,
    first_due_on date,
    amount numeric not null,
    periods smallint not null,
    rate_percent numeric(12, 8) not null,
    method text,
    security text,
    fee_once numeric(14, 2),
    fee_monthly numeric(14, 2),
    updated_at timestamptz not null default now()
);

create table lending.month_ends (
    contract_no bigint,
    month date,
    open_principal numeric(14, 2) not null,
    days_late integer not null,
    paid_principal numeric(14, 2) not null,
    paid_interest numeric(14, 2) not null,
    paid_fees numeric(14, 2) not null,
    state char(1) not null,
    updated_at timestamptz not null default now(),
    primary key (contract_no, month)
);

create table lending.write_offs (
    contract_no bigint,
    month date,
    amount numeric(14, 2) not null,
    recovered numeric(14, 2) not null,
    updated_at timestamptz not null default now(),
    primary key (contract_no, month)
);

create table lending.spend (
    day date not null,
    source text not null,
    campaign text not null,
    campaign_name text,
    cost numeric(14, 2) not null,
    shows bigint,
    clicks bigint,
    leads bigint
);

grant usage on schema lending to reader;
grant select on all tables in schema lending to reader;
