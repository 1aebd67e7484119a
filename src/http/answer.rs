//! JSON answers.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::problem::{Code, Problem};

/// Room for a page of a list, so that an answer seldom has to be moved while it grows.
const TYPICAL_BYTES: usize = 32 * 1024;

/// Answers a value as JSON.
pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Response, Problem> {
    encode(body).map(|bytes| json_bytes(status, bytes))
}

/// A value as JSON bytes.
pub(super) fn encode(body: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(TYPICAL_BYTES);
    serde_json::to_writer(&mut bytes, body)
        .map_err(|error| Problem::new(Code::Internal).with_source(error))?;
    Ok(bytes)
}

/// Answers bytes that are JSON already.
pub(super) fn json_bytes(status: StatusCode, bytes: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}
