//! One structured line per request, and the metrics of requests. Field dictionary: `docs/LOGGING.md`.
//!
//! Never a phone number, a user id, a body or a query string: paths are logged as their pattern.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::time::Instant;
use uuid::Uuid;

use super::facts::Facts;
use super::present::{Present, wants_page};
use super::problem::{Problem, ProblemBody, ProblemReport, chain};

/// Carries a request's id in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, writes problems as documents, and logs and counts the request once its answer is
/// sent or given up.
pub async fn layer(State(present): State<Present>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(&request);
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = known_method(request.method().as_str());
    let facts = Arc::new(Facts::default());
    request.extensions_mut().insert(Arc::clone(&facts));

    let reader = wants_page(request.headers()).then(|| request.headers().clone());

    let path = path.unwrap_or_else(|| "unmatched".to_owned());
    // Until there is an answer: the client has gone away, as nginx counts it. The work itself goes on.
    let status = 499;
    let mut line = Line { method, path, status, started, id, facts, problem: None, broken: None };

    let mut response = next.run(request).await;

    line.status = response.status().as_u16();
    line.problem = response.extensions_mut().remove::<ProblemReport>().map(|report| report.0);
    if let Some(problem) = &line.problem {
        let document = problem.body(Some(line.id.clone()));
        match reader.and_then(|headers| present(&headers, &document)) {
            Some(page) => show_page(&mut response, page),
            None => write_document(&mut response, &document),
        }
    }
    if let Ok(value) = HeaderValue::from_str(&line.id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response.map(|body| Body::new(Logged { body, line }))
}

/// An answer's body that keeps the line of its request until it has been sent or given up.
struct Logged {
    body: Body,
    line: Line,
}

impl HttpBody for Logged {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Err(error))) = &frame {
            self.line.broken = Some(chain(error));
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
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

/// Puts the page in the place of the problem, and keeps the problem's status and its own headers.
fn show_page(response: &mut Response, page: Response) {
    let (parts, body) = page.into_parts();
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().extend(parts.headers);
    *response.body_mut() = body;
}

fn write_document(response: &mut Response, document: &ProblemBody) {
    // A struct of texts and numbers always serialises.
    *response.body_mut() = Body::from(serde_json::to_vec(document).unwrap_or_default());
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
}

/// Methods are free text on the wire; labels must not be.
fn known_method(method: &str) -> &'static str {
    ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

/// What is said of a request when it is over, which is when this is dropped.
struct Line {
    method: &'static str,
    path: String,
    status: u16,
    started: Instant,
    id: String,
    facts: Arc<Facts>,
    problem: Option<Arc<Problem>>,
    /// Why the answer failed after its first byte; the caller saw a transfer that broke off.
    broken: Option<String>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.count();
        self.log();
    }
}

impl Line {
    fn count(&self) {
        let code = self.problem.as_ref().map_or("none", |problem| problem.code().as_str());
        let labels = [
            ("method", self.method.to_owned()),
            ("path", self.path.clone()),
            ("status", self.status.to_string()),
            ("problem", code.to_owned()),
        ];
        metrics::counter!("optout_http_requests_total", &labels).increment(1);
        if self.broken.is_some() {
            metrics::counter!("optout_http_broken_answers_total", "path" => self.path.clone())
                .increment(1);
        }
        metrics::histogram!("optout_http_request_duration_seconds", "method" => self.method, "path" => self.path.clone())
            .record(self.started.elapsed().as_secs_f64());
    }

    #[expect(clippy::cognitive_complexity, reason = "two expansions of one logging macro")]
    fn log(&self) {
        let caller = self.facts.caller();
        let hook = self.facts.hook();
        let tenant = caller.map(|(tenant, _)| tenant).or(hook.map(|(tenant, _)| tenant));
        let tenant = tenant.map(tracing::field::display);
        let sender = hook.map(|(_, sender)| tracing::field::display(sender));
        let key = caller.map(|(_, key)| tracing::field::display(key));
        let code = self.problem.as_ref().map(|problem| problem.code().as_str());
        let causes = self.problem.as_ref().and_then(|problem| problem.causes());
        let causes = causes.or_else(|| self.broken.clone());
        let rows = self.facts.rows();
        let duration_ms = self.started.elapsed().as_secs_f64() * 1000.0;
        macro_rules! line {
            ($level:expr) => {
                tracing::event!(
                    target: "optout::request",
                    $level,
                    http.method = self.method,
                    http.path = self.path,
                    http.status = self.status,
                    duration_ms,
                    request.id = self.id,
                    tenant.id = tenant,
                    key.id = key,
                    sender.id = sender,
                    problem.code = code,
                    rows,
                    broken = self.broken.is_some(),
                    error = causes,
                    "request"
                )
            };
        }
        if self.status >= 500 || self.broken.is_some() {
            line!(tracing::Level::ERROR);
        } else {
            line!(tracing::Level::INFO);
        }
    }
}
