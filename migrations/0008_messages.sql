-- What people's messages mean: a tenant's own words, messages that a person has to look at, and the
-- confirmations that the service sends itself.

-- {"opt_out": [], "opt_in": [], "removed": [], "opt_out_payloads": [], "opt_in_payloads": []}
alter table settings add column keywords jsonb not null default '{}';

create table reviews (
  tenant_id    uuid   not null,
  review_id    uuid   not null,
  status       text collate "C" not null default 'pending',
  -- What a confirmation would record.
  kind         text collate "C" not null,
  occurred_at  timestamptz not null,
  created_at   timestamptz not null default clock_timestamp(),
  -- Canonical E.164 digits, and beside them what the caller wrote.
  phone        bigint,
  user_id      text collate "C",
  sent_as      text   not null,
  sender       bigint,
  campaign_id  text collate "C",
  message_id   text collate "C",
  -- `keyword` for written words, `button` for a pressed one.
  source       text collate "C" not null,
  text         text   not null,
  language     text collate "C",
  rule         text collate "C" not null,
  -- Who told: an API key, or a registered sender's webhook.
  key_id       uuid,
  sender_id    uuid,
  decided_at   timestamptz,
  decided_by   uuid,
  reason       text,
  -- The event that a confirmation recorded.
  event_number bigint,
  constraint reviews_pkey primary key (tenant_id, review_id),
  constraint reviews_status_check check (status in ('pending', 'confirmed', 'dismissed')),
  constraint reviews_kind_check check (kind in ('opt_out', 'opt_in')),
  constraint reviews_identity_check check (phone is not null or user_id is not null),
  constraint reviews_decided_check check ((status = 'pending') = (decided_at is null))
);
create index reviews_status_idx on reviews (tenant_id, status, review_id);
-- A message that is told twice is looked at once.
create unique index reviews_message_key on reviews (tenant_id, message_id, sent_as) where message_id is not null;
-- So is what a provider tells without a message, such as a sign-up.
create unique index reviews_event_key on reviews (tenant_id, sent_as, rule, occurred_at)
  where message_id is null and sender_id is not null;

-- Confirmations that the service sends itself, at most one per transition.
create table confirmations (
  tenant_id           uuid   not null,
  -- The event that changed the person's state.
  event_number        bigint not null,
  sender_id           uuid   not null,
  phone               bigint,
  user_id             text collate "C",
  -- The message that it answers.
  reply_to            text collate "C",
  language            text collate "C" not null,
  text                text   not null,
  -- Five minutes after the event; not sent later.
  expires_at          timestamptz not null,
  status              text collate "C" not null default 'pending',
  attempts            integer not null default 0,
  -- When it may be tried (again); while it is being sent, when the sender counts as gone.
  next_attempt_at     timestamptz not null default clock_timestamp(),
  outcome             text,
  provider_message_id text collate "C",
  created_at          timestamptz not null default clock_timestamp(),
  updated_at          timestamptz not null default clock_timestamp(),
  constraint confirmations_pkey primary key (tenant_id, event_number),
  constraint confirmations_status_check check (
    status in ('pending', 'sending', 'sent', 'failed', 'expired', 'unknown')),
  constraint confirmations_identity_check check (phone is not null or user_id is not null)
);
create index confirmations_open_idx on confirmations (tenant_id, next_attempt_at)
  where status in ('pending', 'sending');

alter table reviews       enable row level security;
alter table reviews       force row level security;
alter table confirmations enable row level security;
alter table confirmations force row level security;

create policy tenant_isolation on reviews to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on confirmations to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

-- The platform side sees whose confirmations are due, and nothing of them.
create policy platform on confirmations to optout_platform using (true);

grant select, insert, update (status, decided_at, decided_by, reason, event_number) on reviews to optout_app;
grant select, insert, update (status, attempts, next_attempt_at, outcome, provider_message_id, updated_at)
  on confirmations to optout_app;
grant select (tenant_id, status, next_attempt_at) on confirmations to optout_platform;
