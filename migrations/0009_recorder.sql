-- What the recorder does for many tenants at once, in one round trip each: it reads what recording needs to know,
-- and writes what it came to. Each function takes one element per tenant and becomes that tenant before it touches
-- a row. All are `security invoker`: the policies hold inside them as they do outside.
-- A later program that needs other columns brings types and functions with other names, so that the program before
-- it can go on with these.

-- Whose contacts are wanted.
create type recording_question as (
  tenant_id  uuid,
  phone_keys bigint[],
  user_ids   text[]
);

-- Takes the counters of these tenants and finds the contacts of the identifiers; `place` counts the tenants from 1.
-- A tenant without a contact has one row of nulls. One whose counter another transaction holds has no row, unless
-- `waits`.
create function recording_contacts(asked recording_question[], waits boolean)
returns table (
  place integer, last_event bigint, read_at timestamptz, phone_key bigint, user_id text, contact_id bigint,
  since timestamptz, listed bigint, sender_since timestamptz, sender_listed bigint, ledger jsonb,
  number bigint, kind text, source text, occurred_at timestamptz, event_phone bigint, event_user_id text,
  event_sender bigint, former_phone bigint, former_user_id text, campaign_id text, message_id text, language text,
  reason text)
language plpgsql security invoker as $$
#variable_conflict use_column
declare
  tenant recording_question;
  is_known boolean;
begin
  place := 0;
  foreach tenant in array asked loop
    place := place + 1;
    perform set_config('app.tenant_id', tenant.tenant_id::text, true);
    if waits then
      select t.last_event into last_event from tenants t
      where t.tenant_id = tenant.tenant_id for no key update;
    else
      select t.last_event into last_event from tenants t
      where t.tenant_id = tenant.tenant_id for no key update skip locked;
    end if;
    continue when not found;
    -- Whoever numbers events after this one also reads the clock after it.
    read_at := clock_timestamp();
    -- `lateral` and `limit` leave nothing but a look-up by key, whatever the statistics say of the tenant:
    -- `= any` may be planned as a filter over all of its rows, here and for ever.
    is_known := exists (
      select from unnest(tenant.phone_keys) k (phone_key)
      cross join lateral (
        select from contact_phones p
        where p.tenant_id = tenant.tenant_id and p.phone_key = k.phone_key limit 1) p);
    if not is_known and cardinality(tenant.user_ids) > 0 then
      is_known := exists (
        select from unnest(tenant.user_ids) k (user_id)
        cross join lateral (
          select from contact_user_ids u
          where u.tenant_id = tenant.tenant_id and u.user_id = k.user_id limit 1) u);
    end if;
    -- Most people who leave are new: to look first costs less than to begin the query for the others.
    if not is_known then
      return next;
      continue;
    end if;
    return query
      select place, last_event, read_at, f.phone_key, f.user_id, f.contact_id, c.since, c.listed, c.sender_since,
             c.sender_listed, c.ledger, e.number, e.kind, e.source, e.occurred_at, e.phone, e.user_id, e.sender,
             e.former_phone, e.former_user_id, e.campaign_id, e.message_id, e.language, e.reason
      from (
        select k.phone_key, null as user_id, p.contact_id
        from unnest(tenant.phone_keys) k (phone_key)
        cross join lateral (
          select p.contact_id from contact_phones p
          where p.tenant_id = tenant.tenant_id and p.phone_key = k.phone_key limit 1) p
        union all
        select null, k.user_id, u.contact_id
        from unnest(tenant.user_ids) k (user_id)
        cross join lateral (
          select u.contact_id from contact_user_ids u
          where u.tenant_id = tenant.tenant_id and u.user_id = k.user_id limit 1) u) f
      left join lateral (
        select * from contacts c
        where c.tenant_id = tenant.tenant_id and c.contact_id = f.contact_id limit 1) c on true
      -- A contact of a single event keeps no ledger: the event says it all.
      left join lateral (
        select * from consent_events e
        where c.ledger is null and e.tenant_id = tenant.tenant_id and e.number >= c.event_number
        order by e.tenant_id, e.number limit 1) e on e.number = c.event_number;
  end loop;
end
$$;

-- Contacts of which an event at this time, or with one of these message ids, may be a repeat.
create type recording_likeness as (
  tenant_id        uuid,
  contacts         bigint[],
  times            timestamptz[],
  message_contacts bigint[],
  message_ids      text[]
);

