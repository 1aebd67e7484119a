-- Events that changed somebody's state, counted by day and quarter hour, so that no reader goes through a tenant's
-- history. Recording does not write here: whoever wants the numbers brings the counts up to date.

create table daily_counts (
  tenant_id   uuid not null,
  -- Empty: of all campaigns, and of none. An event of a campaign is counted under both.
  campaign_id text collate "C" not null,
  -- Of UTC.
  day         date not null,
  kind        text collate "C" not null,
  source      text collate "C" not null,
  -- Canonical digits of the business number; 0 where none was named.
  sender      bigint not null,
  -- How many by the end of each quarter hour of the day: what lies between two of them is a subtraction, so that
  -- days of every time zone can be read.
  by_quarter  integer[] not null,
  constraint daily_counts_pkey primary key (tenant_id, campaign_id, day, kind, source, sender),
  constraint daily_counts_kind_check check (kind in ('opt_out', 'opt_in')),
  constraint daily_counts_by_quarter_check check (array_lower(by_quarter, 1) = 1 and array_upper(by_quarter, 1) = 96)
-- The rows of today are rewritten as events come in: with room on the page they stay there.
) with (fillfactor = 70);
-- The campaigns of a range of days.
create index daily_counts_campaigns_idx on daily_counts (tenant_id, day) where campaign_id > '';

-- How far a tenant's events are counted. A row comes with the first question for its numbers.
create table count_progress (
  tenant_id  uuid   not null,
  counted_to bigint not null,
  constraint count_progress_pkey primary key (tenant_id)
) with (fillfactor = 50);

alter table daily_counts   enable row level security;
alter table daily_counts   force row level security;
alter table count_progress enable row level security;
alter table count_progress force row level security;

create policy tenant_isolation on daily_counts to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));
create policy tenant_isolation on count_progress to optout_app
  using      (tenant_id = (select current_setting('app.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('app.tenant_id')::uuid));

-- The platform side sees whose events are not counted yet, and nothing of them.
create policy platform on count_progress to optout_platform using (true);

grant select, insert, update (by_quarter) on daily_counts to optout_app;
grant select, insert, update (counted_to) on count_progress to optout_app;
grant select (tenant_id, counted_to) on count_progress to optout_platform;
