-- Writes what recording came to, as recording_write does. Contacts and identifiers that are new take half the time: what
-- was not there before is inserted without a look for what it could conflict with. The recorder has looked already, while it holds
-- the tenant's counter, and nobody else writes these tables. A conflict all the same is an error: nothing is recorded.
--
-- recording_write stays for the program before this one, which goes on during an upgrade.
create function recording_save(changes recording_changes[])
returns void
language plpgsql security invoker as $$
declare
  tenant recording_changes;
  -- Contacts have the number of their first event, so those above were made by these events; and their identifiers
  -- belonged to nobody before.
  before bigint;
begin
  foreach tenant in array changes loop
    perform set_config('app.tenant_id', tenant.tenant_id::text, true);
    before := tenant.last_event - cardinality(tenant.events);

    insert into consent_events
      (tenant_id, number, contact_id, kind, source, occurred_at, recorded_at, phone, user_id, sent_as, sender,
       campaign_id, message_id, language, reason, status, changed, former_phone, former_user_id, rule, key_id,
       sender_id)
    select tenant.tenant_id, e.* from unnest(tenant.events) e;

    -- They come in the order of their ids.
    if (tenant.contacts[1]).contact_id <= before then
      insert into contacts as c
        (tenant_id, contact_id, phone, user_id, status, event_number, since, listed, ledger, merged_into, sender,
         sender_since, sender_listed)
      select tenant.tenant_id, n.* from unnest(tenant.contacts) n where n.contact_id <= before
      on conflict (tenant_id, contact_id) do update set
        phone = excluded.phone, user_id = excluded.user_id, status = excluded.status,
        event_number = excluded.event_number, since = excluded.since, listed = excluded.listed,
        ledger = excluded.ledger, merged_into = excluded.merged_into, sender = excluded.sender,
        sender_since = excluded.sender_since, sender_listed = excluded.sender_listed;
    end if;
    if (tenant.contacts[cardinality(tenant.contacts)]).contact_id > before then
      insert into contacts
        (tenant_id, contact_id, phone, user_id, status, event_number, since, listed, ledger, merged_into, sender,
         sender_since, sender_listed)
      select tenant.tenant_id, n.* from unnest(tenant.contacts) n where n.contact_id > before;
    end if;

    -- Contacts that were merged into one that is now merged itself follow it, so that a family is one step.
    if cardinality(tenant.merged) > 0 then
      update contacts c set merged_into = m.into_id
      from unnest(tenant.merged, tenant.merged_into) m (from_id, into_id)
      where c.tenant_id = tenant.tenant_id and c.merged_into = m.from_id;
    end if;

    if before >= any (tenant.phone_contacts) then
      insert into contact_phones (tenant_id, phone_key, contact_id)
      select tenant.tenant_id, n.phone_key, n.contact_id
      from unnest(tenant.phone_keys, tenant.phone_contacts) n (phone_key, contact_id) where n.contact_id <= before
      on conflict (tenant_id, phone_key) do update set contact_id = excluded.contact_id;
    end if;
    if before < any (tenant.phone_contacts) then
      insert into contact_phones (tenant_id, phone_key, contact_id)
      select tenant.tenant_id, n.phone_key, n.contact_id
      from unnest(tenant.phone_keys, tenant.phone_contacts) n (phone_key, contact_id) where n.contact_id > before;
    end if;
    if before >= any (tenant.user_id_contacts) then
      insert into contact_user_ids (tenant_id, user_id, contact_id)
      select tenant.tenant_id, n.user_id, n.contact_id
      from unnest(tenant.user_ids, tenant.user_id_contacts) n (user_id, contact_id) where n.contact_id <= before
      on conflict (tenant_id, user_id) do update set contact_id = excluded.contact_id;
    end if;
    if before < any (tenant.user_id_contacts) then
      insert into contact_user_ids (tenant_id, user_id, contact_id)
      select tenant.tenant_id, n.user_id, n.contact_id
      from unnest(tenant.user_ids, tenant.user_id_contacts) n (user_id, contact_id) where n.contact_id > before;
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

revoke execute on function recording_save(recording_changes[]) from public;
grant execute on function recording_save(recording_changes[]) to optout_app;
