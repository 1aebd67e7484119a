//! The recorder over a real PostgreSQL, beside recording one by one.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use axum::http::StatusCode;
use chrono::DateTime;
use futures_util::future::join_all;

use super::{Recorder, Wish};
use crate::domain::consent::OptOutScope;
use crate::domain::identity::Identifier;
use crate::domain::phone::Phone;
use crate::http::JsonAnswer;
use crate::opt_outs::RecordedBody;
use crate::opt_outs::evidence::{Evidence, Recorded};
use crate::opt_outs::record::record_shown;
use crate::opt_outs::recorded::Report;
use crate::opt_outs::store::history;
use crate::opt_outs::store::tests::{Draw, Place, Told, settings};

/// Lets the recorder record each of these as a request of its own, all at the same time.
async fn at_once(tenant: &Told<'_>, recorder: &Recorder, events: &[Evidence]) -> Vec<Recorded> {
    let (tell, told) = mpsc::channel();
    let requests = events.iter().enumerate().map(|(n, event)| {
        let tell = tell.clone();
        let answer = move |_: &[Evidence], reports: &[Report]| {
            tell.send((n, reports[0].recorded.clone())).unwrap();
            JsonAnswer::new(StatusCode::OK, &(), 0)
        };
        recorder.record(Wish {
            tenant: tenant.id,
            evidence: vec![event.clone()],
            settings: Arc::new(tenant.settings.clone()),
            claim: None,
            shows: n % 2 == 0,
            answer: Box::new(answer),
        })
    });
    for answer in join_all(requests).await {
        answer.unwrap();
    }
    let mut told: Vec<_> = told.try_iter().collect();
    told.sort_by_key(|(n, _)| *n);
    told.into_iter().map(|(_, recorded)| recorded).collect()
}

/// Records an event, and compares what is answered with what can be read.
async fn shown(tenant: &Told<'_>, event: &Evidence) -> Recorded {
    let mut tx = tenant.db.tenant(tenant.id).await.unwrap();
    let report = record_shown(&mut tx, event, &tenant.settings).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let mut tx = tenant.db.tenant(tenant.id).await.unwrap();
    let number = report.number();
    let stored = history::events_after(&mut tx, number - 1, 1).await.unwrap().pop();
    let body = |report: &Report| {
        let body = RecordedBody::new(event, report, &tenant.settings, DateTime::default());
        serde_json::to_string(&body.unwrap()).unwrap()
    };
    // Of an event that was split for having too many identifiers, the first half is shown.
    let names = event.identity.phone().map(Phone::e164).into_iter();
    let names = names.chain(event.identity.user_id().map(|id| id.as_str().to_owned()));
    let mut read = Vec::new();
    for name in names {
        let identifier = Identifier::parse(&name, None).unwrap();
        let contact = history::find_contact(&mut tx, &identifier).await.unwrap();
        read.push(body(&Report { contact, event: stored.clone(), ..report.clone() }));
    }
    tx.commit().await.unwrap();
    assert!(read.contains(&body(&report)), "{read:#?} {}", body(&report));
    report.recorded
}

#[tokio::test]
async fn requests_that_share_transactions_come_to_what_they_come_to_one_by_one() {
    let place = Place::new("shared").await;
    let recorder = Recorder::new(place.db.clone());
    let mut draw = Draw(20_261_130);
    for round in 0..40 {
        let scope = if round % 2 == 0 { OptOutScope::Account } else { OptOutScope::Sender };
        let mut tenants = Vec::new();
        for _ in 0..3 {
            let mut events: Vec<Evidence> = (0..8).map(|_| draw.event()).collect();
            for _ in 0..4 {
                events.push(events[draw.place(events.len())].clone());
            }
            let settings = settings(scope);
            let one_by_one = Told { settings: settings.clone(), ..place.tenant().await };
            let shared = Told { settings, ..place.tenant().await };
            tenants.push((events, one_by_one, shared));
        }

        let at_once = tenants.iter().map(|(events, _, shared)| at_once(shared, &recorder, events));
        let at_once = join_all(at_once).await;

        for ((events, one_by_one, shared), at_once) in tenants.iter().zip(at_once) {
            let mut expected = Vec::new();
            for event in events {
                expected.push(shown(one_by_one, event).await);
            }
            assert_eq!(format!("{at_once:#?}"), format!("{expected:#?}"), "{events:#?}");
            assert_eq!(shared.picture().await, one_by_one.picture().await, "{events:#?}");
        }
    }
    assert!(recorder.drain(Duration::from_secs(5)).await);
    place.remove().await;
}
