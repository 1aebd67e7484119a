//! Changes of identity over a real PostgreSQL: no operation of this slice tells them, so `tests/` cannot.

use std::str::FromStr as _;
use std::time::Duration;

use chrono::DateTime;
use sqlx::postgres::PgConnectOptions;

use super::history;
use super::list::{Filter, Position, page};
use crate::db::local::{LocalCluster, LocalOptions};
use crate::db::migrate::migrate;
use crate::db::{Db, DbOptions};
use crate::domain::consent::{Kind, OptOutScope, Source};
use crate::domain::identity::{Identifier, Identity};
use crate::domain::ids::{SenderId, TenantId};
use crate::domain::intent::{WordLists, Words};
use crate::domain::phone::Phone;
use crate::domain::range::DateRange;
use crate::domain::settings::Settings;
use crate::domain::text::Token;
use crate::opt_outs::{Evidence, Recorded, record};

pub(in crate::opt_outs) const OLD: &str = "+5491155550101";
const OLD_SPELT_ELSE: &str = "+541155550101";
const NEW: &str = "+5491155550202";
const THIRD: &str = "+5511987654321";
const OLD_ID: &str = "AR.1";
const NEW_ID: &str = "AR.2";
const NAMES: [&str; 6] = [OLD, OLD_SPELT_ELSE, NEW, THIRD, OLD_ID, NEW_ID];
const SENDER: &str = "+5491100000001";

/// A database of its own, with a service's connections to it.
pub(in crate::opt_outs) struct Place {
    cluster: LocalCluster,
    pub(in crate::opt_outs) db: Db,
}

impl Place {
    pub(in crate::opt_outs) async fn new(name: &str) -> Self {
        let directory = format!("optout-store-{name}-{}", std::process::id());
        let mut cluster = LocalCluster::start(LocalOptions {
            data_dir: std::env::temp_dir().join(directory),
            durable: false,
            settings: Vec::new(),
            bin_dir: None,
        })
        .await
        .unwrap();
        cluster.stop_when_unused().unwrap();
        let owner = PgConnectOptions::from_str(&cluster.owner_url("postgres")).unwrap();
        migrate(&owner, None).await.unwrap();
        let db = Db::lazy(DbOptions {
            connect: PgConnectOptions::from_str(&cluster.app_url("postgres")).unwrap(),
            max_connections: 2,
            acquire_timeout: Duration::from_secs(20),
        });
        Self { cluster, db }
    }

    pub(in crate::opt_outs) async fn tenant(&self) -> Told<'_> {
        let id = TenantId::generate();
        let mut tx = self.db.platform().await.unwrap();
        sqlx::query("insert into tenants (tenant_id, name, created_at) values ($1, 'x', now())")
            .bind(id.uuid())
            .execute(tx.connection())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Told { db: &self.db, id, settings: settings(OptOutScope::Account) }
    }

    pub(in crate::opt_outs) async fn remove(self) {
        self.db.close(Duration::from_secs(5)).await;
        self.cluster.remove().await.unwrap();
    }
}

pub(in crate::opt_outs) fn settings(scope: OptOutScope) -> Settings {
    Settings {
        time_zone: chrono_tz::Tz::UTC,
        default_country: None,
        default_language: None,
        opt_out_scope: scope,
        confirmation_texts: std::collections::BTreeMap::new(),
        keywords: WordLists::default(),
        words: Words::default(),
        updated_at: DateTime::default(),
    }
}

/// A tenant that is told of events.
pub(in crate::opt_outs) struct Told<'a> {
    pub(in crate::opt_outs) db: &'a Db,
    pub(in crate::opt_outs) id: TenantId,
    pub(in crate::opt_outs) settings: Settings,
}

impl Told<'_> {
    /// Records events together.
    async fn of(&self, events: &[Evidence]) -> Vec<Recorded> {
        let mut tx = self.db.tenant(self.id).await.unwrap();
        let recorded = record(&mut tx, events, &self.settings).await.unwrap();
        tx.commit().await.unwrap();
        recorded
    }

    /// What can be seen in both scopes, but for the order in which it was recorded.
    pub(in crate::opt_outs) async fn picture(&self) -> Vec<String> {
        let mut tx = self.db.tenant(self.id).await.unwrap();
        let mut seen = Vec::new();
        for name in NAMES {
            let identifier = Identifier::parse(name, None).unwrap();
            let row = history::find_contact(&mut tx, &identifier).await.unwrap();
            let shown = row.map(|row| {
                let decided = |scope| row.decided(scope).map(|d| (d.status, d.since));
                let towards: Vec<_> = row
                    .towards_senders()
                    .into_iter()
                    .map(|(s, d)| (s, d.status, d.since))
                    .collect();
                let states = [decided(OptOutScope::Account), decided(OptOutScope::Sender)];
                (row.phone, row.user_id.clone(), row.also_known_as(), states, towards)
            });
            seen.push(format!("{name}: {shown:?}"));
        }
        for scope in [OptOutScope::Account, OptOutScope::Sender] {
            let mut listed = Vec::new();
            for row in page(&mut tx, &everything(scope), &Position::Start, 100).await.unwrap() {
                let whom = (row.phone, row.user_id, row.also_known_as);
                listed.push(format!("{scope:?}: {whom:?} {} {}", row.opted_out_at, row.source));
            }
            listed.sort();
            seen.extend(listed);
        }
        tx.commit().await.unwrap();
        seen
    }

    async fn status_of(&self, name: &str) -> String {
        let mut tx = self.db.tenant(self.id).await.unwrap();
        let identifier = Identifier::parse(name, None).unwrap();
        let row = history::find_contact(&mut tx, &identifier).await.unwrap();
        tx.commit().await.unwrap();
        row.map_or_else(|| "never seen".to_owned(), |row| row.status)
    }
}

