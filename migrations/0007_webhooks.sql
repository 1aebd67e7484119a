-- What providers deliver: stored before it is answered, deleted once it is applied. What cannot be applied
-- becomes a dead letter that people can look at and retry.

create table webhook_deliveries (
  tenant_id   uuid  not null,
  -- UUIDv7: the order of arrival.
  delivery_id uuid  not null,
  sender_id   uuid  not null,
  provider    text collate "C" not null,
  -- Exactly as it was received and signed.
  body        bytea not null,
  received_at timestamptz not null default clock_timestamp(),
  constraint webhook_deliveries_pkey primary key (tenant_id, delivery_id),
  constraint webhook_deliveries_provider_check check (provider in ('meta', 'twilio'))
-- Rows live for milliseconds: what they leave behind is swept up often, whatever the size of the table.
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create table dead_letters (
  tenant_id      uuid  not null,
  dead_letter_id uuid  not null,
  sender_id      uuid  not null,
  provider       text collate "C" not null,
  -- Why it could not be applied, as a stable name.
  reason         text collate "C" not null,
  -- The one event as a delivery of its own, or the whole delivery where no event can be told apart.
  body           bytea not null,
  received_at    timestamptz not null,
  failed_at      timestamptz not null default clock_timestamp(),
  attempts       integer not null default 1,
  resolved_at    timestamptz,
  resolution     text collate "C",
  constraint dead_letters_pkey primary key (tenant_id, dead_letter_id),
  constraint dead_letters_provider_check check (provider in ('meta', 'twilio')),
  constraint dead_letters_resolution_check check (
    resolution in ('applied', 'dismissed') and (resolution is null) = (resolved_at is null))
);
create index dead_letters_open_idx on dead_letters (tenant_id, dead_letter_id) where resolved_at is null;
-- A provider repeats a delivery for days: the same event is one dead letter.
create unique index dead_letters_body_key on dead_letters (tenant_id, sender_id, sha256(body));

-- What Meta last said of a template's category (`template_category_update`).
create table template_categories (
  tenant_id  uuid not null,
  name       text collate "C" not null,
  language   text collate "C" not null,
  category   text collate "C" not null,
  told_at    timestamptz not null,
  constraint template_categories_pkey primary key (tenant_id, name, language)
);

alter table webhook_deliveries  enable row level security;
alter table webhook_deliveries  force row level security;
alter table dead_letters        enable row level security;
alter table dead_letters        force row level security;
alter table template_categories enable row level security;
alter table template_categories force row level security;

create policy tenant_isolation on webhook_deliveries to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on dead_letters to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on template_categories to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

-- The platform side sees whose deliveries wait, and nothing of them.
create policy platform on webhook_deliveries to optout_platform using (true);

grant select, insert, update, delete on webhook_deliveries to optout_app;
grant select, insert, update (attempts, failed_at, reason, resolved_at, resolution) on dead_letters to optout_app;
grant select, insert, update on template_categories to optout_app;
grant select (tenant_id, delivery_id) on webhook_deliveries to optout_platform;
