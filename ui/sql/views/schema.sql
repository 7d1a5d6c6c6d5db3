-- The saved views of a deployment, version 1.
-- Grain: one row per view. `query` is a JSON object: URL key -> list of codes.
create table if not exists view (
    id integer primary key,
    name text not null unique collate nocase,
    page text not null,
    query text not null,
    default_for text unique,
    created_at text not null,
    changed_at text not null
);
