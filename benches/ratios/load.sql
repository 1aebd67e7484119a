-- The opt-outs of the benchmark: a pure function of seed and number, and the rows that the service would have
-- written for them (verify.rs compares the two).
create schema bench;

-- Half Argentine, a quarter Brazilian, a quarter Mexican mobiles, each person another one: multiples of a number
-- modulo a prime come back only after all of them. Ordered by time they are in no order of number.
create function bench.people(seed bigint, total bigint)
returns table (
  number bigint, phone bigint, phone_key bigint, user_id text, sent_as text, occurred_at timestamptz,
  source text, sender bigint, campaign_id text, message_id text, language text, reason text)
language sql immutable parallel safe
as $$
  select n, p.phone, case when n % 4 < 2 then p.phone - 4950000000000 else p.phone end,
         case when n % 50 = 0 then 'AR.' || (1000000000000000 + seed * 100000000 + n) end,
         case when n % 3 = 0 then p.phone::text else '+' || p.phone end,
         -- Over 300 days, told about in nearly the order in which it happened.
         timestamptz '2025-01-01 00:00Z' + make_interval(secs => n * 25920000.0 / total)
           + make_interval(secs => n * 7919 % 600),
         (array['keyword', 'keyword', 'keyword', 'keyword', 'button', 'button', 'web', 'import', 'agent', 'api'])[1 + n % 10],
         5491100000001,
         case when n % 5 = 0 then 'spring-26' end,
         case when n % 10 < 6 then 'wamid.HBgNNTQ5MTE1NTU1' || lpad(n::text, 12, '0') end,
         case when n % 4 = 2 then 'pt' else 'es' end,
         case when n % 10 < 4 then 'BAJA' when n % 10 < 6 then 'Detener promociones' end
  from generate_series(1, total) n
  cross join lateral (select case n % 4
    when 2 then 5511960000000 + (n + seed) * 48271 % 39999983
    when 3 then 525520000000 + (n + seed) * 48271 % 59999999
    else 5491100000000 + (n + seed) * 48271 % 99999989 end as phone) p
$$;

-- Loads the same number of opt-outs into each of these tenants.
create procedure bench.load(ids uuid[], seeds bigint[], total bigint)
language sql
begin atomic
  insert into consent_events
    (tenant_id, number, contact_id, kind, source, occurred_at, recorded_at, phone, user_id, sent_as, sender,
     campaign_id, message_id, language, reason, key_id, status, changed)
  select t.id, p.number, p.number, 'opt_out', p.source, p.occurred_at, p.occurred_at + interval '2 s', p.phone,
         p.user_id, p.sent_as, p.sender, p.campaign_id, p.message_id, p.language, p.reason, k.key_id, 'opted_out', true
  from unnest(ids, seeds) t (id, seed)
  join api_keys k on k.tenant_id = t.id
  cross join lateral bench.people(t.seed, total) p;

  insert into contacts (tenant_id, contact_id, phone, user_id, status, event_number, since, listed, sender)
  select t.id, p.number, p.phone, p.user_id, 'opted_out', p.number, p.occurred_at, p.number,
         -- The match key of the sender.
         541100000001
  from unnest(ids, seeds) t (id, seed)
  cross join lateral bench.people(t.seed, total) p;

  insert into contact_phones (tenant_id, phone_key, contact_id)
  select t.id, p.phone_key, p.number
  from unnest(ids, seeds) t (id, seed)
  cross join lateral bench.people(t.seed, total) p;

  insert into contact_user_ids (tenant_id, user_id, contact_id)
  select t.id, p.user_id, p.number
  from unnest(ids, seeds) t (id, seed)
  cross join lateral bench.people(t.seed, total) p
  where p.user_id is not null;

  insert into opt_outs
    (tenant_id, opted_out_at, listed, contact_id, event_number, recorded_at, phone, user_id, sent_as, source,
     sender, campaign_id, message_id, language, reason)
  select t.id, p.occurred_at, p.number, p.number, p.number, p.occurred_at + interval '2 s', p.phone, p.user_id,
         p.sent_as, p.source, p.sender, p.campaign_id, p.message_id, p.language, p.reason
  from unnest(ids, seeds) t (id, seed)
  cross join lateral bench.people(t.seed, total) p;

  update tenants set last_event = total where tenant_id = any (ids);
end;

-- Indexes are quicker to make than to keep up: they are set aside while loading.
create table bench.set_aside (on_table text, name text, made_by text, is_constraint boolean);

create procedure bench.set_indexes_aside()
language plpgsql
as $$
declare
  one record;
begin
  insert into bench.set_aside
  select i.indrelid::regclass::text, i.indexrelid::regclass::text,
         coalesce(pg_get_constraintdef(c.oid), pg_get_indexdef(i.indexrelid)), c.oid is not null
  from pg_index i left join pg_constraint c on c.conindid = i.indexrelid
  where i.indrelid in ('consent_events'::regclass, 'contacts'::regclass, 'contact_phones'::regclass,
                       'contact_user_ids'::regclass, 'opt_outs'::regclass);
  for one in select * from bench.set_aside loop
    if one.is_constraint then
      execute format('alter table %s drop constraint %I', one.on_table, one.name);
    else
      execute format('drop index %I', one.name);
    end if;
  end loop;
end
$$;

create procedure bench.make_indexes()
language plpgsql
as $$
declare
  one record;
begin
  for one in select * from bench.set_aside loop
    if one.is_constraint then
      execute format('alter table %s add constraint %I %s', one.on_table, one.name, one.made_by);
    else
      execute one.made_by;
    end if;
  end loop;
end
$$;