fn everything(scope: OptOutScope) -> Filter {
    Filter {
        scope,
        range: DateRange::parse(None, None, chrono_tz::Tz::UTC).unwrap(),
        source: None,
        sender: None,
        campaign_id: None,
        prefix: None,
        oldest_first: false,
    }
}

fn identity(names: &[&str]) -> Identity {
    let phone = names.iter().find(|name| name.starts_with('+')).copied();
    let user_id = names.iter().find(|name| !name.starts_with('+')).copied();
    Identity::from_texts(phone, user_id, None).unwrap()
}

fn told(kind: Kind, second: i64, names: &[&str]) -> Evidence {
    let message = format!("{kind:?} {second} {names:?}");
    Evidence {
        kind,
        source: Source::Keyword,
        identity: identity(names),
        sent_as: names.concat(),
        occurred_at: DateTime::from_timestamp(1_772_323_200 + second, 0),
        received_at: None,
        sender: None,
        campaign_id: None,
        message_id: Some(Token::line(message).unwrap()),
        language: None,
        reason: None,
        former: None,
        rule: Some(Token::line("a rule".to_owned()).unwrap()),
        key: None,
        hook: Some(SenderId::generate()),
    }
}

pub(in crate::opt_outs) fn out(second: i64, names: &[&str]) -> Evidence {
    told(Kind::OptOut, second, names)
}

fn back(second: i64, names: &[&str]) -> Evidence {
    told(Kind::OptIn, second, names)
}

fn moved(second: i64, former: &[&str], names: &[&str]) -> Evidence {
    Evidence { former: Some(identity(former)), ..told(Kind::IdChange, second, names) }
}

fn to(sender: &str, evidence: Evidence) -> Evidence {
    Evidence { sender: Some(Phone::parse(sender, None).unwrap()), ..evidence }
}

/// Every order of these, each told twice, one by one and all together.
async fn ends_alike(place: &Place, events: Vec<Evidence>) -> Vec<String> {
    let mut expected: Option<Vec<String>> = None;
    for order in orders(&events) {
        let one_by_one = place.tenant().await;
        for event in order.iter().chain(&order) {
            one_by_one.of(std::slice::from_ref(event)).await;
        }
        let together = place.tenant().await;
        let twice: Vec<Evidence> = order.iter().chain(&order).cloned().collect();
        let recorded = together.of(&twice).await;
        assert!(recorded.iter().skip(order.len()).all(|recorded| recorded.repeated));

        let seen = one_by_one.picture().await;
        assert_eq!(together.picture().await, seen, "{order:?}");
        assert_eq!(expected.get_or_insert_with(|| seen.clone()), &seen, "{order:?}");
    }
    expected.unwrap()
}

fn orders(events: &[Evidence]) -> Vec<Vec<Evidence>> {
    let Some((first, rest)) = events.split_first() else { return vec![Vec::new()] };
    let mut all = Vec::new();
    for order in orders(rest) {
        for at in 0..=order.len() {
            let mut longer = order.clone();
            longer.insert(at, first.clone());
            all.push(longer);
        }
    }
    all
}

