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

-- What follows fills in what was recorded before. Security is forced on the owner too, who would see no rows.
alter table consent_events no force row level security;
alter table contacts       no force row level security;
alter table opt_outs       no force row level security;
alter table tenants        no force row level security;

-- domain::phone's match key: Argentina's 549 and 54 meet.
create function pg_temp.match_key(phone bigint) returns bigint language sql immutable as $$
  select case when phone between 5490000000000 and 5499999999999 then 540000000000 + phone % 10000000000 else phone end
$$;

-- domain::consent's fingerprint: FNV-1a over the details, with a byte before each that says whether it is there.
create function pg_temp.fingerprint(details text[]) returns bigint language plpgsql immutable as $$
declare
  hash   numeric := 14695981039346656037;
  low    integer;
  detail text;
  bytes  bytea;
begin
  foreach detail in array details loop
    bytes := coalesce('\xff'::bytea || convert_to(detail, 'UTF8'), '\xfe'::bytea);
    for at in 0 .. length(bytes) - 1 loop
      low := hash % 256;
      hash := (hash - low + (low # get_byte(bytes, at))) * 1099511628211 % 18446744073709551616;
    end loop;
  end loop;
  return case when hash >= 9223372036854775808 then hash - 18446744073709551616 else hash end;
end
$$;

-- A contact of a single event is of its sender.
update contacts c set sender = pg_temp.match_key(e.sender)
from consent_events e
where c.ledger is null and c.merged_into is null and e.tenant_id = c.tenant_id and e.number = c.event_number
  and e.sender is not null;

-- The others get their ledgers anew, since marks had no sender; and where senders differ, their state and their
-- rows on the list. This is domain::consent as it was when there were no changes of identity.
create temporary table marks (
  number bigint, kind text, source text, rank integer, is_provider boolean, at timestamptz, linked_at timestamptz,
  phone bigint, phone_key bigint, user_id text collate "C", sender bigint, sender_key bigint, digest bigint,
  keys text[], place bigint, reach text[]
) on commit drop;
create temporary table standing (view bigint, number bigint, at timestamptz, place bigint) on commit drop;

do $$
declare
  person  record;
  opt_in  record;
  known   text[];
  wider   text[];
  account record;
  anybody record;
  line    record;
  last    bigint;
begin
  for person in
    select c.* from contacts c
    where c.ledger is not null and c.merged_into is null and exists (
      select from consent_events e
      where e.tenant_id = c.tenant_id and e.sender is not null and e.contact_id in (
        select c.contact_id
        union all
        select f.contact_id from contacts f where f.tenant_id = c.tenant_id and f.merged_into = c.contact_id))
  loop
    delete from marks;
    delete from standing;
    insert into marks
    select distinct on (m.kind, m.is_provider, m.phone_key, m.user_id, m.sender_key)
           m.number, m.kind, m.source, m.rank, m.is_provider, m.occurred_at,
           min(m.occurred_at) over (partition by m.kind, m.is_provider, m.phone_key, m.user_id, m.sender_key),
           m.phone, m.phone_key, m.user_id, m.sender, m.sender_key, m.digest,
           array_remove(array['p' || m.phone_key, m.user_id], null)
    from (
      select e.*, e.source in ('provider_error', 'provider_preference') as is_provider,
             array_position(array['import', 'api', 'web', 'agent', 'keyword', 'button', 'provider_error',
                                  'provider_preference'], e.source) as rank,
             pg_temp.match_key(e.phone) as phone_key, pg_temp.match_key(e.sender) as sender_key,
             pg_temp.fingerprint(array[e.campaign_id, e.message_id, e.language, e.reason]) as digest
      from consent_events e
      where e.tenant_id = person.tenant_id and e.contact_id in (
        select person.contact_id
        union all
        select f.contact_id from contacts f
        where f.tenant_id = person.tenant_id and f.merged_into = person.contact_id)) m
    order by m.kind, m.is_provider, m.phone_key, m.user_id, m.sender_key,
             m.occurred_at desc, m.rank desc, m.digest desc, m.phone desc nulls last, m.sender desc nulls last;
    -- By their order the later of two marks is the greater, so the deciding one is the greatest.
    update marks set place = o.place
    from (select number, row_number() over (
            order by at, rank, digest, phone nulls first, user_id nulls first, sender nulls first) as place
          from marks) o
    where o.number = marks.number;

    update contacts set
      ledger = (
        select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
          'kind', kind, 'source', source, 'number', number, 'phone', phone, 'user_id', user_id, 'sender', sender,
          'digest', digest,
          'occurred_at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
          'linked_at', to_char(linked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))))
        from marks),
      sender = (select min(sender_key) from marks)
    where tenant_id = person.tenant_id and contact_id = person.contact_id;
    continue when (select count(distinct coalesce(sender_key, 0)) = 1 from marks);

    -- Whom each opt-in is of: its identifiers, and those that were linked to them by its time.
    for opt_in in select * from marks where kind = 'opt_in' loop
      known := opt_in.keys;
      loop
        select array_agg(distinct key) into wider
        from marks l cross join unnest(l.keys) key
        where key = any (known)
           or (cardinality(l.keys) = 2 and l.linked_at <= opt_in.at and l.keys && known);
        exit when cardinality(wider) = cardinality(known);
        known := wider;
      end loop;
      update marks set reach = known where number = opt_in.number;
    end loop;

    -- What stands in the account view (view null), and towards each sender; 0 is one that nobody named.
    insert into standing
    select v.view, o.number, o.at, o.place
    from (select null::bigint as view union all select 0 union all select distinct sender_key from marks
          where sender_key is not null) v
    join marks o on o.kind = 'opt_out' and (v.view is null or o.sender_key is null or o.sender_key = v.view)
    where not exists (
      select from marks i
      where i.kind = 'opt_in' and (v.view is null or i.sender_key is null or i.sender_key = v.view)
        and i.at > case when o.at = date_trunc('second', o.at) then o.at + interval '999999 us' else o.at end
        and (not o.is_provider or (i.source = 'provider_preference'
              and (i.sender_key is null or o.sender_key is null or i.sender_key = o.sender_key)))
        and i.reach && o.keys);

    select s.number, s.at, 'opted_out' as status into account
    from standing s where s.view is null order by s.place desc limit 1;
    if not found then
      select m.number, m.at, 'opted_in' as status into account
      from marks m where m.kind = 'opt_in' order by m.place desc limit 1;
    end if;
    select s.number, s.at into anybody from standing s where s.view is not null order by s.place desc limit 1;

    select last_event into last from tenants where tenant_id = person.tenant_id;
    update contacts set
      sender = 0, status = account.status, event_number = account.number, since = account.at,
      listed = case when account.status = 'opted_out' then
                 case when person.event_number = account.number then coalesce(person.listed, last) else last end end,
      sender_since  = case when anybody.number <> account.number or account.status = 'opted_in' then anybody.at end,
      sender_listed = case when anybody.number is not null
                            and (anybody.number <> account.number or account.status = 'opted_in') then last end
    where tenant_id = person.tenant_id and contact_id = person.contact_id;
    -- The row that the account's list shows.
    update opt_outs set
      only_in = case when anybody.number is distinct from account.number then 'account' end,
      delisted = case when person.event_number <> account.number or account.status = 'opted_in' then last end
    where tenant_id = person.tenant_id and opted_out_at = person.since and listed = person.listed
      and contact_id = person.contact_id;
    for line in
      select account.number, case when anybody.number is distinct from account.number then 'account' end as only_in
      where account.status = 'opted_out' and (person.listed is null or person.event_number <> account.number)
      union all
      select anybody.number, 'sender'
      where anybody.number is not null and (anybody.number <> account.number or account.status = 'opted_in')
    loop
      insert into opt_outs
        (tenant_id, opted_out_at, listed, contact_id, only_in, event_number, recorded_at, phone, user_id,
         also_known_as, sent_as, source, sender, campaign_id, message_id, language, reason)
      select e.tenant_id, e.occurred_at, last, person.contact_id, line.only_in, e.number, e.recorded_at, person.phone,
             person.user_id,
             (select array_agg(o.name order by o.phone_key, o.name collate "C") from (
                (select distinct on (p.phone_key) p.phone_key, '+' || p.phone as name from marks p
                 where p.phone_key is distinct from pg_temp.match_key(person.phone)
                 order by p.phone_key, p.at desc, p.phone desc, p.user_id desc nulls last, p.digest desc)
                union all
                select distinct null::bigint, u.user_id from marks u
                where u.user_id is distinct from person.user_id) o
              where o.name is not null),
             e.sent_as, e.source, e.sender, e.campaign_id, e.message_id, e.language, e.reason
      from consent_events e where e.tenant_id = person.tenant_id and e.number = line.number;
    end loop;
  end loop;
end
$$;

drop table marks, standing;
drop function pg_temp.match_key(bigint);
drop function pg_temp.fingerprint(text[]);

alter table consent_events force row level security;
alter table contacts       force row level security;
alter table opt_outs       force row level security;
alter table tenants        force row level security;
