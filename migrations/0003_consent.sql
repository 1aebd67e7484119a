-- Consent: what happened (consent_events, append-only), who is who (contacts and their identifiers),
-- and the exclusion list as it stood at any event number (opt_outs).
-- No foreign keys here: all rows are written by one path that holds the tenant's counter row, and each key
-- would cost every row of a batch one more look-up.

create table consent_events (
  tenant_id   uuid        not null,
  -- 1, 2, 3 … per tenant, without gaps, in commit order.
  number      bigint      not null,
  -- The contact as it was known when the event was recorded; a later link may have merged it into another.
  contact_id  bigint      not null,
  kind        text        not null,
  source      text        not null,
  -- The event's own time; what decides. recorded_at is the database's clock.
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  -- Canonical E.164 digits, and beside them what the caller wrote.
  phone       bigint,
  user_id     text collate "C",
  sent_as     text        not null,
  sender      bigint,
  campaign_id text collate "C",
  message_id  text collate "C",
  language    text,
  reason      text,
  -- The API key that reported it.
  key_id      uuid        not null,
  -- The contact's state after this event, and whether the event changed it.
  status      text        not null,
  changed     boolean     not null,
  constraint consent_events_pkey primary key (tenant_id, number),
  constraint consent_events_kind_check check (kind in ('opt_out', 'opt_in')),
  constraint consent_events_status_check check (status in ('opted_out', 'opted_in')),
  constraint consent_events_source_check check (source in
    ('api', 'keyword', 'button', 'provider_preference', 'provider_error', 'import', 'agent', 'web')),
  constraint consent_events_identity_check check (phone is not null or user_id is not null)
);
-- A contact's history, and whether the same event is there already.
create index consent_events_contact_idx on consent_events (tenant_id, contact_id, occurred_at, number);

-- One row per person as this tenant knows them; contact_id is the number of the event that brought them.
create table contacts (
  tenant_id    uuid   not null,
  contact_id   bigint not null,
  -- Shown to people: the latest phone and user id of this contact. Look-ups go through the two tables below.
  phone        bigint,
  user_id      text collate "C",
  status       text   not null,
  -- The event that decides the state, and its own time.
  event_number bigint not null,
  since        timestamptz not null,
  -- The `listed` of its current row in opt_outs; null while it is not on the list.
  listed       bigint,
  -- domain::consent's ledger: the latest event of each kind per set of identifiers. Null while a single
  -- event says it all.
  ledger       jsonb,
  -- A contact that turned out to be another one: only its old events still point here.
  merged_into  bigint,
  constraint contacts_pkey primary key (tenant_id, contact_id),
  constraint contacts_status_check check (status in ('opted_out', 'opted_in', 'merged')),
  constraint contacts_merged_check check ((status = 'merged') = (merged_into is not null))
);
create index contacts_merged_into_idx on contacts (tenant_id, merged_into) where merged_into is not null;

-- phone_key is domain::phone's match key: the number under which all spellings of one person meet.
create table contact_phones (
  tenant_id  uuid   not null,
  phone_key  bigint not null,
  contact_id bigint not null,
  constraint contact_phones_pkey primary key (tenant_id, phone_key)
);
create table contact_user_ids (
  tenant_id  uuid   not null,
  user_id    text collate "C" not null,
  contact_id bigint not null,
  constraint contact_user_ids_pkey primary key (tenant_id, user_id)
);

-- The exclusion list, versioned: a row is on the list from event `listed` until event `delisted`. So a
-- reader who pins an event number sees one consistent list for as long as its paging takes.
create table opt_outs (
  tenant_id    uuid        not null,
  opted_out_at timestamptz not null,
  listed       bigint      not null,
  -- Several contacts can be listed by one event only through a merge, so the contact is part of the key.
  contact_id   bigint      not null,
  delisted     bigint,
  event_number bigint      not null,
  recorded_at  timestamptz not null,
  phone        bigint,
  user_id      text collate "C",
  also_known_as text[],
  sent_as      text        not null,
  source       text collate "C" not null,
  sender       bigint,
  campaign_id  text collate "C",
  message_id   text collate "C",
  language     text,
  reason       text
);
-- Paging by time with every filter decided inside the index; only the rows of the page are fetched.
create unique index opt_outs_page_idx on opt_outs (tenant_id, opted_out_at, listed, contact_id)
  include (delisted, phone, source, sender, campaign_id);

alter table consent_events   enable row level security;
alter table consent_events   force row level security;
alter table contacts         enable row level security;
alter table contacts         force row level security;
alter table contact_phones   enable row level security;
alter table contact_phones   force row level security;
alter table contact_user_ids enable row level security;
alter table contact_user_ids force row level security;
alter table opt_outs         enable row level security;
alter table opt_outs         force row level security;

create policy tenant_isolation on consent_events to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on contacts to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on contact_phones to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on contact_user_ids to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on opt_outs to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

-- History is append-only for the service: no update, no delete, no truncate.
grant select, insert on consent_events to optout_app;
grant select, insert, update on contacts, contact_phones, contact_user_ids, opt_outs to optout_app;
