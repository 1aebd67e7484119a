//! `GET /v1/changes/stream`

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;
use utoipa::IntoParams;

use super::body::EventBody;
use super::changes::parse_after;
use super::store::history;
use crate::access::scope::Read;
use crate::access::{Caller, Gate};
use crate::db::{Db, DbError};
use crate::domain::ids::{KeyId, TenantId};
use crate::http::extract::text_of;
use crate::http::facts::Facts;
use crate::http::health::Draining;
use crate::http::{Code, Problem, Query};
use crate::state::AppState;
use crate::watch::{Full, Watch};

/// The number of the last event that a client has (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// How long a stream lives. A client that comes back goes on where it was; so proxies see an end, and after a change
/// of the service clients move to the new one.
const MAX_LIFE: Duration = Duration::from_mins(15);
/// How long nothing is said at most: so a client that has gone away is noticed, and proxies see life.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a key that was revoked may go on listening.
const CHECK_KEY: Duration = Duration::from_secs(3);
/// Events read and written together.
const AT_A_TIME: i64 = 100;
/// How soon clients come back after an end, in milliseconds.
const RETRY: &str = "retry: 2000\n\n";

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FollowQuery {
    /// The number of the last event that the follower has; 0 for the beginning; what comes from now on, if absent.
    #[param(value_type = Option<i64>, minimum = 0, example = 48213)]
    after: Option<String>,
}

/// What following needs of the service's state.
#[derive(Clone, Debug)]
pub(super) struct Following {
    db: Db,
    gate: Gate,
    watch: Watch,
    draining: Draining,
}

impl FromRef<AppState> for Following {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            gate: state.gate.clone(),
            watch: state.watch.clone(),
            draining: state.draining.clone(),
        }
    }
}

/// Follows every consent event as it is recorded, as server-sent events.
///
/// `data` of each is an event as `GET /v1/changes` lists it, `id` its number. New events come about a second after
/// they were recorded, in commit order and without gaps. A stream ends after 15 minutes, when the service stops, and
/// within seconds after its key was revoked: come back with `Last-Event-ID`, which browsers do by themselves.
#[utoipa::path(
    get,
    path = "/v1/changes/stream",
    tag = "changes",
    params(FollowQuery, ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was received; goes before `after`.")),
    responses((status = 200, description = "Events until the stream ends; comments in between.", body = String, content_type = "text/event-stream"))
)]
pub(super) async fn follow_changes(
    caller: Caller<Read>,
    Query(query): Query<FollowQuery>,
    headers: HeaderMap,
    State(following): State<Following>,
    Extension(facts): Extension<Arc<Facts>>,
) -> Result<Response, Problem> {
    let (name, after) = if headers.contains_key(&LAST_EVENT_ID) {
        ("Last-Event-ID", Some(text_of(&headers, &LAST_EVENT_ID).unwrap_or_default()))
    } else {
        ("after", query.after.as_deref())
    };
    let after = after.map(|after| parse_after(name, Some(after))).transpose()?;
    let known = following.watch.subscribe(caller.tenant()).map_err(refuse)?;
    let after = match after {
        Some(after) => after,
        None => following.last_event(caller.tenant()).await?,
    };

    let follower = Follower {
        tenant: caller.tenant(),
        key: caller.key(),
        facts,
        following,
        known,
        after,
        may_have_more: true,
        ends_at: Instant::now() + MAX_LIFE,
        speaks_by: Instant::now() + HEARTBEAT,
        checks_key_at: Instant::now() + CHECK_KEY,
    };
    let events = stream::try_unfold(follower, Follower::next);
    let hello = stream::once(async { Ok(Bytes::from_static(RETRY.as_bytes())) });
    let body = Body::from_stream(futures_util::StreamExt::chain(hello, events));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        // For nginx, which would keep events back until its buffer is full.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, body).into_response())
}

fn refuse(full: Full) -> Problem {
    let code = match full {
        Full::OfTenant => Code::TooManyRequests,
        Full::InAll => Code::Overloaded,
    };
    Problem::new(code).with_retry_after(Duration::from_secs(10))
}

impl Following {
    async fn last_event(&self, tenant: TenantId) -> Result<i64, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let last_event = tx.last_event().await?;
        tx.commit().await?;
        Ok(last_event)
    }
}

/// One who listens.
struct Follower {
    tenant: TenantId,
    key: KeyId,
    facts: Arc<Facts>,
    following: Following,
    /// The tenant's last event, as far as anybody here knows.
    known: watch::Receiver<i64>,
    /// The number of the last event that was sent.
    after: i64,
    /// Whether the database may have events behind that.
    may_have_more: bool,
    ends_at: Instant,
    /// When something has to be said.
    speaks_by: Instant,
    checks_key_at: Instant,
}

type StreamError = Box<dyn std::error::Error + Send + Sync>;

impl Follower {
    /// What is to be said next, or the end.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StreamError> {
        loop {
            let now = Instant::now();
            if now >= self.ends_at || self.following.draining.has_begun() {
                return Ok(None);
            }
            if now >= self.checks_key_at {
                if !self.key_works().await? {
                    return Ok(None);
                }
                self.checks_key_at = Instant::now() + CHECK_KEY;
            }
            let said = if self.may_have_more { self.events().await? } else { Bytes::new() };
            let is_silent = said.is_empty();
            if !is_silent || now >= self.speaks_by {
                self.speaks_by = Instant::now() + HEARTBEAT;
                let said = if is_silent { Bytes::from_static(b":\n\n") } else { said };
                return Ok(Some((said, self)));
            }
            if !self.wait().await {
                return Ok(None);
            }
        }
    }

    /// Waits until there is something to do; false if nobody will say any more whether there are events.
    async fn wait(&mut self) -> bool {
        let until = self.ends_at.min(self.speaks_by).min(self.checks_key_at);
        tokio::select! {
            changed = self.known.changed() => {
                self.may_have_more = *self.known.borrow_and_update() > self.after;
                changed.is_ok()
            }
            () = self.following.draining.begun() => true,
            () = tokio::time::sleep_until(until) => true,
        }
    }

    /// The next events, written. In a task of its own: a reader who leaves must not cut a database call.
    async fn events(&mut self) -> Result<Bytes, StreamError> {
        let (db, tenant, after) = (self.following.db.clone(), self.tenant, self.after);
        let read = tokio::spawn(async move {
            let mut tx = db.tenant(tenant).await?;
            let events = history::events_after(&mut tx, after, AT_A_TIME).await?;
            tx.commit().await?;
            Ok::<_, DbError>(events)
        });
        let events = read.await??;
        let is_full = i64::try_from(events.len()).is_ok_and(|count| count == AT_A_TIME);
        self.facts.add_rows(events.len());
        let mut said = Vec::new();
        for event in events {
            self.after = event.number;
            said.extend_from_slice(format!("id: {}\ndata: ", event.number).as_bytes());
            serde_json::to_writer(&mut said, &EventBody::from(event))?;
            said.extend_from_slice(b"\n\n");
        }
        self.may_have_more = is_full || *self.known.borrow_and_update() > self.after;
        Ok(said.into())
    }

    async fn key_works(&self) -> Result<bool, StreamError> {
        let (gate, tenant, key) = (self.following.gate.clone(), self.tenant, self.key);
        Ok(tokio::spawn(async move { gate.still_accepts(tenant, key).await }).await??)
    }
}
