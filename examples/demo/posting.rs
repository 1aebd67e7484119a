//! What an assistant does: it posts opt-outs.

use std::collections::BTreeMap;
use std::time::Instant;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

use super::Failure;
use super::audience::Audience;
use super::connect::Tenant;
use super::numbers::{Land, Number};
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
    for (status, answer) in &answers {
        right &= report.check("status of a first opt-out", status, &201);
        right &= report.check("state", &text(answer, "/contact/status"), &"opted_out");
        let late = answer.pointer("/confirmation").is_some();
        right &= report.check("a confirmation of what is days old", &late, &false);
    }
    println!(
        "\nOpt-outs: {} one by one, in {:.1?}, all on the list; days old, so nothing is said to them now: {}",
        grouped(answers.len()),
        elapsed,
        mark(right)
    );
    Ok(())
}

/// Three people who are in no audience, in three languages. What they get is theirs within five minutes or never.
pub(crate) async fn just_now(
    tenant: &Tenant,
    audience: &Audience,
    report: &mut Report,
) -> Result<(), Failure> {
    let people = [
        (Land::Argentina, "es-AR", "Tu suscripción ha sido cancelada con éxito."),
        (Land::Brazil, "pt-BR", "Sua inscrição foi cancelada com sucesso."),
        (Land::Mexico, "en", "Your subscription has been successfully canceled."),
    ];
    println!("  three more, just now, each with the text to confirm it");
    // Behind everybody else's numbers.
    let index = u64::try_from(audience.people.len() + 5_000)?;
    for (land, language, known) in people {
        let phone = Number::new(land, index, tenant.seed).plain();
        let body = json!({ "phone": phone, "source": "agent", "language": language });
        let (status, answer): (_, Value) = tenant.service.post("/v1/opt-outs", &body).await?;
        let said = text(&answer, "/confirmation/text");
        let mut right = report.check("status of an opt-out of now", &status, &201);
        // Somebody's own tenant may have texts of its own.
        right &= report.check("the text", &said.is_empty(), &false);
        if tenant.narrowed.is_empty() {
            right &= report.check("the text in its language", &said, &known);
        }
        println!("    {language}: “{said}”  {}", mark(right));
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
