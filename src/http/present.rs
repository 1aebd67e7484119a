//! How problems are shown to people: a browser that asks for a page gets one, and not a document of JSON.

use axum::http::{HeaderMap, HeaderName, header};
use axum::response::Response;

use super::problem::ProblemBody;

/// Set on requests that htmx makes for a part of a page (<https://htmx.org/reference/#request_headers>).
pub const HX_REQUEST: HeaderName = HeaderName::from_static("hx-request");

/// Writes a problem as a page, for a request with these headers. Its status is the problem's.
pub type Present = fn(&HeaderMap, &ProblemBody) -> Option<Response>;

/// Whether these headers are those of a browser that will show what it gets.
pub fn wants_page(headers: &HeaderMap) -> bool {
    let mut accepted =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    headers.contains_key(HX_REQUEST) || accepted.any(|accepted| accepted.contains("text/html"))
}
