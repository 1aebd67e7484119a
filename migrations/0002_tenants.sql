-- Tenants, their settings and their API keys.
-- An unset app.tenant_id must fail loudly, so the policies read it without nullif and without missing_ok.

create table tenants (
  tenant_id     uuid        not null,
  name          text        not null,
  status        text        not null default 'active',
  -- Number of the tenant's last consent event: advancing it serialises the tenant's writers, so that
  -- events are numbered without gaps in commit order.
  last_event    bigint      not null default 0,
  created_at    timestamptz not null,
  -- What the creating request said, to answer a repeated Idempotency-Key; null when made without one.
  fingerprint   bytea,
  constraint tenants_pkey primary key (tenant_id),
  constraint tenants_name_check check (length(name) between 1 and 200),
  constraint tenants_status_check check (status in ('active', 'suspended')),
  constraint tenants_last_event_check check (last_event >= 0)
) with (fillfactor = 50);
-- fillfactor: the counter is rewritten at every commit; room on the page keeps those updates heap-only.

create table settings (
  tenant_id          uuid        not null,
  time_zone          text        not null default 'UTC',
  default_country    text,
  default_language   text,
  confirmation_texts jsonb       not null default '{}',
  updated_at         timestamptz not null,
  constraint settings_pkey primary key (tenant_id),
  constraint settings_tenant_fkey foreign key (tenant_id) references tenants (tenant_id)
);

create table api_keys (
  tenant_id     uuid        not null,
  key_id        uuid        not null,
  name          text        not null,
  -- SHA-256 of the whole key; the key itself is never stored.
  secret_hash   bytea       not null,
  -- Last four characters of the key, so that people can tell their keys apart.
  hint          text        not null,
  scopes        text[]      not null,
  created_at    timestamptz not null,
  expires_at    timestamptz,
  revoked_at    timestamptz,
  last_used_at  timestamptz,
  constraint api_keys_pkey primary key (tenant_id, key_id),
  constraint api_keys_secret_hash_key unique (tenant_id, secret_hash),
  constraint api_keys_tenant_fkey foreign key (tenant_id) references tenants (tenant_id),
  constraint api_keys_scopes_check check (
    scopes <@ array['ingest', 'consent', 'read', 'filter', 'admin'] and cardinality(scopes) > 0)
);

alter table tenants  enable row level security;
alter table tenants  force row level security;
alter table settings enable row level security;
alter table settings force row level security;
alter table api_keys enable row level security;
alter table api_keys force row level security;

create policy tenant_isolation on tenants to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on settings to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on api_keys to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

create policy platform on tenants  to optout_platform using (true) with check (true);
create policy platform on settings to optout_platform using (true) with check (true);

grant select, update (last_event) on tenants to optout_app;
grant select, insert, update on settings to optout_app;
grant select, insert, update (last_used_at, revoked_at) on api_keys to optout_app;

grant select, insert, update (name, status) on tenants to optout_platform;
grant select, insert on settings to optout_platform;
