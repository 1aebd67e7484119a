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
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::promises::one_sender::{picture, random_event};
use crate::support::app::{new_tenant, patient_state};
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
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    assert_eq!(list["data"][0]["phone"], "+5491155550606");
    assert_eq!(list["data"][1]["phone"], "+5491155550101");
    let filter = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": ["+5491155550101", "5511912345678", "AR.1000200030004000"],
    });
    let filter = client.post("/v1/campaigns/filter", &filter).await.is(200);
    assert_eq!(filter["sendable"], json!(["5511912345678"]));
    let shown = client.get("/v1/contacts/AR.1000200030004000").await.is(200);
    assert_eq!(shown["history"]["data"].as_array().unwrap().len(), 3);
    let moved = client.get("/v1/contacts/+5491155550708").await.is(200);
    assert_eq!((&moved["status"], moved.get("since")), (&json!("none"), None));
    assert_eq!(moved["phone"], "+5491155550707");
    assert_eq!(moved["history"]["data"][0]["kind"], "id_change");
    assert_eq!(moved["history"]["data"][0]["former"], json!({"phone": "+5491155550708"}));
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
    for (path, count) in [
        ("/v1/reviews", 1),
        ("/v1/confirmations", 2),
        ("/v1/dead-letters", 2),
        ("/v1/campaigns/spring/filter-runs", 3),
    ] {
        let page = client.get(path).await.is(200);
        assert_eq!(page["data"].as_array().unwrap().len(), count, "{path}");
    }
    workers.stop().await;
}

/// A phone that left one sender, a user id that came back to it, and when another sender told that the two are one.
fn linked(links: &[(&'static str, i64)]) -> Vec<(&'static str, Value)> {
    let (phone, user_id) = ("+5491150000001", "AR.1");
    let of = |second, sender| json!({"occurred_at": make::moment(second), "sender": sender, "reason": "x"});
    let mut out = of(1, "+5491100000001");
    out["phone"] = phone.into();
    let mut back = of(2, "+5491100000001");
    back["user_id"] = user_id.into();
    let mut events = vec![("/v1/opt-outs", out), ("/v1/opt-ins", back)];
    for (path, second) in links {
        let mut link = of(*second, "+5491100000002");
        link["phone"] = phone.into();
        link["user_id"] = user_id.into();
        events.push((path, link));
    }
    events
}

/// Random events as the service records them now, then stored as it stored them before there were scopes, and
/// filled in by the migration: nothing that can be seen differs.
#[tokio::test]
async fn what_was_recorded_before_there_were_scopes_is_seen_as_if_it_were_recorded_now() {
    let app = App::alone().await;
    let mut draw = make::Draw(5);
    let mut tenants = Vec::new();
    for round in 0..70 {
        let (tenant, key) = new_tenant(&app.router()).await;
        let client = app.bearer(&key);
        let events = match round {
            0 => linked(&[("/v1/opt-ins", 3)]),
            1 => linked(&[("/v1/opt-outs", 3), ("/v1/opt-outs", 0)]),
            _ => (0..5).map(|n| random_event(&mut draw, n)).collect(),
        };
        for (path, body) in events {
            client.post(path, &body).await.ok();
        }
        let seen = [picture(&client, "account").await, picture(&client, "sender").await];
        tenants.push((tenant, client, seen));
    }
    let mut owner = app.owner().await;
    let sql = fs::read_to_string("migrations/0005_sender_scope.sql").unwrap();
    let (_, filling_in) = sql.split_once("-- What follows fills in").unwrap();
    // The last three: whom one sender's resume had let back after another sender's stop.
    let as_before = "delete from opt_outs where only_in = 'sender';
         update opt_outs set only_in = null;
         update contacts set sender = null, sender_since = null, sender_listed = null;
         delete from opt_outs o using contacts c
         where c.sender_back and o.tenant_id = c.tenant_id and o.contact_id = c.contact_id and o.delisted is null;
         update contacts c set status = 'opted_in', listed = null, event_number = (
           select max(number) from consent_events e where e.tenant_id = c.tenant_id and e.kind = 'opt_in')
         where c.sender_back;
         update contacts set ledger = '[]' where ledger::text like '%sender%';
         alter table contacts drop column sender_back";
    run(
        &mut owner,
        "alter table contacts add column sender_back boolean;
         update contacts set sender_back = status = 'opted_out' and sender = 0 and contact_id % 2 = 0",
    )
    .await;
    let resumed = texts(&mut owner, "select 'x' from contacts where sender_back").await;
    let only_of_senders =
        texts(&mut owner, "select 'x' from opt_outs where only_in = 'sender'").await;
    assert!(resumed.len() > 2, "{resumed:?}");
    assert!(only_of_senders.len() > 10, "{only_of_senders:?}");
    run(&mut owner, as_before).await;

    run(&mut owner, format!("begin; -- {filling_in}; commit")).await;

    for (tenant, client, seen) in &tenants {
        let now = [picture(client, "account").await, picture(client, "sender").await];
        for (now, seen) in now.iter().zip(seen) {
            for part in ["filter", "contacts", "lists"] {
                assert_eq!(now[part], seen[part], "{part} of {tenant}");
            }
        }
        // What comes next finds the rows that it has to end.
        for name in ["+5491150000001", "+5491150000002", "AR.1"] {
            let resume = json!({"phone": name, "source": "provider_preference", "reason": "asked"});
            client.post("/v1/opt-ins", &resume).await.ok();
        }
        for scope in ["account", "sender"] {
            assert_eq!(picture(client, scope).await["lists"][0], json!([]), "{scope} of {tenant}");
        }
    }
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
