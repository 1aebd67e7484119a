//! The plans of the hot statements, as PostgreSQL chose them for the service's own requests: `auto_explain`
//! logs them, so that no test repeats a statement.

use serde_json::{Value, json};

use crate::support::app::new_tenant;
use crate::support::database::{run, server_log};
use crate::support::{App, make, people};

const PEOPLE: usize = 30_000;

/// A service over two tenants with many people, whose sessions log every plan.
async fn filled() -> App {
    let app = filled_without_statistics().await;
    let mut owner = app.owner().await;
    for table in ["opt_outs", "contacts", "contact_phones", "contact_user_ids", "consent_events"] {
        run(&mut owner, format!("vacuum (analyze) {table}")).await;
    }
    app
}

async fn filled_without_statistics() -> App {
    let app = App::alone().await;
    let (other, _) = new_tenant(&app.router()).await;
    let mut owner = app.owner().await;
    for tenant in [app.tenant, other] {
        people::insert(&mut owner, tenant, PEOPLE).await;
    }
    for setting in [
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = 0",
        "auto_explain.log_format = 'json'",
        // Recording is in functions.
        "auto_explain.log_nested_statements = on",
    ] {
        let sql = format!("alter role optout_app in database {} set {setting}", app.database);
        run(&mut owner, sql).await;
    }
    app
}

/// The logged plans of statements that contain this text.
async fn plans(app: &App, part: &str) -> Vec<Value> {
    let log = server_log(&app.database).await;
    let mut found = Vec::new();
    for message in log.split(&format!("{}|", app.database)) {
        let Some((_, plan)) = message.split_once("plan:") else { continue };
        let plan: Value = serde_json::from_str(&plan.replace("\n\t", "\n")).unwrap();
        if plan["Query Text"].as_str().unwrap().contains(part) {
            found.push(plan["Plan"].clone());
        }
    }
    assert!(!found.is_empty(), "no plan of {part:?} was logged");
    found
}

/// All nodes of a plan that can run.
fn nodes(plan: &Value) -> Vec<&Value> {
    if plan["One-Time Filter"] == "false" {
        return Vec::new();
    }
    let below = plan["Plans"].as_array().into_iter().flatten().flat_map(nodes);
    std::iter::once(plan).chain(below).collect()
}

fn node_with<'a>(plan: &'a Value, name: &str, value: &str) -> Option<&'a Value> {
    nodes(plan).into_iter().find(|node| node[name] == value)
}

/// Reads eight pages: more often than the five times after which PostgreSQL may settle for a general plan.
async fn read_pages(app: &App, query: &str) {
    let reader = app.replica().await;
    let all = reader.all();
    let mut cursor = String::new();
    for _ in 0..8 {
        let page = all.get(&format!("/v1/opt-outs?{query}{cursor}")).await.is(200);
        cursor = format!("&cursor={}", page["next"].as_str().unwrap());
    }
}

/// The plan goes along the index of pages within the range, and behind the cursor if it says so.
fn is_a_stretch_of_the_index(plan: &Value, kind: &str) -> bool {
    let scan = node_with(plan, "Index Name", "opt_outs_page_idx");
    let scan = scan.unwrap_or_else(|| panic!("{plan:#}"));
    assert_eq!(scan["Node Type"], kind, "{plan:#}");
    let condition = scan["Index Cond"].as_str().unwrap();
    for part in ["tenant_id = ", "opted_out_at >= ", "opted_out_at < "] {
        assert!(condition.contains(part), "{part} not in {condition}");
    }
    assert!(node_with(plan, "Node Type", "Seq Scan").is_none(), "{plan:#}");
    assert!(node_with(plan, "Node Type", "Bitmap Heap Scan").is_none(), "{plan:#}");
    condition.contains("ROW(opted_out_at, listed, contact_id)")
}

fn is_sort(node: &Value) -> bool {
    node["Node Type"].as_str().unwrap().contains("Sort")
}

