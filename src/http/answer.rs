//! JSON answers.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::{Code, Problem};

/// Room for a page of a list, so that an answer seldom has to be moved while it grows.
const TYPICAL_BYTES: usize = 32 * 1024;

/// An answer in JSON that is not sent yet.
#[derive(Clone, Debug)]
pub struct JsonAnswer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

impl JsonAnswer {
    /// A value to be answered with this status. `bytes` is how long it may become; it is no limit.
    pub fn new(status: StatusCode, body: &impl Serialize, bytes: usize) -> Result<Self, Problem> {
        let mut room = Vec::with_capacity(bytes);
        write(&mut room, body)?;
        Ok(Self { status, body: room })
    }
}

impl IntoResponse for JsonAnswer {
    fn into_response(self) -> Response {
        json_bytes(self.status, self.body)
    }
}

/// Answers a value as JSON.
pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Response, Problem> {
    encode(body).map(|bytes| json_bytes(status, bytes))
}

/// A value as JSON bytes.
pub(super) fn encode(body: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(TYPICAL_BYTES);
    write(&mut bytes, body)?;
    Ok(bytes)
}

fn write(bytes: &mut Vec<u8>, body: &impl Serialize) -> Result<(), Problem> {
    serde_json::to_writer(bytes, body)
        .map_err(|error| Problem::new(Code::Internal).with_source(error))
}

/// Answers bytes that are JSON already.
pub(super) fn json_bytes(status: StatusCode, bytes: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}
