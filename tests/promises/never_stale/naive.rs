//! What one would build at first: both are stale, and the same test must see it.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::{Connection as _, PgConnection, Row as _};
use tokio::sync::Mutex;

use super::crowd::{REPLICAS, Tally};
use super::drive::{Change, Subject};
use crate::support::database::{self, OwnDatabase, rows, run};

/// How a replica hears of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hears {
    /// Before each answer it asks for the rows behind the last one that it has seen, by a sequence.
    BySequence,
    /// PostgreSQL notifies it, and it answers from memory.
    ByNotification,
}

/// Sessions that write.
const SESSIONS: usize = 8;

/// Who is out, as one replica knows it.
#[derive(Debug, Default)]
struct Known {
    out: HashSet<(usize, usize)>,
    last: i64,
}

impl Known {
    fn apply(&mut self, tenant: usize, person: usize, is_out: bool) {
        if is_out {
            self.out.insert((tenant, person));
        } else {
            self.out.remove(&(tenant, person));
        }
    }
}

pub(super) struct Naive {
    hears: Hears,
    sessions: Vec<Mutex<PgConnection>>,
    replicas: [Mutex<(Known, PgConnection)>; REPLICAS],
    listeners: [Mutex<Option<PgListener>>; REPLICAS],
    _own: OwnDatabase,
}

impl Naive {
    pub(super) async fn start(hears: Hears) -> Self {
        let own = OwnDatabase::empty().await;
        let mut owner = database::owner(&own.name).await;
        let table =
            "create table events (id bigserial primary key, tenant int, person int, is_out bool)";
        run(&mut owner, table).await;
        owner.close().await.unwrap();
        let session = async || database::owner(&own.name).await;
        let mut sessions = Vec::new();
        for _ in 0..SESSIONS {
            sessions.push(Mutex::new(session().await));
        }
        let replica = async || Mutex::new((Known::default(), session().await));
        let replicas = [replica().await, replica().await];
        let listener = async || {
            let url = database::cluster().await.owner_url(&own.name);
            let mut listener = PgListener::connect(&url).await.unwrap();
            listener.listen("events").await.unwrap();
            Mutex::new((hears == Hears::ByNotification).then_some(listener))
        };
        let listeners = [listener().await, listener().await];
        Self { hears, sessions, replicas, listeners, _own: own }
    }

    /// A replica applies what it is told, for as long as it runs.
    async fn listen(&self, replica: usize, tally: &Tally) {
        let mut listener = self.listeners[replica].lock().await;
        let Some(listener) = listener.as_mut() else { return };
        while !tally.ended() {
            let next = tokio::time::timeout(Duration::from_millis(50), listener.recv());
            let Ok(told) = next.await else { continue };
            let told = told.unwrap();
            let mut parts = told.payload().split(' ').map(|part| part.parse::<usize>().unwrap());
            let (tenant, is_out) = (parts.next().unwrap(), parts.next().unwrap() == 1);
            let (known, _) = &mut *self.replicas[replica].lock().await;
            parts.for_each(|person| known.apply(tenant, person, is_out));
        }
    }
}

impl Subject for Naive {
    async fn change(&self, change: &Change, _tally: &Tally) -> bool {
        let (tenant, is_out) = (change.tenant, change.is_opt_out());
        let row = |person: &usize| format!("({tenant}, {person}, {is_out})");
        let values: Vec<String> = change.people.iter().map(row).collect();
        let names: Vec<String> = change.people.iter().map(usize::to_string).collect();
        let told = format!("{tenant} {} {}", u8::from(is_out), names.join(" "));
        let notify = match self.hears {
            Hears::BySequence => String::new(),
            Hears::ByNotification => format!("select pg_notify('events', '{told}');"),
        };
        let sql = format!(
            "begin; insert into events (tenant, person, is_out) values {}; {notify} commit",
            values.join(", ")
        );
        let session = &self.sessions[change.people[0] % SESSIONS];
        run(&mut *session.lock().await, sql).await;
        true
    }

    async fn excluded(&self, replica: usize, tenant: usize, people: &[usize]) -> Option<Vec<bool>> {
        let (known, session) = &mut *self.replicas[replica].lock().await;
        if self.hears == Hears::BySequence {
            let news = format!(
                "select id, tenant, person, is_out from events where id > {} order by id",
                known.last
            );
            for row in rows(session, news).await {
                known.last = row.get(0);
                let [tenant, person] =
                    [1, 2].map(|at| usize::try_from(row.get::<i32, _>(at)).unwrap());
                known.apply(tenant, person, row.get(3));
            }
        }
        Some(people.iter().map(|person| known.out.contains(&(tenant, *person))).collect())
    }

    async fn beside(&self, tally: &Tally) {
        futures_util::future::join_all((0..REPLICAS).map(|replica| self.listen(replica, tally)))
            .await;
    }
}
