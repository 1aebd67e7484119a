//! `/audience/live`: tells an open page that something was recorded. It says nothing of what: the page asks for its
//! rows again, which is how it comes to see them.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::access::Gate;
use crate::access::scope::Read;
use crate::dashboard::session::SignedIn;
use crate::domain::ids::{KeyId, TenantId};
use crate::http::extract::text_of;
use crate::http::health::Draining;
use crate::http::{Code, Problem, Query};
use crate::state::AppState;
use crate::watch::Watch;

/// The number of the last event that a page was told (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// How long a stream lives. Browsers come back by themselves.
const MAX_LIFE: Duration = Duration::from_mins(15);
/// How long nothing is said at most, and how long a key that was revoked goes on being told.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How soon a page comes back that nobody may listen to just now, in milliseconds.
const BUSY: &str = "retry: 30000\n\n";

/// What the page has seen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct LiveQuery {
    after: String,
}

/// What following needs of the service's state.
#[derive(Clone, Debug)]
pub(in crate::dashboard) struct Following {
    gate: Gate,
    watch: Watch,
    draining: Draining,
}

impl FromRef<AppState> for Following {
    fn from_ref(state: &AppState) -> Self {
        Self {
            gate: state.gate.clone(),
            watch: state.watch.clone(),
            draining: state.draining.clone(),
        }
    }
}

/// `GET /audience/live`
pub(in crate::dashboard) async fn follow(
    session: SignedIn<Read>,
    Query(query): Query<LiveQuery>,
    headers: HeaderMap,
    State(following): State<Following>,
) -> Result<Response, Problem> {
    let after = text_of(&headers, &LAST_EVENT_ID).unwrap_or(&query.after);
    let after = after.parse().ok().ok_or_else(|| Problem::new(Code::InvalidQuery))?;
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        // For nginx, which would keep events back until its buffer is full.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    // A page that is not told is still a page.
    let Ok(known) = following.watch.subscribe(session.tenant) else {
        return Ok((headers, BUSY).into_response());
    };
    let listener = Listener {
        tenant: session.tenant,
        key: session.key,
        following,
        known,
        after,
        ends_at: Instant::now() + MAX_LIFE,
    };
    Ok((headers, Body::from_stream(stream::try_unfold(listener, Listener::next))).into_response())
}

/// One page that is open.
struct Listener {
    tenant: TenantId,
    key: KeyId,
    following: Following,
    /// The tenant's last event.
    known: watch::Receiver<i64>,
    /// The number that the page was told last.
    after: i64,
    ends_at: Instant,
}

type StreamError = Box<dyn std::error::Error + Send + Sync>;

impl Listener {
    /// What is to be said next, or the end.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StreamError> {
        let speaks_by = Instant::now() + HEARTBEAT;
        loop {
            let last = *self.known.borrow_and_update();
            if last > self.after {
                self.after = last;
                let said = format!("id: {last}\nevent: change\ndata: {last}\n\n");
                return Ok(Some((said.into(), self)));
            }
            if self.following.draining.has_begun() || Instant::now() >= self.ends_at {
                return Ok(None);
            }
            if Instant::now() >= speaks_by {
                let works = self.key_works().await?;
                return Ok(works.then(|| (Bytes::from_static(b":\n\n"), self)));
            }
            tokio::select! {
                changed = self.known.changed() => if changed.is_err() { return Ok(None) },
                () = self.following.draining.begun() => {}
                () = tokio::time::sleep_until(speaks_by.min(self.ends_at)) => {}
            }
        }
    }

    /// In a task of its own: a reader who leaves must not cut a database call.
    async fn key_works(&self) -> Result<bool, StreamError> {
        let (gate, tenant, key) = (self.following.gate.clone(), self.tenant, self.key);
        Ok(tokio::spawn(async move { gate.still_accepts(tenant, key).await }).await??)
    }
}