#[tokio::test]
async fn a_page_of_a_range_is_a_stretch_of_the_index_in_its_order() {
    let app = filled().await;

    read_pages(&app, "limit=100&from=2026-03-01&to=2026-04-30").await;
    app.settings(json!({"opt_out_scope": "sender"})).await;
    read_pages(&app, "limit=100&from=2026-03-01&to=2026-04-30&order=asc").await;

    let plans = plans(&app, "select opted_out_at, event_number").await;
    assert_eq!(plans.len(), 16);
    let behind_cursor = plans.iter().filter(|plan| is_a_stretch_of_the_index(plan, "Index Scan"));
    assert_eq!(behind_cursor.count(), 14);
    for plan in &plans {
        assert!(!nodes(plan).into_iter().any(is_sort), "{plan:#}");
    }
}

#[tokio::test]
async fn a_filtered_page_is_found_in_the_index_alone() {
    let app = filled().await;

    read_pages(&app, "limit=50&from=2026-03-01&to=2026-04-30&source=keyword").await;
    app.settings(json!({"opt_out_scope": "sender"})).await;
    read_pages(&app, "limit=50&from=2026-03-01&to=2026-04-30&q=54911500").await;

    let plans = plans(&app, "from (select opted_out_at, listed, contact_id").await;
    assert_eq!(plans.len(), 16);
    let behind_cursor =
        plans.iter().filter(|plan| is_a_stretch_of_the_index(plan, "Index Only Scan"));
    assert_eq!(behind_cursor.count(), 14);
    for plan in &plans {
        assert!(!nodes(plan).into_iter().any(is_sort), "{plan:#}");
    }
}

#[tokio::test]
async fn the_few_whose_numbers_begin_in_a_rare_way_are_looked_up_by_key() {
    let app = filled().await;
    let reader = app.replica().await.all();
    for n in 10..18 {
        // Ten people, one of whom came back.
        let page = reader.get(&format!("/v1/opt-outs?q=5491150000{n}")).await.is(200);
        assert_eq!(page["data"].as_array().unwrap().len(), 9, "{n}");
    }

    // Whether they are few is asked before and after.
    for (part, counts) in
        [("select count(*) from ((select contact_id", 16), ("from (select k.opted_out_at", 8)]
    {
        let plans = plans(&app, part).await;
        assert_eq!(plans.len(), counts);
        for plan in &plans {
            assert!(node_with(plan, "Index Name", "contact_phones_pkey").is_some(), "{plan:#}");
            for node in nodes(plan) {
                let cond = node["Index Cond"].as_str().unwrap_or_default();
                let is_list = node["Index Name"] == "opt_outs_page_idx";
                assert!(!is_list || cond.contains("contact_id = "), "{plan:#}");
                assert_ne!(node["Node Type"], "Bitmap Heap Scan", "{plan:#}");
                assert_ne!(node["Node Type"], "Seq Scan", "{plan:#}");
            }
        }
    }
}

#[tokio::test]
async fn a_piece_of_an_export_is_a_stretch_of_the_index_in_its_order() {
    // Statistics that know the tenants, and such that know nothing of any.
    for app in [filled().await, filled_without_statistics().await] {
        let reader = app.replica().await.all();
        let range = "from=2026-01-02&to=2026-12-31";

        reader.get(&format!("/v1/opt-outs/export?{range}")).await;
        reader.get(&format!("/v1/opt-outs/export?{range}&source=api&campaign_id=c3")).await;

        for (part, kind, pieces) in [
            ("copy (select opted_out_at", "Index Scan", 2),
            ("copy (select o.opted_out_at", "Index Only Scan", 1),
        ] {
            let plans = plans(&app, part).await;
            assert_eq!(plans.len(), pieces);
            let behind = plans.iter().filter(|plan| is_a_stretch_of_the_index(plan, kind));
            assert_eq!(behind.count(), pieces - 1);
            for plan in &plans {
                assert!(!nodes(plan).into_iter().any(is_sort), "{plan:#}");
            }
        }
    }
}

