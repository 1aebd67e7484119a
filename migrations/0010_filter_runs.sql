-- What the campaign filter decided, one row per run, and how far each campaign has come: the sums of its runs.

create table filter_runs (
  tenant_id   uuid not null,
  campaign_id text collate "C" not null,
  -- UUIDv7: the order of the runs.
  run_id      uuid not null,
  at          timestamptz not null,
  key_id      uuid not null,
  -- The tenant's last event that the run honoured, at least.
  as_of       bigint not null,
  -- These three add up to what was received.
  sendable    bigint not null,
  excluded    bigint not null,
  invalid     bigint not null,
  on_list     bigint not null,
  -- The campaign's sender, if it named one.
  sender      bigint,
  -- Whether the answer was given to its end.
  complete    boolean not null,
  -- False when the category was unknown and so counted as marketing.
  recognized  boolean not null,
  category    text collate "C" not null,
  -- Whether the list applied, and why: `flag_off` exactly when the campaign's flag was not set.
  decision    text collate "C" not null,
  scope       text collate "C" not null,
  form        text collate "C" not null,
  constraint filter_runs_pkey primary key (tenant_id, campaign_id, run_id),
  constraint filter_runs_category_check check (category in ('MARKETING', 'UTILITY', 'AUTHENTICATION')),
  constraint filter_runs_decision_check check (decision in ('applied', 'flag_off', 'category_exempt')),
  constraint filter_runs_scope_check    check (scope in ('account', 'sender')),
  constraint filter_runs_form_check     check (form in ('json', 'text', 'csv', 'ndjson'))
);

create table campaign_reach (
  tenant_id    uuid not null,
  campaign_id  text collate "C" not null,
  -- Sendable recipients of complete runs with more than one recipient, and of those with exactly one.
  planned      bigint not null,
  checked      bigint not null,
  first_run_at timestamptz not null,
  last_run_at  timestamptz not null,
  constraint campaign_reach_pkey primary key (tenant_id, campaign_id)
-- A campaign that is being sent changes its row many times a second: with room on the page it stays there.
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

alter table filter_runs    enable row level security;
alter table filter_runs    force row level security;
alter table campaign_reach enable row level security;
alter table campaign_reach force row level security;

create policy tenant_isolation on filter_runs to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on campaign_reach to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

grant select, insert on filter_runs to optout_app;
grant select, insert, update (planned, checked, first_run_at, last_run_at) on campaign_reach to optout_app;
