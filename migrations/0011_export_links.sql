-- Links under which somebody without an account can download the list.

create table export_links (
  tenant_id        uuid   not null,
  link_id          uuid   not null,
  name             text,
  -- The filter as it was told; dates are read when the list is downloaded.
  filter           jsonb  not null,
  -- excel, excel_semicolon or plain
  format           text collate "C" not null,
  -- SHA-256 of the random part of the link; neither that part nor the link is stored.
  secret_hash      bytea  not null,
  -- Who made it: it works as long as this key does.
  key_id           uuid   not null,
  created_at       timestamptz not null default clock_timestamp(),
  expires_at       timestamptz not null,
  revoked_at       timestamptz,
  downloads        bigint not null default 0,
  last_download_at timestamptz,
  constraint export_links_pkey primary key (tenant_id, link_id),
  constraint export_links_key_fkey foreign key (tenant_id, key_id) references api_keys (tenant_id, key_id),
  constraint export_links_downloads_check check ((downloads = 0) = (last_download_at is null))
);
-- How many of a tenant's links work.
create index export_links_working_idx on export_links (tenant_id, expires_at) where revoked_at is null;

alter table export_links enable row level security;
alter table export_links force row level security;

create policy tenant_isolation on export_links to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

grant select, insert, update (revoked_at, downloads, last_download_at) on export_links to optout_app;
