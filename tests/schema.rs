//! Every table that holds rows of tenants keeps them apart, whoever adds it.

use crate::support::App;
use crate::support::database::{texts, try_run};

/// Tables of the current schema with a `tenant_id`.
const TENANT_TABLES: &str = "select c.oid from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')";

/// Runs a query whose rows are holes.
async fn assert_none(what: &str, sql: &str) {
    let app = App::shared().await;
    let sql = sql.replace("$TABLES", TENANT_TABLES);

    let holes = texts(&mut app.owner().await, sql).await;

    assert!(holes.is_empty(), "{what}: {holes:?}");
}

#[tokio::test]
async fn every_table_but_the_list_of_migrations_belongs_to_tenants() {
    assert_none(
        "tables without tenant_id",
        "select relname::text from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
           and oid not in ($TABLES) and relname <> '_sqlx_migrations'",
    )
    .await;
}

#[tokio::test]
async fn row_level_security_is_forced_with_a_policy_that_fails_loudly() {
    assert_none(
        "tables without forced row-level security",
        "select relname::text from pg_class
         where oid in ($TABLES) and not (relrowsecurity and relforcerowsecurity)",
    )
    .await;
    assert_none(
        "tables without the tenant policy for optout_app",
        "select relname::text from pg_class where oid in ($TABLES) and not exists (
           select from pg_policies p
           where p.schemaname = 'public' and p.tablename = relname and p.cmd = 'ALL'
             and p.roles = array['optout_app']::name[]
             and p.qual like '%current_setting(''app.tenant_id''::text)%'
             and p.with_check like '%current_setting(''app.tenant_id''::text)%')",
    )
    .await;
    assert_none(
        "policies that would let an unset tenant pass in silence",
        "select tablename || ': ' || policyname from pg_policies
         where (qual || coalesce(with_check, '')) ~* 'nullif|coalesce|, true'",
    )
    .await;
    assert_none(
        "policies for anybody else than the two roles",
        "select tablename || ': ' || policyname from pg_policies
         where roles not in (array['optout_app']::name[], array['optout_platform']::name[])",
    )
    .await;
}

#[tokio::test]
async fn every_index_and_every_foreign_key_leads_with_the_tenant() {
    assert_none(
        "indexes that do not lead with tenant_id",
        "select i.indexrelid::regclass::text from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'tenant_id'
         where i.indrelid in ($TABLES) and i.indkey[0] <> a.attnum",
    )
    .await;
    assert_none(
        "foreign keys without tenant_id, or to a table that is not the tenants'",
        "select f.conname::text from pg_constraint f
         join pg_attribute a on a.attrelid = f.conrelid and a.attname = 'tenant_id'
         where f.contype = 'f' and f.conrelid in ($TABLES)
           and (not a.attnum = any(f.conkey) or f.confrelid not in ($TABLES))",
    )
    .await;
}

#[tokio::test]
async fn nothing_is_shared_between_tenants() {
    assert_none("sequences", "select relname::text from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace").await;
    assert_none(
        "columns that number rows across tenants",
        "select attrelid::regclass::text || '.' || attname from pg_attribute
         where attrelid in ($TABLES) and attidentity <> ''",
    )
    .await;
    // An enum's `=` is not leakproof, so it is decided after the policy, with no index.
    assert_none("enum types", "select typname::text from pg_type where typtype = 'e'").await;
    assert_none(
        "views and functions that could step around a policy",
        "select proname::text from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
         union all
         select relname::text from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace",
    )
    .await;
}

#[tokio::test]
async fn the_roles_of_the_service_own_nothing_and_bypass_nothing() {
    let roles = "('optout_app', 'optout_platform')";
    assert_none(
        "roles with rights of their own",
        &format!(
            "select rolname::text from pg_roles where rolname in {roles}
             and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit)"
        ),
    )
    .await;
    assert_none(
        "things that the roles own",
        &format!(
            "select relname::text from pg_class where pg_get_userbyid(relowner) in {roles}
             union all select proname::text from pg_proc where pg_get_userbyid(proowner) in {roles}
             union all select nspname::text from pg_namespace where pg_get_userbyid(nspowner) in {roles}
             union all select datname::text from pg_database where pg_get_userbyid(datdba) in {roles}"
        ),
    )
    .await;
    assert_none(
        "rights on the schema that everybody has",
        "select 'create' where has_schema_privilege('optout_app', 'public', 'create')
         union all select 'public' from pg_namespace n, aclexplode(n.nspacl) a
         where n.nspname = 'public' and a.grantee = 0",
    )
    .await;
    assert_none(
        "memberships beyond optout_app in optout_platform",
        &format!(
            "select member::regrole::text || ' in ' || roleid::regrole::text from pg_auth_members
             where member::regrole::text in {roles}
               and (member::regrole::text, roleid::regrole::text) <> ('optout_app', 'optout_platform')"
        ),
    )
    .await;
}

#[tokio::test]
async fn the_service_has_only_the_rights_it_uses() {
    assert_none(
        "rights that would undo history",
        "select p || ' on ' || t
         from unnest(array['update', 'delete', 'truncate', 'trigger', 'references']) p,
              unnest(array['consent_events', 'filter_runs']) t
         where has_table_privilege('optout_app', t, p)
            or (p = 'update' and has_any_column_privilege('optout_app', t, 'update'))",
    )
    .await;
    assert_none(
        "tables that may be emptied, or deleted from without a reason",
        "select relname::text from pg_class where oid in ($TABLES)
           and (has_table_privilege('optout_app', oid, 'truncate')
             or has_table_privilege('optout_platform', oid, 'truncate, delete')
             or (has_table_privilege('optout_app', oid, 'delete')
                 -- Answers expire, a delivery is gone once what it says is recorded, and people sign out.
                 and relname not in ('idempotency_keys', 'webhook_deliveries', 'sessions')))",
    )
    .await;
    assert_none(
        "columns that the platform side may read beside tenants, settings, and whose work waits",
        "select relname || '.' || attname from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0
         where pg_class.oid in ($TABLES)
           and has_column_privilege('optout_platform', pg_class.oid, attnum, 'select')
           and relname not in ('tenants', 'settings')
           and (relname, attname) not in (values ('webhook_deliveries', 'tenant_id'),
             ('webhook_deliveries', 'delivery_id'), ('confirmations', 'tenant_id'), ('confirmations', 'status'),
             ('confirmations', 'next_attempt_at'), ('count_progress', 'tenant_id'), ('count_progress', 'counted_to'))",
    )
    .await;
}

#[tokio::test]
async fn without_a_tenant_no_table_answers_in_a_fresh_or_a_reused_session() {
    let app = App::shared().await;
    let tables = format!("select relname::text from pg_class where oid in ({TENANT_TABLES})");
    let tables = texts(&mut app.owner().await, tables).await;
    assert!(tables.len() >= 7, "{tables:?}");
    let mut fresh = app.service_role().await;
    let mut used = app.service_role().await;
    let once = format!("begin; set local app.tenant_id = '{}'; commit", app.tenant);
    try_run(&mut used, once).await.unwrap();

    for (session, code) in [(&mut fresh, "42704"), (&mut used, "22P02")] {
        for table in &tables {
            let refused = try_run(session, format!("select 1 from {table}")).await.unwrap_err();

            let refused = refused.into_database_error().unwrap();
            assert_eq!(refused.code().unwrap(), code, "{table}: {refused}");
        }
    }
}
