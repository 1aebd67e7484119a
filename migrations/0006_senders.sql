-- A tenant's business numbers at its providers, with the secrets that their webhooks are checked with.

create table senders (
  tenant_id   uuid   not null,
  sender_id   uuid   not null,
  provider    text collate "C" not null,
  -- Canonical E.164 digits of the business number.
  phone       bigint not null,
  name        text,
  -- The provider's account: WhatsApp Business Account id at Meta, account SID at Twilio.
  account_id  text collate "C",
  -- The provider's own id of the number: Meta's phone_number_id.
  provider_id text collate "C",
  -- The random part of the webhook's URL.
  hook        text collate "C" not null,
  -- App secrets or auth tokens, verify token and access token, encrypted by the service with a key that the
  -- database never sees; null once the sender is removed.
  secrets     bytea,
  created_at  timestamptz not null default clock_timestamp(),
  updated_at  timestamptz not null default clock_timestamp(),
  removed_at  timestamptz,
  constraint senders_pkey primary key (tenant_id, sender_id),
  constraint senders_tenant_fkey foreign key (tenant_id) references tenants (tenant_id),
  constraint senders_provider_check check (provider in ('meta', 'twilio')),
  constraint senders_secrets_check check ((secrets is null) = (removed_at is not null))
);
create unique index senders_hook_key on senders (tenant_id, hook);
create unique index senders_phone_key on senders (tenant_id, provider, phone) where removed_at is null;
create unique index senders_provider_id_key on senders (tenant_id, provider, provider_id) where removed_at is null;

alter table senders enable row level security;
alter table senders force row level security;

create policy tenant_isolation on senders to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

grant select, insert, update (name, account_id, secrets, updated_at, removed_at) on senders to optout_app;
