-- The two roles of the service. Roles belong to the whole cluster, so they may exist already.
--   optout_app       what the service logs in as; owns nothing, never bypasses row-level security
--   optout_platform  what it becomes for the platform side (tenants across the board), one transaction at a time
-- `noinherit`: being a member gives optout_app nothing until it says `set local role optout_platform`.
do $$
begin
  begin
    create role optout_app login noinherit nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    create role optout_platform nologin noinherit nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
  exception when duplicate_object or unique_violation then null;
  end;
  if not pg_has_role('optout_app', 'optout_platform', 'member') then
    grant optout_platform to optout_app;
  end if;
end
$$;

revoke all on schema public from public;
grant usage on schema public to optout_app, optout_platform;
