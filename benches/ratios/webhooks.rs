//! Deliveries of Meta with one message each, beside plain opt-outs of the same persons.
//!
//! A delivery counts once it is applied: the time until the last one is, belongs to the turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::SecondsFormat;
use hmac::{Hmac, KeyInit as _, Mac as _};
use optout::domain::clock::Clock;
use serde_json::{Value, json};
use sha2::Sha256;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Failure;
use super::client::{Flood, rate, request, request_with};
use super::rounds::{Better, Measure, Report};
use super::stage::{Stage, Tenant};

const BUSINESS: &str = "+5491100000001";
const NUMBER_ID: &str = "700000000000001";
const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";
/// The ratio to plain opt-outs that is enough.
const GOAL: f64 = 0.7;
/// How long deliveries may wait to be applied before something is wrong.
const PATIENCE: Duration = Duration::from_mins(1);

/// A tenant with the path of its sender's webhook.
struct Target {
    key: String,
    hook: String,
}

/// Whom both sides write to.
struct Targets {
    all: Vec<Arc<Target>>,
    ids: Vec<Uuid>,
    /// People in no list yet; both sides take theirs from here.
    next: Arc<AtomicUsize>,
}

pub(crate) async fn measure(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Webhooks …");
    let tenants = stage.small.clone();
    let next = Arc::new(AtomicUsize::new(1));
    let mut all = Vec::new();
    for tenant in &tenants {
        let hook = register(stage, tenant).await?;
        all.push(Arc::new(Target { key: tenant.key.clone(), hook }));
    }
    let ids: Vec<Uuid> = tenants.iter().map(|tenant| tenant.id).collect();
    let one = Targets {
        all: all.iter().take(1).cloned().collect(),
        ids: ids.iter().take(1).copied().collect(),
        next: Arc::clone(&next),
    };
    let every = Targets { all, ids, next };
    for connections in [1, 64, 256] {
        let what = format!(
            "deliveries of one message, applied; {connections} connections, {} tenants",
            every.ids.len()
        );
        compare(stage, &every, connections, (what, Some(GOAL)), report).await?;
    }
    let what = "deliveries of one message, applied; 64 connections, one tenant".to_owned();
    compare(stage, &one, 64, (what, None), report).await
}

async fn compare(
    stage: &mut Stage<'_>,
    targets: &Targets,
    connections: usize,
    (what, goal): (String, Option<f64>),
    report: &mut Report,
) -> Result<(), Failure> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        ours.push(turn(stage, targets, connections, (delivery, b"")).await?);
        theirs.push(turn(stage, targets, connections, (opt_out, b"\"opted_out\"")).await?);
    }
    report.add(Measure {
        what,
        unit: "/s",
        better: Better::More,
        ours,
        theirs: Some(("POST /v1/opt-outs".to_owned(), theirs)),
        goal,
    });
    Ok(())
}

async fn register(stage: &Stage<'_>, tenant: &Tenant) -> Result<String, Failure> {
    let body = json!({
        "provider": "meta", "phone": BUSINESS, "phone_number_id": NUMBER_ID,
        "account_id": "900100200300", "app_secrets": [APP_SECRET],
    });
    let made = stage.ask("POST", "/v1/senders", tenant, body.to_string().as_bytes()).await?;
    let url = made.pointer("/webhook/url").and_then(Value::as_str).ok_or("no webhook")?;
    let path = url.find("/webhooks/").and_then(|at| url.get(at..)).ok_or("no path")?;
    Ok(path.to_owned())
}

/// The nth request to a target.
type Call = fn(&Target, usize) -> Vec<u8>;

