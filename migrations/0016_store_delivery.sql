-- Stores a delivery of a provider, as the tenant that it came for, in one round trip instead of three: it is all that
-- happens before a webhook is answered.
create function store_delivery(tenant uuid, delivery uuid, hook uuid, told_by text, content bytea)
returns void
language plpgsql security invoker as $$
begin
  perform set_config('app.tenant_id', tenant::text, true);
  insert into webhook_deliveries (tenant_id, delivery_id, sender_id, provider, body)
  values (tenant, delivery, hook, told_by, content);
end
$$;

revoke execute on function store_delivery(uuid, uuid, uuid, text, bytea) from public;
grant execute on function store_delivery(uuid, uuid, uuid, text, bytea) to optout_app;
