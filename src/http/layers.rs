//! What surrounds every operation.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use tower_http::set_header::SetResponseHeaderLayer;

use super::problem::{Code, Problem};
use super::request_log;

/// Wraps the routes, from the outside in: the request line, safe headers, a task of its own.
pub fn wrap(routes: Router) -> Router {
    routes
        .fallback(async || Problem::new(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed))
        .layer(from_fn(detach))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(from_fn(request_log::layer))
}

/// Runs the operation in a task of its own. A client that hangs up drops the request's future, and a database
/// call dropped half way can leave its connection in an unknown state (sqlx issue 4393); the task goes on.
/// A panic ends the task, not the connection: the caller still gets an answer.
async fn detach(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => Problem::new(Code::Internal).with_source(error).into_response(),
    }
}
