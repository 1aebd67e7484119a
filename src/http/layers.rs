//! What surrounds every operation.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, Version, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tokio::time::Instant;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::facts::Facts;
use super::present::Present;
use super::problem::{Code, Problem};
use super::request_log;

/// How long an operation may take once its input is there.
const OPERATION_LIMIT: Duration = Duration::from_secs(10);

/// Wraps the routes, from the outside in: the request line, safe headers, a task of its own. Problems are shown to
/// browsers as `present` writes them.
pub fn wrap(routes: Router, present: Present) -> Router {
    routes
        .fallback(async || Problem::new(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed))
        .layer(from_fn(detach))
        .layer(from_fn(refuse_ambiguous))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(from_fn_with_state(present, request_log::layer))
}

/// Compresses answers of any length for whoever asks for it (`Accept-Encoding`), at the speed of a network: harder
/// work saves little of a list. An answer that breaks off is broken off here too.
pub fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Fastest)
}

/// Refuses requests whose framing two servers could read in two ways (RFC 9112 §3.2 and §6.1): a `Host` that is
/// missing or repeated, a transfer coding other than one `chunked`. The HTTP library lets these through.
async fn refuse_ambiguous(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let hosts = headers.get_all(header::HOST).iter().count();
    let names_no_host = |host: &HeaderValue| {
        let host = host.as_bytes();
        host.is_empty()
            || host.iter().any(|byte| b" /@?#\\".contains(byte) || !byte.is_ascii_graphic())
    };
    let from_network = request.extensions().get::<ConnectInfo<SocketAddr>>().is_some();
    let host_is_wrong = hosts > 1
        || (hosts == 0 && from_network && request.version() == Version::HTTP_11)
        || headers.get(header::HOST).is_some_and(names_no_host);
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    let coding_is_wrong = codings.next().is_some_and(|coding| {
        !coding.as_bytes().eq_ignore_ascii_case(b"chunked") || codings.next().is_some()
    });
    // Two lengths: whoever sits in front may believe the other one.
    let has_two_lengths = headers.contains_key(header::TRANSFER_ENCODING)
        && headers.contains_key(header::CONTENT_LENGTH);
    if host_is_wrong || coding_is_wrong || has_two_lengths {
        let mut response = Problem::new(Code::MalformedRequest).into_response();
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    }
    next.run(request).await
}

/// Runs the operation in a task of its own. A client that hangs up drops the request's future, and a database
/// call dropped half way can leave its connection in an unknown state (sqlx issue 4393); the task goes on.
/// A panic ends the task, not the connection: the caller still gets an answer.
///
/// An operation that takes too long is answered 503 while its task goes on, for the same reason. Recording is
/// idempotent, so the caller may repeat it.
async fn detach(request: Request, next: Next) -> Response {
    let facts = request.extensions().get::<Arc<Facts>>().cloned().unwrap_or_default();
    let mut operation = tokio::spawn(next.run(request));
    loop {
        let complete_since = facts.complete_since();
        let deadline = complete_since.unwrap_or_else(Instant::now) + OPERATION_LIMIT;
        tokio::select! {
            answer = &mut operation => return answer.unwrap_or_else(|error| {
                Problem::new(Code::Internal).with_source(error).into_response()
            }),
            () = tokio::time::sleep_until(deadline) => {}
        }
        // The time in which the body arrives does not count; it has a limit of its own.
        if complete_since.is_some() && facts.complete_since() == complete_since {
            return Problem::new(Code::Overloaded)
                .with_retry_after(Duration::from_secs(1))
                .into_response();
        }
    }
}
