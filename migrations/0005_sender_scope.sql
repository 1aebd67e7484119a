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

-- What an opt-out counts for: the whole account, or the sender that it was said to.
alter table settings
  add column opt_out_scope text not null default 'account',
  add constraint settings_opt_out_scope_check check (opt_out_scope in ('account', 'sender'));

alter table contacts
  -- Towards whom the contact stands as its status says. Null: every sender. A match key: that sender, and
  -- towards others it has no state. 0: senders differ, and the ledger says how.
  add column sender bigint,
  -- Its current row on the list that only the scope `sender` shows; null where there is none.
  add column sender_since timestamptz,
  add column sender_listed bigint,
  drop constraint contacts_status_check,
  add constraint contacts_status_check check (status in ('opted_out', 'opted_in', 'none', 'merged')) not valid;

-- Null: the row is on the list in either scope.
alter table opt_outs
  add column only_in text collate "C",
  add constraint opt_outs_only_in_check check (only_in in ('account', 'sender')) not valid;
drop index opt_outs_page_idx;
create unique index opt_outs_page_idx on opt_outs (tenant_id, opted_out_at, listed, contact_id, only_in)
  include (delisted, phone, source, sender, campaign_id) nulls not distinct;
