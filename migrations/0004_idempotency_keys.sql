-- Answers given under an Idempotency-Key, written in the transaction of the work they answer.
create table idempotency_keys (
  tenant_id   uuid        not null,
  operation   text collate "C" not null,
  key         text collate "C" not null,
  fingerprint bytea       not null,
  -- Null until the answer is known; both sides commit together, so a reader never sees null.
  status      smallint,
  body        bytea,
  created_at  timestamptz not null default clock_timestamp(),
  constraint idempotency_keys_pkey primary key (tenant_id, operation, key)
);
-- Expired keys leave in time order.
create index idempotency_keys_created_idx on idempotency_keys (tenant_id, created_at);

alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;

create policy tenant_isolation on idempotency_keys to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

grant select, insert, update, delete on idempotency_keys to optout_app;