/// Recorded per second, until all that was answered is recorded.
async fn turn(
    stage: &mut Stage<'_>,
    targets: &Targets,
    connections: usize,
    (call, holds): (Call, &'static [u8]),
) -> Result<f64, Failure> {
    let before = last_events(&mut stage.owner, &targets.ids).await?;
    let (all, next) = (targets.all.clone(), Arc::clone(&targets.next));
    let flood = Flood {
        address: stage.address,
        connections,
        lasting: stage.plan.turn,
        requests: Arc::new(move |connection, turn| {
            match all.get((connection + turn * 13) % all.len()) {
                // The first one is not counted, so it must leave nothing behind.
                Some(target) if turn > 0 => call(target, next.fetch_add(1, Ordering::Relaxed)),
                _ => request("GET", "/health/ready", "", b""),
            }
        }),
        holds,
    };
    let answered = flood.answered().await?;
    let expected = before.iter().sum::<i64>() + i64::try_from(answered.count)?;
    let waiting = Instant::now();
    while last_events(&mut stage.owner, &targets.ids).await?.iter().sum::<i64>() < expected {
        if waiting.elapsed() > PATIENCE {
            return Err("deliveries are not applied".into());
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let applied = rate(answered.count, answered.started.elapsed());
    verify(&mut stage.owner, targets, &before, answered.count).await?;
    Ok(applied)
}

/// The number of each tenant's last event, which is how many it has.
async fn last_events(owner: &mut PgConnection, tenants: &[Uuid]) -> Result<Vec<i64>, Failure> {
    let numbers = sqlx::query_scalar(
        "select t.last_event from unnest($1::uuid[]) with ordinality k (id, n)
         join tenants t on t.tenant_id = k.id order by k.n",
    )
    .bind(tenants)
    .fetch_all(owner)
    .await?;
    Ok(numbers)
}

/// Each request put another person on the list, and nothing waits or was given up.
async fn verify(
    owner: &mut PgConnection,
    targets: &Targets,
    before: &[i64],
    requests: usize,
) -> Result<(), Failure> {
    let (recorded, left): (i64, i64) = sqlx::query_as(
        "select
           (select count(*) from unnest($1::uuid[], $2::bigint[]) k (id, before)
            cross join lateral (
              select from consent_events
              where tenant_id = k.id and number > k.before and status = 'opted_out' and changed
                and source = 'keyword' and reason = 'Baja') e),
           (select count(*) from webhook_deliveries) + (select count(*) from dead_letters)",
    )
    .bind(&targets.ids)
    .bind(before)
    .fetch_one(owner)
    .await?;
    if recorded == i64::try_from(requests)? && left == 0 {
        return Ok(());
    }
    Err(format!("{requests} requests, but {recorded} recorded and {left} not applied").into())
}

fn phone(number: usize) -> String {
    format!("549264{:07}", number * 48_271 % 9_999_991)
}

fn message_id(number: usize) -> String {
    format!("wamid.HBgNNTQ5MjY0{number:012}FQIAEhggRDQ2QkE3QjRDMA==")
}

/// What Meta posts when somebody writes, signed.
fn delivery(target: &Target, number: usize) -> Vec<u8> {
    let phone = phone(number);
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "900100200300", "changes": [{ "field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "5491100000001", "phone_number_id": NUMBER_ID },
            "contacts": [{ "profile": { "name": "María" }, "wa_id": phone }],
            "messages": [{
                "from": phone, "id": message_id(number), "type": "text", "text": { "body": "Baja" },
                "timestamp": Clock::System.now().timestamp().to_string(),
            }],
        }}]}],
    })
    .to_string();
    let signature = signature(body.as_bytes());
    request_with(
        "POST",
        &target.hook,
        &format!("X-Hub-Signature-256: {signature}"),
        body.as_bytes(),
    )
}

fn signature(body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes());
    let signed = mac.map(|mac| mac.chain_update(body).finalize().into_bytes());
    let digits = signed.iter().flatten().flat_map(|byte| [byte >> 4, byte & 15]);
    let hex = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
    "sha256=".chars().chain(hex).collect()
}

/// The same person's wish, told by a program.
fn opt_out(target: &Target, number: usize) -> Vec<u8> {
    let body = json!({
        "phone": phone(number), "source": "keyword", "sender": BUSINESS, "reason": "Baja",
        "message_id": message_id(number),
        "occurred_at": Clock::System.now().to_rfc3339_opts(SecondsFormat::Secs, true),
    })
    .to_string();
    request("POST", "/v1/opt-outs", &target.key, body.as_bytes())
}
