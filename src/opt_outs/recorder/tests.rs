//! The recorder over a real PostgreSQL, beside recording one by one.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use chrono::DateTime;
use futures_util::FutureExt as _;
use futures_util::future::join_all;

use super::queue::Limits;
use super::{LIMITS, Recorder, Wish};
use crate::domain::consent::OptOutScope;
use crate::domain::identity::Identifier;
use crate::domain::phone::Phone;
use crate::http::JsonAnswer;
use crate::opt_outs::RecordedBody;
use crate::opt_outs::evidence::{Evidence, Recorded};
use crate::opt_outs::record::record_shown;
use crate::opt_outs::recorded::Report;
use crate::opt_outs::store::history;
use crate::opt_outs::store::tests::{Draw, OLD, Place, Told, out, settings};

/// A request that says nothing but that it was recorded.
fn wish(tenant: &Told<'_>, event: &Evidence) -> Wish {
    Wish {
        tenant: tenant.id,
        evidence: vec![event.clone()],
        settings: Arc::new(tenant.settings.clone()),
        claim: None,
        shows: false,
        answer: Box::new(|_, _| JsonAnswer::new(StatusCode::OK, &(), 0)),
    }
}

/// Lets the recorder record each of these as a request of its own, all at the same time.
async fn at_once(tenant: &Told<'_>, recorder: &Recorder, events: &[Evidence]) -> Vec<Recorded> {
    let (tell, told) = mpsc::channel();
    let requests = events.iter().enumerate().map(|(n, event)| {
        let tell = tell.clone();
        let answer = move |_: &[Evidence], reports: &[Report]| {
            tell.send((n, reports[0].recorded.clone())).unwrap();
            JsonAnswer::new(StatusCode::OK, &(), 0)
        };
        let (shows, answer) = (n % 2 == 0, Box::new(answer));
        recorder.record(Wish { shows, answer, ..wish(tenant, event) })
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
    for round in 0..16 {
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

#[tokio::test]
async fn too_many_at_once_are_told_to_come_again_and_nothing_of_theirs_is_recorded() {
    let place = Place::new("too-many").await;
    let limits = Limits { requests: 6, requests_each: 4, ..LIMITS };
    let recorder = Recorder::with_limits(place.db.clone(), limits);
    let [many, few] = [place.tenant().await, place.tenant().await];
    let people: Vec<Evidence> = (0..8).map(|n| out(0, &[&format!("+54911555501{n:02}")])).collect();
    let turns = [recorder.turn(many.id).await.unwrap(), recorder.turn(few.id).await.unwrap()];

    let mut of_many: Vec<_> =
        people.iter().map(|event| Box::pin(recorder.record(wish(&many, event)))).collect();
    let mut of_few: Vec<_> =
        people.iter().map(|event| Box::pin(recorder.record(wish(&few, event)))).collect();
    let mut refused = Vec::new();
    for request in of_many.iter_mut().chain(&mut of_few) {
        refused.extend(request.now_or_never());
    }
    // Nobody of those who wait is answered as long as others have the turns.
    assert_eq!(refused.len(), 4 + 6);
    drop(turns);
    let answers = join_all(of_many.drain(..4).chain(of_few.drain(..2))).await;

    for problem in refused {
        let response = problem.unwrap_err().into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
    }
    assert!(answers.into_iter().all(|answer| answer.is_ok()));
    for (tenant, recorded) in [(many, 4), (few, 2)] {
        let mut tx = place.db.tenant(tenant.id).await.unwrap();
        let events = history::events_after(&mut tx, 0, 100).await.unwrap();
        tx.commit().await.unwrap();
        let sent_as: Vec<&str> = events.iter().map(|event| event.sent_as.as_str()).collect();
        let expected: Vec<&str> = people[..recorded].iter().map(|e| e.sent_as.as_str()).collect();
        assert_eq!(sent_as, expected);
    }
    place.remove().await;
}

#[tokio::test]
async fn whoever_wants_the_turn_gets_it_behind_those_who_came_first_and_before_those_who_come_later()
 {
    let place = Place::new("turns").await;
    let recorder = Recorder::new(place.db.clone());
    let tenant = place.tenant().await;
    let order = Mutex::new(Vec::new());
    let note = |what| order.lock().unwrap().push(what);
    let first = out(1, &[OLD]);
    let later = out(2, &[OLD]);

    let before = async {
        recorder.record(wish(&tenant, &first)).await.unwrap();
        note("before");
    };
    let turn = async {
        let mut tx = recorder.turn(tenant.id).await.unwrap();
        let last_event = tx.last_event().await.unwrap();
        tokio::task::yield_now().await;
        assert_eq!((last_event, tx.last_event().await.unwrap()), (1, 1));
        note("turn");
        tx.commit().await.unwrap();
    };
    let unwanted = async {
        // Given up before it comes.
        assert!(recorder.turn(tenant.id).now_or_never().is_none());
    };
    let after = async {
        recorder.record(wish(&tenant, &later)).await.unwrap();
        note("after");
    };
    tokio::join!(before, turn, unwanted, after);

    assert!(recorder.drain(Duration::from_secs(5)).await);
    let order = order.into_inner().unwrap();
    let at = |what| order.iter().position(|noted| *noted == what);
    assert!(at("turn") < at("after") && order.len() == 3, "{order:?}");
    place.remove().await;
}
