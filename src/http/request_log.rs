//! One structured line per request, and the metrics of requests. Field dictionary: `docs/LOGGING.md`.
//!
//! Never a phone number, a user id, a body or a query string: paths are logged as their pattern.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

use super::problem::{Problem, ProblemReport};
use crate::domain::ids::{KeyId, TenantId};

/// Carries a request's id in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is learnt about a request on its way, for its line.
#[derive(Debug, Default)]
pub struct Facts {
    caller: OnceLock<(TenantId, KeyId)>,
    rows: AtomicU64,
}

impl Facts {
    /// Notes who calls.
    pub fn called_by(&self, tenant: TenantId, key: KeyId) {
        // Set once per request; a second extractor of the same request says the same.
        let _ = self.caller.set((tenant, key));
    }

    /// Notes how many items the request was about.
    pub fn add_rows(&self, rows: usize) {
        self.rows.fetch_add(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// Gives the request an id, writes problems as documents, and logs and counts the request.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(&request);
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let facts = Arc::new(Facts::default());
    request.extensions_mut().insert(Arc::clone(&facts));

    let mut response = next.run(request).await;

    let problem = response.extensions_mut().remove::<ProblemReport>();
    if let Some(ProblemReport(problem)) = &problem {
        write_problem(&mut response, problem, &id);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let line = Line {
        method: method.as_str(),
        path: path.as_deref().unwrap_or("unmatched"),
        status: response.status().as_u16(),
        seconds: started.elapsed().as_secs_f64(),
        id: &id,
        facts: &facts,
        problem: problem.as_ref().map(|report| report.0.as_ref()),
    };
    line.count();
    line.log();
    response
}

/// The caller's own id if it is a plain token (so that it cannot write into the log), else a new one.
fn request_id(request: &Request) -> String {
    let own = super::extract::text_of(request.headers(), &REQUEST_ID).filter(|id| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    });
    #[expect(
        clippy::disallowed_methods,
        reason = "an id for the log, of no meaning to the service"
    )]
    own.map_or_else(|| Uuid::now_v7().to_string(), ToOwned::to_owned)
}

fn write_problem(response: &mut Response, problem: &Problem, id: &str) {
    let document = problem.body(Some(id.to_owned()));
    // A struct of texts and numbers always serialises.
    *response.body_mut() = Body::from(serde_json::to_vec(&document).unwrap_or_default());
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
}

struct Line<'a> {
    method: &'a str,
    path: &'a str,
    status: u16,
    seconds: f64,
    id: &'a str,
    facts: &'a Facts,
    problem: Option<&'a Problem>,
}

impl Line<'_> {
    fn count(&self) {
        let code = self.problem.map_or("none", |problem| problem.code().as_str());
        let labels = [
            ("method", self.known_method().to_owned()),
            ("path", self.path.to_owned()),
            ("status", self.status.to_string()),
            ("problem", code.to_owned()),
        ];
        metrics::counter!("optout_http_requests_total", &labels).increment(1);
        metrics::histogram!("optout_http_request_duration_seconds", "method" => self.known_method(), "path" => self.path.to_owned())
            .record(self.seconds);
    }

    /// Methods are free text on the wire; labels must not be.
    fn known_method(&self) -> &'static str {
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
            .into_iter()
            .find(|known| *known == self.method)
            .unwrap_or("other")
    }

    #[expect(clippy::cognitive_complexity, reason = "two expansions of one logging macro")]
    fn log(&self) {
        let caller = self.facts.caller.get();
        let tenant = caller.map(|(tenant, _)| tracing::field::display(*tenant));
        let key = caller.map(|(_, key)| tracing::field::display(*key));
        let code = self.problem.map(|problem| problem.code().as_str());
        let causes = self.problem.and_then(Problem::causes);
        let rows = self.facts.rows.load(Ordering::Relaxed);
        let duration_ms = self.seconds * 1000.0;
        macro_rules! line {
            ($level:expr) => {
                tracing::event!(
                    target: "optout::request",
                    $level,
                    http.method = self.known_method(),
                    http.path = self.path,
                    http.status = self.status,
                    duration_ms,
                    request.id = self.id,
                    tenant.id = tenant,
                    key.id = key,
                    problem.code = code,
                    rows,
                    error = causes,
                    "request"
                )
            };
        }
        if self.status >= 500 {
            line!(tracing::Level::ERROR);
        } else {
            line!(tracing::Level::INFO);
        }
    }
}