#[tokio::test]
async fn an_opt_out_follows_whoever_changes_their_number_in_whatever_order_it_is_told() {
    let place = Place::new("follows").await;

    let seen = ends_alike(
        &place,
        vec![
            out(1, &[OLD, OLD_ID]),
            moved(2, &[OLD, OLD_ID], &[NEW, NEW_ID]),
            back(4, &[OLD_SPELT_ELSE]),
        ],
    )
    .await;
    assert_eq!(seen.iter().filter(|line| line.starts_with("Account")).count(), 1);
    assert!(seen[2].contains("OptedOut") && seen[2].contains("5491155550202"), "{}", seen[2]);
    assert!(seen[0].contains(r#"["+5491155550101", "AR.1"]"#), "{}", seen[0]);

    // What was said before the change is not forgotten for what the next holder says.
    ends_alike(
        &place,
        vec![out(1, &[OLD]), moved(2, &[OLD], &[NEW]), out(4, &[OLD]), back(5, &[OLD])],
    )
    .await;
    // Two steps, a coming back, and a sender.
    ends_alike(
        &place,
        vec![
            to(SENDER, out(1, &[OLD])),
            moved(2, &[OLD], &[NEW]),
            moved(4, &[NEW], &[THIRD]),
            back(6, &[THIRD]),
        ],
    )
    .await;
    ends_alike(
        &place,
        vec![
            out(1, &[OLD]),
            back(3, &[OLD, OLD_ID]),
            moved(2, &[OLD], &[OLD, OLD_ID]),
            to(SENDER, out(2, &[OLD_ID])),
        ],
    )
    .await;
    place.remove().await;
}

#[tokio::test]
async fn a_change_alone_is_history_and_no_state() {
    let place = Place::new("alone").await;
    let tenant = place.tenant().await;
    let change = moved(1, &[OLD], &[NEW, NEW_ID]);

    let first = tenant.of(std::slice::from_ref(&change)).await;
    let again = tenant.of(&[change]).await;

    assert_eq!((first[0].status, first[0].changed, first[0].repeated), (None, false, false));
    assert_eq!((again[0].number, again[0].repeated), (1, true));
    assert_eq!(tenant.status_of(OLD).await, "none");
    assert_eq!(tenant.status_of(NEW_ID).await, "none");
    let mut tx = place.db.tenant(tenant.id).await.unwrap();
    let event = history::events_after(&mut tx, 0, 1).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    assert_eq!((event.kind.as_str(), event.status.as_str()), ("id_change", "none"));
    assert_eq!(
        (event.phone, event.former_phone),
        (Some(5_491_155_550_202), Some(5_491_155_550_101))
    );
    assert!(event.sender_id.is_some() && event.key_id.is_none());
    assert_eq!(event.rule.as_deref(), Some("a rule"));
    assert!(!tenant.picture().await.iter().any(|line| line.starts_with("Account")));

    let left = tenant.of(&[out(2, &[OLD])]).await;
    assert!(left[0].changed);
    assert_eq!(tenant.status_of(NEW).await, "opted_out");
    place.remove().await;
}

#[tokio::test]
async fn a_change_that_would_link_too_many_links_nobody_and_loses_nothing() {
    let place = Place::new("crowded").await;
    let tenant = place.tenant().await;
    let phones: Vec<String> = (0..15).map(|n| format!("+54911555600{n:02}")).collect();
    for (second, phone) in (0..).zip(&phones) {
        tenant.of(&[out(second, &[phone, OLD_ID])]).await;
    }

    let recorded = tenant.of(&[moved(90, &[OLD_ID], &[NEW, NEW_ID])]).await;

    assert_eq!(recorded[0].number, 16);
    assert_eq!(tenant.status_of(OLD_ID).await, "opted_out");
    assert_eq!(tenant.status_of(NEW).await, "none");
    let mut tx = place.db.tenant(tenant.id).await.unwrap();
    let events = history::events_after(&mut tx, 15, 9).await.unwrap();
    tx.commit().await.unwrap();
    let told: Vec<_> = events.iter().map(|event| (event.phone, event.user_id.as_deref())).collect();
    assert_eq!(told, [(None, Some(OLD_ID)), (Some(5_491_155_550_202), Some(NEW_ID))]);
    place.remove().await;
}

/// Events that look random and are always the same.
pub(in crate::opt_outs) struct Draw(pub(in crate::opt_outs) u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub(in crate::opt_outs) fn place(&mut self, end: usize) -> usize {
        usize::try_from(self.below(u64::try_from(end).unwrap())).unwrap()
    }

    pub(in crate::opt_outs) fn event(&mut self) -> Evidence {
        let who: [&[&str]; 6] =
            [&[OLD], &[OLD_SPELT_ELSE], &[NEW], &[OLD_ID], &[OLD, OLD_ID], &[NEW, NEW_ID]];
        let (one, other) = (who[self.place(6)], who[self.place(6)]);
        let second = i64::try_from(self.below(5)).unwrap();
        let event = match self.below(5) {
            0 | 1 => out(second, one),
            2 | 3 => back(second, one),
            _ => moved(second, other, one),
        };
        if self.below(2) == 0 { to(SENDER, event) } else { event }
    }
}

#[tokio::test]
async fn random_events_with_changes_end_alike_in_any_order() {
    let place = Place::new("random").await;
    let mut draw = Draw(20_261_124);
    for _ in 0..40 {
        let events: Vec<Evidence> = (0..6).map(|_| draw.event()).collect();
        let mut expected: Option<Vec<String>> = None;
        for round in 0..3 {
            let mut order = events.clone();
            for last in (1..order.len()).rev() {
                order.swap(last, draw.place(last + 1));
            }
            let tenant = place.tenant().await;
            if round == 0 {
                tenant.of(&order).await;
            }
            for event in order.chunks(2) {
                tenant.of(event).await;
            }
            let seen = tenant.picture().await;
            assert_eq!(
                expected.get_or_insert_with(|| seen.clone()),
                &seen,
                "{order:#?} {events:#?}"
            );
        }
    }
    place.remove().await;
}
