//! What a campaign sender does: it asks who may be sent to.

use std::time::{Duration, Instant};

use chrono::SecondsFormat;
use optout::domain::clock::Clock;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Failure;
use super::audience::{Audience, Means};
use super::connect::Tenant;
use super::opt_outs::OptOuts;
use super::report::{Report, grouped, mark};
use super::service::text;

/// The category, whether it is exempt, and what is said about it.
const CATEGORIES: [(&str, bool, &str); 5] = [
    ("MARKETING", false, ""),
    ("UTILITY", true, ""),
    ("AUTHENTICATION", true, ""),
    ("OTP", true, ""),
    ("SPRING_SALE", false, " (unknown: counts as MARKETING)"),
];

#[derive(Debug, Deserialize)]
struct Answer {
    exclusion: Exclusion,
    summary: Summary,
    sendable: Vec<String>,
    excluded: Vec<Item>,
    invalid: Vec<Item>,
}

#[derive(Debug, Deserialize)]
struct Exclusion {
    reason: String,
    category_recognized: bool,
}

#[derive(Debug, Deserialize)]
struct Summary {
    on_list: usize,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Item {
    index: usize,
    reason: String,
}

/// What the answer must be.
#[derive(Debug, Default)]
struct Known<'a> {
    sendable: Vec<&'a str>,
    excluded: Vec<Item>,
    invalid: Vec<Item>,
}

pub(crate) async fn filter(
    tenant: &Tenant,
    audience: &Audience,
    opt_outs: &OptOuts,
    report: &mut Report,
) -> Result<(), Failure> {
    let asked = grouped(audience.recipients.len());
    println!("\nCampaigns, {asked} recipients each");
    println!("  category        exclude   sendable  excluded  invalid  on the list  reason");
    let on_list = know(audience, opt_outs, true).excluded.len();
    for (category, exempt, remark) in CATEGORIES {
        for flag in [true, false] {
            let applied = flag && !exempt;
            let known = know(audience, opt_outs, applied);
            let (answer, elapsed) = ask(tenant, audience, category, flag).await?;
            let mut right = compare(&answer, &known, report);
            right &= report.check("on the list", &answer.summary.on_list, &on_list);
            let reason = match (flag, exempt) {
                (false, _) => "flag_off",
                (true, true) => "category_exempt",
                (true, false) => "applied",
            };
            right &= report.check("reason", &answer.exclusion.reason.as_str(), &reason);
            let recognized = answer.exclusion.category_recognized;
            right &= report.check("category is known", &recognized, &remark.is_empty());
            println!(
                "  {category:<14}  {:<7}  {:>9}  {:>8}  {:>7}  {:>11}  {reason}{remark}, {elapsed:.1?}  {}",
                if flag { "yes" } else { "no" },
                grouped(answer.sendable.len()),
                grouped(answer.excluded.len()),
                grouped(answer.invalid.len()),
                grouped(answer.summary.on_list),
                mark(right),
            );
        }
    }
    Ok(())
}

fn know<'a>(audience: &'a Audience, opt_outs: &OptOuts, applied: bool) -> Known<'a> {
    let mut known = Known::default();
    for (index, (text, means)) in audience.recipients.iter().enumerate() {
        match means {
            Means::Nobody(why) => known.invalid.push(Item { index, reason: (*why).to_owned() }),
            _ if applied && opt_outs.excludes(*means) => {
                known.excluded.push(Item { index, reason: "opted_out".to_owned() });
            }
            _ => known.sendable.push(text),
        }
    }
    known
}

/// Compares recipient by recipient, in order.
fn compare(answer: &Answer, known: &Known<'_>, report: &mut Report) -> bool {
    let sendable: Vec<&str> = answer.sendable.iter().map(String::as_str).collect();
    let mut right = report.check("excluded", &answer.excluded, &known.excluded);
    right &= report.check("invalid", &answer.invalid, &known.invalid);
    right &= report.check("sendable", &sendable, &known.sendable);
    right
}

async fn ask(
    tenant: &Tenant,
    audience: &Audience,
    category: &str,
    flag: bool,
) -> Result<(Answer, Duration), Failure> {
    let recipients: Vec<&str> = audience.recipients.iter().map(|(text, _)| text.as_str()).collect();
    let body = json!({
        "campaign": { "id": "spring-26", "template_category": category, "exclude_opted_out": flag },
        "recipients": recipients,
    });
    let started = Instant::now();
    let (_, answer) = tenant.service.post("/v1/campaigns/filter", &body).await?;
    Ok((answer, started.elapsed()))
}

pub(crate) async fn opt_in(
    tenant: &Tenant,
    audience: &Audience,
    opt_outs: &OptOuts,
    report: &mut Report,
) -> Result<(), Failure> {
    println!("\nOpt-ins, in a shop, after an opt-out …");
    let mut excluded = know(audience, opt_outs, true).excluded.len();
    // What WhatsApp's own stop has set, only WhatsApp's own resume lifts.
    for (source, words, status) in [
        ("keyword", "by keyword", "opted_in"),
        ("provider_preference", "in WhatsApp's own settings", "opted_out"),
    ] {
        let (phone, person) = somebody(audience, opt_outs, source).ok_or("nobody opted out")?;
        let body = json!({
            "phone": phone,
            "occurred_at": Clock::System.now().to_rfc3339_opts(SecondsFormat::Micros, true),
            "source": "agent",
            "reason": "Asked in the shop to get offers again",
        });
        let (_, answer): (_, Value) = tenant.service.post("/v1/opt-ins", &body).await?;
        let mut right = report.check("status", &text(&answer, "/contact/status"), &status);
        if status == "opted_in" {
            excluded -= entries(audience, opt_outs, person);
        }
        let (filtered, _) = ask(tenant, audience, "MARKETING", true).await?;
        let left_out = filtered.excluded.len();
        right &= report.check("excluded after an opt-in", &left_out, &excluded);
        let left_out = grouped(left_out);
        println!("  {words}: {phone} is {status}, {left_out} excluded  {}", mark(right));
    }
    Ok(())
}

/// A recipient on the list whose last opt-out came from this source.
fn somebody<'a>(
    audience: &'a Audience,
    opt_outs: &OptOuts,
    source: &str,
) -> Option<(&'a str, usize)> {
    audience.recipients.iter().find_map(|(text, means)| {
        let Means::Number(person) = *means else { return None };
        let listed = opt_outs.list.get(&person).filter(|_| opt_outs.excludes(*means))?;
        (listed.source == source).then_some((text.as_str(), person))
    })
}

/// How often a person on the list stands in the audience.
fn entries(audience: &Audience, opt_outs: &OptOuts, person: usize) -> usize {
    let is_theirs = |means: Means| match means {
        Means::Number(one) | Means::UserId(one) => one == person && opt_outs.excludes(means),
        Means::Nobody(_) => false,
    };
    audience.recipients.iter().filter(|(_, means)| is_theirs(*means)).count()
}