-- Finds such events, also those of contacts that were merged into these. A null `occurred_at` is one that was asked
-- for by its message.
create function recording_repeats(asked recording_likeness[])
returns table (
  place integer, by_message boolean, number bigint, kind text, source text, occurred_at timestamptz, message_id text,
  phone bigint, user_id text, sender bigint, former_phone bigint, former_user_id text, campaign_id text,
  language text, reason text)
language plpgsql security invoker as $$
#variable_conflict use_column
declare
  tenant recording_likeness;
begin
  place := 0;
  foreach tenant in array asked loop
    place := place + 1;
    perform set_config('app.tenant_id', tenant.tenant_id::text, true);
    if cardinality(tenant.contacts) > 0 then
      return query
        with asked as (
          select distinct q.contact_id, q.occurred_at
          from unnest(tenant.contacts, tenant.times) q (contact_id, occurred_at)),
        family as (
          select a.contact_id as member, a.occurred_at from asked a
          union all
          select c.contact_id, a.occurred_at
          from asked a join contacts c on c.tenant_id = tenant.tenant_id and c.merged_into = a.contact_id)
        select place, false, e.number, e.kind, e.source, e.occurred_at, e.message_id, e.phone, e.user_id, e.sender,
               e.former_phone, e.former_user_id, e.campaign_id, e.language, e.reason
        from family f
        join consent_events e
          on e.tenant_id = tenant.tenant_id and e.contact_id = f.member and e.occurred_at = f.occurred_at;
    end if;
    if cardinality(tenant.message_contacts) > 0 then
      return query
        select place, true, e.number, e.kind, e.source, e.occurred_at, e.message_id, e.phone, e.user_id, e.sender,
               e.former_phone, e.former_user_id, e.campaign_id, e.language, e.reason
        from consent_events e
        where e.tenant_id = tenant.tenant_id and e.message_id = any(tenant.message_ids)
          and e.contact_id in (
            select unnest(tenant.message_contacts)
            union all
            select c.contact_id from contacts c
            where c.tenant_id = tenant.tenant_id and c.merged_into = any(tenant.message_contacts));
    end if;
  end loop;
end
$$;

-- An event of one tenant.
create type recording_reference as (
  tenant_id uuid,
  number    bigint
);

-- Reads events that were recorded before; `place` counts the references from 1.
create function recording_events(asked recording_reference[])
returns table (
  place integer, number bigint, kind text, source text, occurred_at timestamptz, recorded_at timestamptz,
  phone bigint, user_id text, sent_as text, sender bigint, campaign_id text, message_id text, language text,
  reason text, former_phone bigint, former_user_id text, rule text, key_id uuid, sender_id uuid, status text,
  changed boolean)
language plpgsql security invoker as $$
#variable_conflict use_column
declare
  event recording_reference;
begin
  place := 0;
  foreach event in array asked loop
    place := place + 1;
    perform set_config('app.tenant_id', event.tenant_id::text, true);
    -- By order, not by equality, for the same reason as in recording_write.
    return query
      select place, e.number, e.kind, e.source, e.occurred_at, e.recorded_at, e.phone, e.user_id, e.sent_as, e.sender,
             e.campaign_id, e.message_id, e.language, e.reason, e.former_phone, e.former_user_id, e.rule, e.key_id,
             e.sender_id, e.status, e.changed
      from (
        select * from consent_events e
        where e.tenant_id = event.tenant_id and e.number >= event.number
        order by e.tenant_id, e.number limit 1) e
      where e.number = event.number;
  end loop;
end
$$;

create type recording_event as (
  number         bigint,
  contact_id     bigint,
  kind           text,
  source         text,
  occurred_at    timestamptz,
  recorded_at    timestamptz,
  phone          bigint,
  user_id        text,
  sent_as        text,
  sender         bigint,
  campaign_id    text,
  message_id     text,
  language       text,
  reason         text,
  status         text,
  changed        boolean,
  former_phone   bigint,
  former_user_id text,
  rule           text,
  key_id         uuid,
  sender_id      uuid
);

create type recording_contact as (
  contact_id    bigint,
  phone         bigint,
  user_id       text,
  status        text,
  event_number  bigint,
  since         timestamptz,
  listed        bigint,
  ledger        jsonb,
  merged_into   bigint,
  sender        bigint,
  sender_since  timestamptz,
  sender_listed bigint
);