#[tokio::test]
async fn recipients_are_looked_up_by_key() {
    let app = filled().await;
    let recipients: Vec<String> =
        (1..=200).map(make::phone).chain((1..=200).map(|n| format!("AR.{n}"))).collect();
    let recipients: Vec<&str> = recipients.iter().map(String::as_str).collect();

    for scope in ["account", "sender"] {
        app.settings(json!({"opt_out_scope": scope})).await;
        // Without room for an index PostgreSQL is asked every time.
        let reader = app.replica_with_index(0).await;
        for _ in 0..8 {
            let answer = reader.filter(&recipients).await;
            assert_eq!(answer["summary"]["excluded"], 360);
        }
    }

    for (table, index) in
        [("contact_phones", "contact_phones_pkey"), ("contact_user_ids", "contact_user_ids_pkey")]
    {
        let plans = plans(&app, &format!("from {table}\n")).await;
        assert_eq!(plans.len(), 16);
        for plan in plans {
            assert!(node_with(&plan, "Index Name", index).is_some(), "{plan:#}");
            assert!(node_with(&plan, "Node Type", "Seq Scan").is_none(), "{plan:#}");
        }
    }
}

/// The tables that grow with the people a tenant knows.
const LARGE: [&str; 5] =
    ["opt_outs", "contacts", "contact_phones", "contact_user_ids", "consent_events"];

/// No logged plan reads one of the large tables from end to end.
async fn nothing_was_read_whole(app: &App, at_least: usize) {
    let plans = plans(app, "").await;
    for plan in &plans {
        for scan in nodes(plan) {
            let table = scan["Relation Name"].as_str().unwrap_or_default();
            let whole = scan["Node Type"] == "Seq Scan" && LARGE.contains(&table);
            assert!(!whole, "{table} is read whole: {scan:#}");
        }
    }
    assert!(plans.len() >= at_least, "{}", plans.len());
}

#[tokio::test]
async fn an_opt_out_is_recorded_by_key() {
    let app = filled().await;
    let writer = app.replica().await;

    for n in 0..8 {
        let known = json!({"phone": make::phone(n), "occurred_at": make::moment(0)});
        writer.opt_out(known).await;
        writer.opt_out(json!({"phone": make::phone(90_000 + n)})).await;
        writer.opt_in(json!({"user_id": format!("AR.{n}"), "message_id": "m"})).await;
        let link = json!({"phone": make::phone(100 + n), "user_id": format!("AR.{}", 200 + n)});
        writer.opt_out(link).await;
    }

    nothing_was_read_whole(&app, 100).await;
}

#[tokio::test]
async fn a_contact_and_its_history_are_found_by_key() {
    let app = filled().await;
    let all = app.replica().await.all();

    for n in 1..9 {
        all.get(&format!("/v1/contacts/{}", make::phone(n))).await.is(200);
        all.get(&format!("/v1/contacts/AR.{n}")).await.is(200);
    }

    nothing_was_read_whole(&app, 20).await;
}

#[tokio::test]
async fn changes_are_read_from_where_the_follower_stands() {
    let app = filled().await;
    let all = app.replica().await.all();

    for n in 1..9 {
        all.get(&format!("/v1/changes?after={}", n * 3000)).await.is(200);
    }

    nothing_was_read_whole(&app, 8).await;
}

#[tokio::test]
async fn the_numbers_of_a_year_are_read_from_the_counts_alone() {
    let app = filled().await;
    let reader = app.replica().await;

    for query in ["from=2025-06-01&to=2026-05-31", "from=2026-01-01&campaign_id=c1&source=api"] {
        for _ in 0..6 {
            reader.all().get(&format!("/v1/stats?{query}")).await.is(200);
        }
    }

    for plan in plans(&app, "with stretches as").await {
        assert!(node_with(&plan, "Relation Name", "consent_events").is_none(), "{plan:#}");
        assert!(node_with(&plan, "Node Type", "Seq Scan").is_none(), "{plan:#}");
        let scan = node_with(&plan, "Index Name", "daily_counts_pkey");
        let scan = scan.unwrap_or_else(|| panic!("{plan:#}"));
        let condition = scan["Index Cond"].as_str().unwrap();
        for part in ["tenant_id = ", "campaign_id = ", "day = "] {
            assert!(condition.contains(part), "{part} not in {condition}");
        }
    }
}
