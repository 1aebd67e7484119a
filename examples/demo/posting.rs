//! What an assistant does: it posts opt-outs.

use std::collections::BTreeMap;
use std::time::Instant;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

use super::Failure;
use super::connect::Tenant;
use super::opt_outs::{OptOuts, Outcome, Request};
use super::report::{Report, grouped, mark};
use super::service::{count, text};

/// Requests under way at once.
const AT_ONCE: usize = 8;
/// Items of a batch.
const BATCH: usize = 470;

pub(crate) async fn one_by_one(
    tenant: &Tenant,
    opt_outs: &OptOuts,
    report: &mut Report,
) -> Result<(), Failure> {
    let started = Instant::now();
    let answers: Vec<(u16, Value)> = stream::iter(&opt_outs.single)
        .map(|request| tenant.service.post("/v1/opt-outs", &request.body))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let elapsed = started.elapsed();
    let mut right = true;
    for ((status, answer), request) in answers.iter().zip(&opt_outs.single) {
        right &= report.check("status of a first opt-out", status, &201);
        right &= report.check("state", &text(answer, "/contact/status"), &"opted_out");
        let language = text(&request.body, "/language").get(..2).unwrap_or_default();
        right &= report.check("confirmation", &text(answer, "/confirmation/language"), &language);
    }
    println!(
        "\nOpt-outs: {} one by one, in {:.1?}, all on the list, each with the text to confirm it: {}",
        grouped(answers.len()),
        elapsed,
        mark(right)
    );
    if let Some((_, answer)) = answers.first() {
        println!("  “{}”", text(answer, "/confirmation/text"));
    }
    Ok(())
}

pub(crate) async fn in_batches(
    tenant: &Tenant,
    opt_outs: &OptOuts,
    report: &mut Report,
) -> Result<(), Failure> {
    let started = Instant::now();
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    let mut right = true;
    for items in opt_outs.batched.chunks(BATCH) {
        let bodies: Vec<&Value> = items.iter().map(|request| &request.body).collect();
        let batch = json!({ "items": bodies });
        let (_, answer): (_, Value) = tenant.service.post("/v1/opt-outs/batch", &batch).await?;
        right &= verdicts(&answer, items, report)?;
        for request in items {
            *counts.entry(request.outcome).or_default() += 1;
        }
    }
    let of = |outcome| grouped(counts.get(&outcome).copied().unwrap_or_default());
    println!(
        "  {} in batches, in {:.1?}: {} recorded, {} asked again, {} repeated, {} that name nobody: {}",
        grouped(opt_outs.batched.len()),
        started.elapsed(),
        of(Outcome::Recorded),
        of(Outcome::Unchanged),
        of(Outcome::Repeated),
        of(Outcome::Invalid),
        mark(right),
    );
    Ok(())
}

/// Compares the verdict on each item of a batch.
fn verdicts(answer: &Value, items: &[Request], report: &mut Report) -> Result<bool, Failure> {
    let mut right = report.check("items", &count(answer, "/summary/received")?, &items.len());
    for (index, request) in items.iter().enumerate() {
        let verdict = text(answer, &format!("/results/{index}/outcome")).to_owned();
        let what = format!("verdict on {}", request.body);
        right &= report.check(&what, &verdict.as_str(), &request.outcome.name());
    }
    Ok(right)
}
