//! An opt-out acknowledged before a filter call starts is honoured by it, on every replica.

mod crowd;
mod drive;
mod naive;
mod replicas;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use self::drive::{Plan, drive};
use self::naive::{Hears, Naive};
use self::replicas::{Kills, replicas};
use crate::support::{App, make};

/// Two processes of the service, one killed every few seconds, and everybody at full speed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_that_are_killed_and_started_again_miss_nothing() {
    let kills = Kills { every: Duration::from_secs(3), postgres_each: usize::MAX };
    prove(QUICK, kills).await;
}

/// `make soak`: a million checks, and PostgreSQL is killed too.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "takes minutes: `make soak` runs it"]
async fn a_million_checks_miss_nothing() {
    let plan = Plan {
        tenants: 4,
        writers: 2,
        regulars: 1_000,
        newcomers: 80_000,
        together: 1_000,
        asked: 2_000,
        checkers: 8,
        checks: 1_000_000,
        limit: Duration::from_hours(1),
    };
    prove(plan, Kills { every: Duration::from_secs(3), postgres_each: 4 }).await;
}

/// A few thousand checks.
const QUICK: Plan = Plan {
    tenants: 2,
    writers: 1,
    regulars: 60,
    newcomers: 20_000,
    together: 100,
    asked: 500,
    checkers: 3,
    checks: 5_000,
    limit: Duration::from_mins(2),
};

#[expect(clippy::print_stdout, reason = "`make soak` shows what was found")]
async fn prove(plan: Plan, kills: Kills) {
    let subject = replicas(plan.tenants, kills).await;

    let begun = std::time::Instant::now();
    let found = drive(&subject, plan).await;

    let (killed, looked_up) = (subject.killed.load(Ordering::Relaxed), subject.looked_up());
    println!(
        "{found}\n{killed} kills, look-ups in memory and in PostgreSQL {looked_up:?}, {:?}",
        begun.elapsed()
    );
    assert_eq!(found.wrong(), 0, "{found}");
    assert!(found.checks() >= plan.checks, "{found}");
    assert!(killed > 0 && looked_up.iter().all(|count| *count > 0), "{killed} {looked_up:?}");
}

/// The same test sees what is stale.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_a_sequence_or_waits_to_be_notified_is_found_to_be_stale() {
    for hears in [Hears::BySequence, Hears::ByNotification] {
        let naive = Arc::new(Naive::start(hears).await);

        let found = drive(&naive, Plan { writers: 4, checks: usize::MAX, ..QUICK }).await;

        assert!(found.wrong() > 0, "{hears:?}: {found}");
    }
}

#[tokio::test]
async fn every_replica_honours_at_once_what_another_acknowledged() {
    let app = App::shared().await;
    let (here, there) = (app.replica().await, app.replica().await);
    assert!(there.may_send_to(&make::phone(0)).await);

    for n in 0..40 {
        let (writer, reader) = if n % 2 == 0 { (&here, &there) } else { (&there, &here) };
        let phone = make::phone(n);

        let recorded =
            writer.opt_out(json!({"phone": phone, "occurred_at": make::moment(0)})).await;
        let answer = reader.filter(&[&phone, "+14155550100"]).await;
        assert_eq!(answer["sendable"], json!(["+14155550100"]));
        assert!(answer["as_of"].as_i64() >= recorded["event"]["number"].as_i64());
        assert!(reader.phones().await.contains(&phone));

        writer.opt_in(json!({"phone": phone, "occurred_at": make::moment(1)})).await;
        assert!(reader.may_send_to(&phone).await);
        assert!(!reader.phones().await.contains(&phone));
    }
}

#[tokio::test]
async fn many_writers_and_many_filters_at_once_miss_nothing() {
    let app = App::shared_with(8).await;
    let person = async |n: usize| {
        let phone = make::phone(n);
        for round in 0..5 {
            app.opt_out(json!({"phone": phone, "occurred_at": make::moment(round * 2)})).await;
            assert!(!app.may_send_to(&phone).await);
            app.opt_in(json!({"phone": phone, "occurred_at": make::moment(round * 2 + 1)})).await;
            assert!(app.may_send_to(&phone).await);
        }
    };

    futures_util::future::join_all((0..16).map(person)).await;

    assert!(app.phones().await.is_empty());
}
