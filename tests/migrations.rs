//! Each migration on a database that the ones before have filled, and the service on the outcome.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use optout::access::ApiKey;
use optout::api;
use optout::db::migrate::{MIGRATOR, check, migrate};
use optout::domain::ids::TenantId;
use optout::workers::Workers;
use serde_json::json;
use sqlx::PgConnection;

use crate::support::app::patient_state;
use crate::support::database::{self, OwnDatabase, run, texts};
use crate::support::process::optout;
use crate::support::{App, Client, make};

const TENANT: &str = "01900000-0000-7000-8000-000000000001";

fn fixture(version: i64) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("tests/fixtures/migrations/{version:04}.sql"))
}

/// How many rows each table has.
async fn counts(connection: &mut PgConnection) -> BTreeMap<String, i64> {
    let tables = "select relname::text from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')";
    let mut counts = BTreeMap::new();
    for table in texts(connection, tables).await {
        let count = texts(connection, format!("select count(*)::text from {table}")).await;
        counts.insert(table, count[0].parse().unwrap());
    }
    counts
}

#[test]
fn migrations_are_numbered_without_gaps_and_each_has_sample_rows() {
    let versions: Vec<i64> = MIGRATOR.iter().map(|migration| migration.version).collect();

    let expected: Vec<i64> = (1..=i64::try_from(versions.len()).unwrap()).collect();
    assert_eq!(versions, expected);
    for version in versions {
        assert!(fixture(version).exists(), "give {} some rows", fixture(version).display());
    }
}

#[tokio::test]
async fn each_migration_runs_on_a_filled_database_and_loses_no_row() {
    let own = OwnDatabase::empty().await;
    let mut owner = database::owner(&own.name).await;
    let mut before = BTreeMap::new();

    for migration in MIGRATOR.iter() {
        run(&mut owner, migration.sql.as_str().to_owned()).await;

        let after = counts(&mut owner).await;
        for (table, count) in &before {
            let left = after.get(table);
            assert_eq!(left, Some(count), "{table} after migration {}", migration.version);
        }
        run(&mut owner, fs::read_to_string(fixture(migration.version)).unwrap()).await;
        before = counts(&mut owner).await;
    }

    let empty: Vec<&String> =
        before.iter().filter(|(_, count)| **count == 0).map(|(table, _)| table).collect();
    assert!(empty.is_empty(), "no sample rows in {empty:?}");
    serves_what_was_there(&own.name, &mut owner).await;
}

/// The sample rows as the API shows them.
async fn serves_what_was_there(database: &str, owner: &mut PgConnection) {
    let key = ApiKey::generate(TENANT.parse::<TenantId>().unwrap());
    let hash = make::hex(&key.hash());
    run(owner, format!("update api_keys set secret_hash = '\\x{hash}' where tenant_id = '{TENANT}' and name = 'all'")).await;
    let url = database::cluster().await.app_url(database);
    let state = patient_state(&url, 2, Duration::from_secs(20));
    let workers = Workers::start(&state).unwrap();
    let client = Client::new(api::router(state), Some(key.reveal().to_owned()));

    let list = client.get("/v1/opt-outs").await.is(200);
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["phone"], "+5491155550101");
    let filter = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": ["+5491155550101", "5511912345678", "AR.1000200030004000"],
    });
    let filter = client.post("/v1/campaigns/filter", &filter).await.is(200);
    assert_eq!(filter["sendable"], json!(["5511912345678"]));
    let shown = client.get("/v1/contacts/AR.1000200030004000").await.is(200);
    assert_eq!(shown["history"]["data"].as_array().unwrap().len(), 3);
    let changes = client.get("/v1/changes").await.is(200);
    assert_eq!((&changes["last_event"], changes["data"].as_array().unwrap().len()), (&json!(7), 7));
    assert_eq!(changes["data"][5]["sender_id"], "01900000-0000-7000-8000-00000000000c");
    assert_eq!(changes["data"][5]["rule"], "stop");
    assert!(changes["data"][5].get("key_id").is_none());
    let again = client.post("/v1/opt-outs", &json!({"phone": "5511912345678"})).await.is(201);
    assert_eq!(again["event"]["number"], 8);
    let later = json!({"phone": "+5491155550101", "reason": "asked"});
    let later = client.post("/v1/opt-ins", &later).await.is(200);
    assert_eq!(later["contact"]["status"], "opted_out");
    let words = client.get("/v1/settings").await.is(200);
    assert_eq!(words["keywords"]["opt_out"], json!(["chau"]));
    for (path, count) in [("/v1/reviews", 1), ("/v1/confirmations", 2), ("/v1/dead-letters", 2)] {
        let page = client.get(path).await.is(200);
        assert_eq!(page["data"].as_array().unwrap().len(), count, "{path}");
    }
    workers.stop().await;
}

#[tokio::test]
async fn several_programs_that_migrate_at_once_take_turns() {
    let own = OwnDatabase::empty().await;
    let url = database::cluster().await.owner_url(&own.name);
    let options: sqlx::postgres::PgConnectOptions = url.parse().unwrap();

    let all = futures_util::future::join_all((0..4).map(|_| migrate(&options, None))).await;

    assert!(all.iter().all(Result::is_ok), "{all:?}");
    let mut owner = database::owner(&own.name).await;
    let applied = texts(&mut owner, "select count(*)::text from _sqlx_migrations").await;
    assert_eq!(applied, [MIGRATOR.iter().count().to_string()]);
}

#[tokio::test]
async fn the_service_refuses_a_schema_that_is_not_there_or_does_not_keep_tenants_apart() {
    let app = App::alone().await;
    check(&app.state.db).await.unwrap();
    let mut owner = app.owner().await;
    run(&mut owner, "create table careless (tenant_id uuid not null)").await;
    let open = check(&app.state.db).await.unwrap_err().to_string();
    run(&mut owner, "drop table careless; delete from _sqlx_migrations where version > 1").await;
    let old = check(&app.state.db).await.unwrap_err().to_string();

    assert!(open.contains("careless"), "{open}");
    assert!(old.contains("optout migrate"), "{old}");
}

#[tokio::test]
async fn the_program_refuses_a_role_that_row_level_security_does_not_hold() {
    let app = App::alone().await;
    let url = database::cluster().await.owner_url(&app.database);

    let (succeeded, _, complaint) =
        optout(&["serve"], &[("DATABASE_URL", &url), ("OPTOUT_LISTEN", "127.0.0.1:0")]).await;

    assert!(!succeeded);
    assert!(complaint.contains("refusing to start as database role `optout_owner`"), "{complaint}");
}

#[tokio::test]
async fn the_program_refuses_a_postgresql_that_could_lose_what_it_acknowledged() {
    let app = App::alone().await;
    let url = database::cluster().await.app_url(&app.database);

    let (succeeded, _, complaint) =
        optout(&["serve"], &[("DATABASE_URL", &url), ("OPTOUT_LISTEN", "127.0.0.1:0")]).await;

    assert!(!succeeded);
    assert!(complaint.contains("= off"), "{complaint}");
}
