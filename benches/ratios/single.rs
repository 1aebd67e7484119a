//! One recipient, as when a message is about to be sent: against a handler that asks PostgreSQL for `1`.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::json;

use super::Failure;
use super::audience::{Audience, Shape};
use super::client::{Flood, request};
use super::rivals::Rivals;
use super::rounds::{Better, Measure, Report};
use super::stage::Stage;

/// Connections, and the goal.
const CONNECTIONS: [(usize, Option<f64>); 3] = [(1, None), (64, Some(0.7)), (256, None)];
/// Recipients asked about in turn, one in twenty on the list.
const RECIPIENTS: usize = 10_000;

pub(crate) async fn measure(
    stage: &Stage<'_>,
    rivals: &Rivals,
    report: &mut Report,
) -> Result<(), Failure> {
    println!("Filter of one recipient …");
    let audience = Audience::new(stage, Shape::Usual, RECIPIENTS, 0);
    let call = |phone: &u64| {
        let body = json!({
            "campaign": { "template_category": "MARKETING", "exclude_opted_out": true },
            "recipients": [format!("+{phone}")],
        });
        let body = body.to_string();
        request("POST", "/v1/campaigns/filter", &stage.large.key, body.as_bytes())
    };
    let calls: Arc<[Vec<u8>]> = audience.phones.iter().map(call).collect();
    let bare: Arc<[Vec<u8>]> = Arc::from([request("GET", "/select1", "", b"")]);
    for (connections, goal) in CONNECTIONS {
        let filter = flood(stage, (stage.address, &calls, b"\"summary\""), connections);
        let select_one = flood(stage, (rivals.bare.address, &bare, b"1"), connections);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..stage.plan.rounds {
            ours.push(filter.run().await?);
            theirs.push(select_one.run().await?);
        }
        report.add(Measure {
            what: format!("filter of one recipient, connections: {connections}"),
            unit: "/s",
            better: Better::More,
            ours,
            theirs: Some(("`select 1` behind the same HTTP".to_owned(), theirs)),
            goal,
        });
    }
    Ok(())
}

fn flood(
    stage: &Stage<'_>,
    (address, calls, holds): (SocketAddr, &Arc<[Vec<u8>]>, &'static [u8]),
    connections: usize,
) -> Flood {
    let calls = Arc::clone(calls);
    Flood {
        address,
        connections,
        lasting: stage.plan.turn,
        requests: Arc::new(move |connection, turn| {
            calls.get((connection * 37 + turn * 101) % calls.len()).cloned().unwrap_or_default()
        }),
        holds,
    }
}
