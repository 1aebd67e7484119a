//! Pages of the list: against the same query without a service, and near the beginning against far behind it.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::Failure;
use super::client::{Flood, request};
use super::pgbench;
use super::rounds::{Better, Measure, Report, whole};
use super::stage::Stage;

const CONNECTIONS: usize = 8;
/// Days of a date range.
const DAYS: u32 = 7;

pub(crate) async fn measure(stage: &Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Pages …");
    let ranges = (0..290).filter_map(|day| {
        let from = chrono::NaiveDate::from_ymd_opt(2025, 1, 1)?
            .checked_add_days(chrono::Days::new(day))?;
        let to = from.checked_add_days(chrono::Days::new(u64::from(DAYS) - 1))?;
        Some(format!("/v1/opt-outs?from={from}&to={to}"))
    });
    let ranges = flood(stage, &ranges.collect::<Vec<_>>());
    let script = stage.cluster.write("page.sql", &page_script(stage))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        ours.push(ranges.run().await?);
        theirs.push(pgbench::run(stage, &script, CONNECTIONS, stage.plan.turn).await?.rate);
    }
    report.add(Measure {
        what: format!("page of 100 in a range of {DAYS} days, {CONNECTIONS} connections"),
        unit: "/s",
        better: Better::More,
        ours,
        theirs: Some(("pgbench, same query".to_owned(), theirs)),
        goal: Some(0.5),
    });
    depth(stage, report).await
}

fn flood(stage: &Stage<'_>, paths: &[String]) -> Flood {
    let requests: Vec<Vec<u8>> =
        paths.iter().map(|path| request("GET", path, &stage.large.key, b"")).collect();
    Flood {
        address: stage.address,
        connections: CONNECTIONS,
        lasting: stage.plan.turn,
        requests: Arc::new(move |connection, turn| {
            let at = (connection * 37 + turn * 101) % requests.len();
            requests.get(at).cloned().unwrap_or_default()
        }),
        holds: b"{\"data\":[{",
    }
}

async fn depth(stage: &Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    // Of a thousand rows each.
    let pages = if stage.plan.quick { 400 } else { 4_000 };
    let cursors = walk(stage, pages).await?;
    let behind: Vec<String> =
        cursors.iter().map(|cursor| format!("/v1/opt-outs?cursor={cursor}")).collect();
    let (first, deep) = (flood(stage, &["/v1/opt-outs".to_owned()]), flood(stage, &behind));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        ours.push(deep.run().await?);
        theirs.push(first.run().await?);
    }
    report.add(Measure {
        what: format!("page of 100 behind {} others", whole(i64::try_from(pages)? * 1000)),
        unit: "/s",
        better: Better::More,
        ours,
        theirs: Some(("Optout, first page".to_owned(), theirs)),
        goal: Some(1.0 / 1.2),
    });
    Ok(())
}

/// Reads page after page, each row once and in order, and keeps the last cursors.
async fn walk(stage: &Stage<'_>, pages: usize) -> Result<Vec<String>, Failure> {
    let mut connection = stage.connect().await?;
    let mut cursors: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    let mut last = String::from("~");
    for _ in 0..pages {
        let behind = cursors.last().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let path = format!("/v1/opt-outs?limit=1000{behind}");
        let call = request("GET", &path, &stage.large.key, b"");
        let page: Value = serde_json::from_slice(connection.call(&call).await?)?;
        for row in page.pointer("/data").and_then(Value::as_array).into_iter().flatten() {
            let time = row.pointer("/opted_out_at").and_then(Value::as_str).unwrap_or_default();
            let event = row.pointer("/event").and_then(Value::as_i64).unwrap_or_default();
            if !seen.insert(event) || *time > *last {
                return Err(format!("event {event} of {time} comes after {last}").into());
            }
            time.clone_into(&mut last);
        }
        let next = page.pointer("/next").and_then(Value::as_str).ok_or("the list ends early")?;
        cursors.push(next.to_owned());
    }
    Ok(cursors.split_off(pages - 100))
}

/// The transaction of a page as somebody would write it by hand.
fn page_script(stage: &Stage<'_>) -> String {
    let (tenant, total) = (stage.large.id, stage.plan.large);
    format!(
        "\\set day random(0, 289)
begin;
set local app.tenant_id = '{tenant}';
select opted_out_at, listed, contact_id, event_number, recorded_at, phone, user_id, also_known_as, sent_as, source,
       sender, campaign_id, message_id, language, reason
from opt_outs
where tenant_id = '{tenant}' and listed <= {total} and (delisted is null or delisted > {total})
  and (only_in is null or only_in = 'account')
  and opted_out_at >= timestamptz '2025-01-01 00:00Z' + :day * interval '1 day'
  and opted_out_at < timestamptz '2025-01-01 00:00Z' + :day * interval '1 day' + interval '{DAYS} days'
order by opted_out_at desc, listed desc, contact_id desc limit 101;
commit;
"
    )
}