-- A new row of the list.
create type recording_listing as (
  opted_out_at  timestamptz,
  listed        bigint,
  contact_id    bigint,
  only_in       text,
  event_number  bigint,
  recorded_at   timestamptz,
  phone         bigint,
  user_id       text,
  also_known_as text[],
  sent_as       text,
  source        text,
  sender        bigint,
  campaign_id   text,
  message_id    text,
  language      text,
  reason        text
);

-- A new row of the list that shows the details of an event recorded before.
create type recording_relisting as (
  contact_id    bigint,
  listed        bigint,
  event_number  bigint,
  phone         bigint,
  user_id       text,
  also_known_as text[],
  only_in       text
);

-- The end of a row of the list.
create type recording_ending as (
  contact_id   bigint,
  opted_out_at timestamptz,
  listed       bigint,
  delisted     bigint,
  of_senders   boolean
);

-- What changed for one tenant.
create type recording_changes as (
  tenant_id        uuid,
  last_event       bigint,
  events           recording_event[],
  contacts         recording_contact[],
  -- Contacts among these that were merged into another one, and into which.
  merged           bigint[],
  merged_into      bigint[],
  phone_keys       bigint[],
  phone_contacts   bigint[],
  user_ids         text[],
  user_id_contacts bigint[],
  endings          recording_ending[],
  listings         recording_listing[],
  relistings       recording_relisting[]
);

-- Writes events, contacts, identifiers and the list, and advances the counters, whose rows are locked already.
create function recording_write(changes recording_changes[])
returns void
language plpgsql security invoker as $$
declare
  tenant recording_changes;
begin
  foreach tenant in array changes loop
    perform set_config('app.tenant_id', tenant.tenant_id::text, true);

    insert into consent_events
      (tenant_id, number, contact_id, kind, source, occurred_at, recorded_at, phone, user_id, sent_as, sender,
       campaign_id, message_id, language, reason, status, changed, former_phone, former_user_id, rule, key_id,
       sender_id)
    select tenant.tenant_id, e.* from unnest(tenant.events) e;

    insert into contacts as c
      (tenant_id, contact_id, phone, user_id, status, event_number, since, listed, ledger, merged_into, sender,
       sender_since, sender_listed)
    select tenant.tenant_id, n.* from unnest(tenant.contacts) n
    on conflict (tenant_id, contact_id) do update set
      phone = excluded.phone, user_id = excluded.user_id, status = excluded.status,
      event_number = excluded.event_number, since = excluded.since, listed = excluded.listed,
      ledger = excluded.ledger, merged_into = excluded.merged_into, sender = excluded.sender,
      sender_since = excluded.sender_since, sender_listed = excluded.sender_listed;

    -- Contacts that were merged into one that is now merged itself follow it, so that a family is one step.
    if cardinality(tenant.merged) > 0 then
      update contacts c set merged_into = m.into_id
      from unnest(tenant.merged, tenant.merged_into) m (from_id, into_id)
      where c.tenant_id = tenant.tenant_id and c.merged_into = m.from_id;
    end if;

    if cardinality(tenant.phone_keys) > 0 then
      insert into contact_phones (tenant_id, phone_key, contact_id)
      select tenant.tenant_id, n.* from unnest(tenant.phone_keys, tenant.phone_contacts) n
      on conflict (tenant_id, phone_key) do update set contact_id = excluded.contact_id;
    end if;
    if cardinality(tenant.user_ids) > 0 then
      insert into contact_user_ids (tenant_id, user_id, contact_id)
      select tenant.tenant_id, n.* from unnest(tenant.user_ids, tenant.user_id_contacts) n
      on conflict (tenant_id, user_id) do update set contact_id = excluded.contact_id;
    end if;

    if cardinality(tenant.endings) > 0 then
      update opt_outs o set delisted = d.delisted
      from unnest(tenant.endings) d
      where o.tenant_id = tenant.tenant_id and o.opted_out_at = d.opted_out_at and o.listed = d.listed
        and o.contact_id = d.contact_id and (o.only_in is not distinct from 'sender') = d.of_senders;
    end if;
    if cardinality(tenant.listings) > 0 then
      insert into opt_outs
        (tenant_id, opted_out_at, listed, contact_id, only_in, event_number, recorded_at, phone, user_id,
         also_known_as, sent_as, source, sender, campaign_id, message_id, language, reason)
      select tenant.tenant_id, n.* from unnest(tenant.listings) n;
    end if;
    if cardinality(tenant.relistings) > 0 then
      insert into opt_outs
        (tenant_id, opted_out_at, listed, contact_id, only_in, event_number, recorded_at, phone, user_id,
         also_known_as, sent_as, source, sender, campaign_id, message_id, language, reason)
      select tenant.tenant_id, e.occurred_at, n.listed, n.contact_id, n.only_in, e.number, e.recorded_at, n.phone,
             n.user_id, n.also_known_as, e.sent_as, e.source, e.sender, e.campaign_id, e.message_id, e.language,
             e.reason
      from unnest(tenant.relistings) n
      -- By order, not by equality: on tables without statistics PostgreSQL takes the index of contacts for as
      -- good as the primary key, and reads all of the tenant's entries for each event.
      join lateral (
        select * from consent_events e
        where e.tenant_id = tenant.tenant_id and e.number >= n.event_number
        order by e.tenant_id, e.number limit 1) e on e.number = n.event_number;
    end if;

    update tenants t set last_event = tenant.last_event where t.tenant_id = tenant.tenant_id;
  end loop;
