//! Opt-outs as they come in: in batches, and one by one over many connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::{Value, json};

use super::Failure;
use super::client::{Flood, rate, request};
use super::rounds::{Better, Measure, Report};
use super::stage::Stage;

/// Items of a batch.
const BATCH: usize = 10_000;

pub(crate) async fn measure(stage: &Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Recording …");
    // People in no list yet.
    let next = Arc::new(AtomicUsize::new(0));
    batches(stage, &next, report).await?;
    for connections in [1, 64, 256] {
        let mut ours = Vec::new();
        for _ in 0..stage.plan.rounds {
            ours.push(flood(stage, connections, &next).run().await?);
        }
        report.add(Measure {
            what: format!("one opt-out a request, {connections} connections, 100 tenants"),
            unit: "/s",
            better: Better::More,
            ours,
            theirs: None,
            goal: None,
        });
    }
    Ok(())
}

fn new_person(next: &AtomicUsize) -> Value {
    let number = next.fetch_add(1, Ordering::Relaxed);
    let phone = format!("+54 9 261 {:07}", number * 48_271 % 9_999_991);
    json!({ "phone": phone, "source": "keyword", "reason": "BAJA", "message_id": format!("wamid.{number}") })
}

async fn batches(
    stage: &Stage<'_>,
    next: &Arc<AtomicUsize>,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut connection = stage.connect().await?;
    let mut ours = Vec::new();
    for _ in 0..stage.plan.rounds {
        let items: Vec<Value> = (0..BATCH).map(|_| new_person(next)).collect();
        let body = json!({ "items": items }).to_string();
        let call = request("POST", "/v1/opt-outs/batch", &stage.large.key, body.as_bytes());
        let started = Instant::now();
        let answer = connection.call(&call).await?;
        ours.push(rate(BATCH, started.elapsed()));
        let answer: Value = serde_json::from_slice(answer)?;
        let recorded = answer.pointer("/summary/recorded").and_then(Value::as_u64);
        if recorded != Some(u64::try_from(BATCH)?) {
            return Err(format!("{recorded:?} of a batch were recorded").into());
        }
    }
    report.add(Measure {
        what: "batches of 10,000 opt-outs, large tenant".to_owned(),
        unit: "rows/s",
        better: Better::More,
        ours,
        theirs: None,
        goal: None,
    });
    Ok(())
}

fn flood(stage: &Stage<'_>, connections: usize, next: &Arc<AtomicUsize>) -> Flood {
    let keys: Vec<String> = stage.small.iter().map(|tenant| tenant.key.clone()).collect();
    let next = Arc::clone(next);
    Flood {
        address: stage.address,
        connections,
        lasting: stage.plan.turn,
        requests: Arc::new(move |connection, turn| {
            let key = keys.get((connection + turn * 13) % keys.len().max(1));
            let body = new_person(&next).to_string();
            request("POST", "/v1/opt-outs", key.map_or("", String::as_str), body.as_bytes())
        }),
        holds: b"\"opted_out\"",
    }
}
