//! What was loaded is what the service would have written, and the service answers from it rightly.

use serde_json::Value;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::Failure;
use super::stage::{Stage, Tenant, fill};

/// People written through the API, to be compared with loaded ones: the 50th has a user id, too.
const WRITTEN: i64 = 60;

pub(crate) async fn all(stage: &mut Stage<'_>) -> Result<(), Failure> {
    println!("Checking what was loaded …");
    like_written(stage).await?;
    let (large, small) = (stage.plan.large, stage.plan.small);
    let some = stage.small.get(7).cloned().ok_or("no tenant")?;
    for (tenant, total) in [(stage.large.clone(), large), (some, small)] {
        contacts(stage, &tenant, total).await?;
        list(stage, &tenant, total).await?;
    }
    Ok(())
}

/// Writes people of one tenant through the API and loads the same people into another.
async fn like_written(stage: &mut Stage<'_>) -> Result<(), Failure> {
    let [written, loaded] = stage.spare.clone();
    let bodies: Vec<String> = sqlx::query_scalar(
        "select jsonb_strip_nulls(jsonb_build_object(
           'phone', sent_as, 'user_id', user_id, 'occurred_at', occurred_at, 'source', source,
           'sender', '+' || sender, 'campaign_id', campaign_id, 'message_id', message_id,
           'language', language, 'reason', reason))::text
         from bench.people($1, $2)",
    )
    .bind(loaded.seed)
    .bind(WRITTEN)
    .fetch_all(&mut stage.owner)
    .await?;
    for body in &bodies {
        stage.ask("POST", "/v1/opt-outs", &written, body.as_bytes()).await?;
    }
    fill(&mut stage.owner, std::slice::from_ref(&loaded), WRITTEN).await?;
    let ours = rows(&mut stage.owner, loaded.id).await?;
    let theirs = rows(&mut stage.owner, written.id).await?;
    for (loaded, written) in ours.iter().zip(&theirs) {
        if loaded != written {
            return Err(format!("loaded {loaded}\nbut written {written}").into());
        }
    }
    (ours.len() == theirs.len()).then_some(()).ok_or_else(|| "loaded too much".into())
}

/// All rows of a tenant, but for who it is and when it was recorded.
async fn rows(owner: &mut PgConnection, tenant: Uuid) -> Result<Vec<String>, Failure> {
    let rows: Vec<String> = sqlx::query_scalar(
        "select (r.row - array['tenant_id', 'key_id', 'recorded_at'])::text from (
           select 1 as of, number as at, '' as key, to_jsonb(e) as row, tenant_id from consent_events e
           union all select 2, contact_id, '', to_jsonb(c), tenant_id from contacts c
           union all select 3, phone_key, '', to_jsonb(p), tenant_id from contact_phones p
           union all select 4, 0, user_id, to_jsonb(u), tenant_id from contact_user_ids u
           union all select 5, contact_id, '', to_jsonb(o), tenant_id from opt_outs o
           union all select 6, last_event, '', jsonb_build_object('last', last_event), tenant_id from tenants t
         ) r where r.tenant_id = $1 order by r.of, r.at, r.key",
    )
    .bind(tenant)
    .fetch_all(owner)
    .await?;
    Ok(rows)
}

#[derive(FromRow)]
struct Person {
    number: i64,
    phone: String,
    occurred_at: chrono::DateTime<chrono::Utc>,
}

/// Some contacts, as the API shows them.
async fn contacts(stage: &mut Stage<'_>, tenant: &Tenant, total: i64) -> Result<(), Failure> {
    let people: Vec<Person> = sqlx::query_as(
        "select p.number, '+' || p.phone as phone, p.occurred_at
         from bench.people($1, $2) p where p.number % ($2 / 20) = 17",
    )
    .bind(tenant.seed)
    .bind(total)
    .fetch_all(&mut stage.owner)
    .await?;
    for person in people {
        let path = format!("/v1/contacts/{}", person.phone);
        let answer = stage.ask("GET", &path, tenant, b"").await?;
        let since = answer.pointer("/since").and_then(Value::as_str).unwrap_or_default();
        let is_right = answer.pointer("/status").and_then(Value::as_str) == Some("opted_out")
            && answer.pointer("/event").and_then(Value::as_i64) == Some(person.number)
            && since.parse() == Ok(person.occurred_at);
        if !is_right {
            return Err(format!("{} is {answer}", person.phone).into());
        }
    }
    Ok(())
}

/// A page of the list, compared with the people themselves.
async fn list(stage: &mut Stage<'_>, tenant: &Tenant, total: i64) -> Result<(), Failure> {
    let known: Vec<i64> = sqlx::query_scalar(
        "select number from bench.people($1, $2)
         where occurred_at >= '2025-03-01 00:00Z' and occurred_at < '2025-03-08 00:00Z'
         order by occurred_at desc, number desc limit 500",
    )
    .bind(tenant.seed)
    .bind(total)
    .fetch_all(&mut stage.owner)
    .await?;
    let path = "/v1/opt-outs?from=2025-03-01&to=2025-03-07&limit=500";
    let answer = stage.ask("GET", path, tenant, b"").await?;
    let rows = answer.pointer("/data").and_then(Value::as_array).ok_or("no page")?;
    let listed: Vec<i64> =
        rows.iter().filter_map(|row| row.pointer("/event").and_then(Value::as_i64)).collect();
    (listed == known).then_some(()).ok_or_else(|| "a page of the list is wrong".into())
}
