-- Browsers that are signed in to the dashboard with one of the tenant's API keys.

create table sessions (
  tenant_id    uuid        not null,
  -- SHA-256 of the cookie; the cookie itself is never stored.
  secret_hash  bytea       not null,
  -- The key that was signed in with: the session may what it may, and ends with it.
  key_id       uuid        not null,
  created_at   timestamptz not null,
  -- To the minute.
  last_used_at timestamptz not null,
  constraint sessions_pkey primary key (tenant_id, secret_hash),
  constraint sessions_key_fkey foreign key (tenant_id, key_id) references api_keys (tenant_id, key_id)
);
-- Which of them have ended, and are to be removed.
create index sessions_created_idx on sessions (tenant_id, created_at);

alter table sessions enable row level security;
alter table sessions force row level security;

create policy tenant_isolation on sessions to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

grant select, insert, update (last_used_at), delete on sessions to optout_app;
