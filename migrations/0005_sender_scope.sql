-- Events that provider webhooks tell, and people who change their number.

set local lock_timeout = '5s';

alter table consent_events
  -- Who told: an API key, or the webhook of a registered sender.
  alter column key_id drop not null,
  add column sender_id uuid,
  -- The rule that decided, where words were understood.
  add column rule text collate "C",
  -- Whom the person was known as before, for an id_change; phone and user_id are the new ones.
  add column former_phone bigint,
  add column former_user_id text collate "C",
  drop constraint consent_events_kind_check,
  drop constraint consent_events_status_check,
  -- Not validated: rows that are there keep what was stricter, and reading them all would hold the lock.
  add constraint consent_events_kind_check check (kind in ('opt_out', 'opt_in', 'id_change')) not valid,
  add constraint consent_events_status_check check (status in ('opted_out', 'opted_in', 'none')) not valid,
  add constraint consent_events_reporter_check check (key_id is not null or sender_id is not null) not valid,
  add constraint consent_events_former_check
    check (kind = 'id_change' or (former_phone is null and former_user_id is null)) not valid;