end
$$;

-- An Idempotency-Key of one request.
create type recording_key as (
  tenant_id   uuid,
  operation   text,
  key         text,
  fingerprint bytea
);

-- Takes those of these keys that are free or expired (24 hours), and lets a few expired ones of their tenants go.
-- `place` counts the keys from 1; for one that is not `claimed` the answer that was given follows.
create function recording_claim_keys(asked recording_key[])
returns table (place integer, claimed boolean, fingerprint bytea, status smallint, body bytea)
language plpgsql security invoker as $$
#variable_conflict use_column
declare
  wanted recording_key;
begin
  place := 0;
  foreach wanted in array asked loop
    place := place + 1;
    perform set_config('app.tenant_id', wanted.tenant_id::text, true);
    insert into idempotency_keys as k (tenant_id, operation, key, fingerprint)
    values (wanted.tenant_id, wanted.operation, wanted.key, wanted.fingerprint)
    on conflict (tenant_id, operation, key) do update
      set fingerprint = excluded.fingerprint, status = null, body = null, created_at = clock_timestamp()
      where k.created_at < clock_timestamp() - interval '24 hours';
    if found then
      return query select place, true, null::bytea, null::smallint, null::bytea;
      delete from idempotency_keys d where d.tenant_id = wanted.tenant_id and (d.operation, d.key) in (
        select o.operation, o.key from idempotency_keys o
        where o.tenant_id = wanted.tenant_id and o.created_at < clock_timestamp() - interval '24 hours'
        order by o.created_at limit 10 for update skip locked);
    else
      return query
        select place, false, k.fingerprint, k.status, k.body from idempotency_keys k
        where k.tenant_id = wanted.tenant_id and k.operation = wanted.operation and k.key = wanted.key;
    end if;
  end loop;
end
$$;

-- The answer that was given under a key.
create type recording_answer as (
  tenant_id uuid,
  operation text,
  key       text,
  status    smallint,
  body      bytea
);

-- Keeps answers under the keys that were taken for them.
create function recording_keep_answers(given recording_answer[])
returns void
language plpgsql security invoker as $$
declare
  answer recording_answer;
begin
  foreach answer in array given loop
    perform set_config('app.tenant_id', answer.tenant_id::text, true);
    update idempotency_keys k set status = answer.status, body = answer.body
    where k.tenant_id = answer.tenant_id and k.operation = answer.operation and k.key = answer.key;
  end loop;
end
$$;

revoke execute on function
  recording_contacts(recording_question[], boolean), recording_repeats(recording_likeness[]),
  recording_events(recording_reference[]), recording_write(recording_changes[]),
  recording_claim_keys(recording_key[]), recording_keep_answers(recording_answer[])
  from public;
grant execute on function
  recording_contacts(recording_question[], boolean), recording_repeats(recording_likeness[]),
  recording_events(recording_reference[]), recording_write(recording_changes[]),
  recording_claim_keys(recording_key[]), recording_keep_answers(recording_answer[])
  to optout_app;
