//! The queue over a real PostgreSQL: what no answer shows.

use super::*;
use crate::campaigns::store::{CampaignReach, reach_of, runs_of};
use crate::db::DbOptions;
use crate::db::local::{LocalCluster, LocalOptions};
use crate::db::migrate::migrate;
use crate::domain::category::Category;

async fn place() -> (LocalCluster, Db) {
    let mut cluster = LocalCluster::start(LocalOptions {
        data_dir: std::env::temp_dir().join(format!("optout-runs-{}", std::process::id())),
        durable: false,
        settings: Vec::new(),
        bin_dir: None,
    })
    .await
    .unwrap();
    cluster.stop_when_unused().unwrap();
    migrate(&cluster.owner_url("postgres").parse().unwrap(), None).await.unwrap();
    let db = Db::lazy(DbOptions {
        connect: cluster.app_url("postgres").parse().unwrap(),
        max_connections: 4,
        acquire_timeout: Duration::from_secs(20),
    });
    (cluster, db)
}

fn campaign(id: &str) -> Token {
    Token::line(id.to_owned()).unwrap()
}

/// A complete run that let so many of so many pass.
fn run(tenant: TenantId, id: &str, sendable: u64, received: u64) -> Run {
    Run {
        id: RunId::generate(),
        tenant,
        key: KeyId::generate(),
        campaign_id: campaign(id),
        at: DateTime::from_timestamp(1_780_000_000, 0).unwrap(),
        understood: Category::understand("MARKETING"),
        exclusion: Exclusion::Applied,
        scope: OptOutScope::Account,
        sender: None,
        as_of: 7,
        summary: FilterSummary {
            received,
            sendable,
            excluded: received - sendable,
            invalid: 0,
            on_list: 0,
        },
        form: Form::Json,
        complete: true,
    }
}

async fn reach(db: &Db, tenant: TenantId) -> Vec<CampaignReach> {
    let mut tx = db.tenant(tenant).await.unwrap();
    let mut reach = reach_of(&mut tx, &["a".to_owned(), "b".to_owned()]).await.unwrap();
    tx.commit().await.unwrap();
    reach.sort_by(|one, other| one.campaign_id.cmp(&other.campaign_id));
    reach
}

/// The sums of a tenant's campaigns `a` and `b`, and how many runs of `a` there are.
async fn kept(db: &Db, tenant: TenantId) -> (Vec<(String, i64, i64)>, usize) {
    let reach = reach(db, tenant).await;
    let mut tx = db.tenant(tenant).await.unwrap();
    let runs = runs_of(&mut tx, &campaign("a"), None, 10_000).await.unwrap();
    tx.commit().await.unwrap();
    let sums = reach.into_iter().map(|r| (r.campaign_id, r.planned, r.checked));
    (sums.collect(), runs.len())
}

fn sums(sums: &[(&str, i64, i64)]) -> Vec<(String, i64, i64)> {
    sums.iter().map(|(id, planned, checked)| ((*id).to_owned(), *planned, *checked)).collect()
}

async fn runs_of_many_tenants_are_written_together_and_once(db: &Db) {
    let [one, other] = [TenantId::generate(), TenantId::generate()];
    let runs = Runs::new(db.clone());
    let broken = Run { complete: false, ..run(one, "a", 900, 900) };
    let later =
        Run { at: DateTime::from_timestamp(1_780_000_009, 0).unwrap(), ..run(one, "a", 0, 1) };
    let all = [
        run(other, "a", 1, 1),
        run(one, "b", 3, 4),
        run(one, "a", 1, 1),
        broken,
        run(one, "a", 40, 50),
        later,
    ];

    runs.write(&all).await.unwrap();
    // As after a commit whose answer was lost.
    runs.write(&all).await.unwrap();

    assert_eq!(kept(db, one).await, (sums(&[("a", 40, 1), ("b", 3, 0)]), 4));
    assert_eq!(kept(db, other).await, (sums(&[("a", 0, 1)]), 1));
    let [of_a, _] = reach(db, one).await.try_into().unwrap();
    assert_eq!((of_a.last_run_at - of_a.first_run_at).num_seconds(), 9);
}

async fn what_waits_is_written_at_a_stop_and_what_comes_later_at_once(db: &Db) {
    let tenant = TenantId::generate();
    let runs = Runs::new(db.clone());
    for _ in 0..2_500 {
        runs.note(run(tenant, "a", 1, 1)).await.unwrap();
    }
    assert_eq!(kept(db, tenant).await.1, 0);

    runs.clone().write_until(std::future::ready(())).await;

    assert_eq!(kept(db, tenant).await, (sums(&[("a", 0, 2_500)]), 2_500));
    runs.note(run(tenant, "a", 1, 1)).await.unwrap();
    assert_eq!(kept(db, tenant).await.1, 2_501);
}

async fn a_run_that_finds_no_room_is_written_by_its_own_request(db: &Db) {
    let tenant = TenantId::generate();
    let runs = Runs::with_room(db.clone(), 2);

    for _ in 0..3 {
        runs.note(run(tenant, "a", 1, 1)).await.unwrap();
    }
    assert_eq!(kept(db, tenant).await.1, 1);
    runs.note(run(tenant, "a", 1_001, 1_001)).await.unwrap();
    assert_eq!(kept(db, tenant).await.1, 2);
    runs.write_until(std::future::ready(())).await;

    assert_eq!(kept(db, tenant).await, (sums(&[("a", 1_001, 3)]), 4));
}

async fn writers_of_the_same_campaigns_in_any_order_never_wait_for_each_other(db: &Db) {
    let tenants = [TenantId::generate(), TenantId::generate()];
    let runs = Runs::new(db.clone());
    let write = async |turn: usize| {
        let runs = runs.clone();
        let campaigns = if turn.is_multiple_of(2) { ["a", "b"] } else { ["b", "a"] };
        for _ in 0..20 {
            let mut some: Vec<Run> =
                tenants.iter().flat_map(|t| campaigns.map(|c| run(*t, c, 2, 2))).collect();
            if turn > 1 {
                some.reverse();
            }
            runs.write(&some).await.unwrap();
        }
    };

    futures_util::future::join_all((0..4).map(write)).await;

    for tenant in tenants {
        assert_eq!(kept(db, tenant).await, (sums(&[("a", 160, 0), ("b", 160, 0)]), 80));
    }
}

#[tokio::test]
async fn runs_reach_the_record_once_whatever_happens() {
    let (cluster, db) = place().await;

    runs_of_many_tenants_are_written_together_and_once(&db).await;
    what_waits_is_written_at_a_stop_and_what_comes_later_at_once(&db).await;
    a_run_that_finds_no_room_is_written_by_its_own_request(&db).await;
    writers_of_the_same_campaigns_in_any_order_never_wait_for_each_other(&db).await;

    db.close(Duration::from_secs(5)).await;
    cluster.remove().await.unwrap();
}
