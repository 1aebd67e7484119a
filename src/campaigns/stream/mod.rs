//! The streaming forms of the filter: any number of recipients in constant memory, decided as they come.
//!
//! Pieces of the body become batches of whole records ([`form`]), a batch is looked up at once, and its part of the
//! answer is queued. Whatever breaks off on the way breaks the answer off too, without its last chunk.

mod csv;
mod form;
mod ndjson;
mod pump;
mod queue;
mod text;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use http_body_util::StreamBody;
use hyper::body::Frame;

use self::form::Reader;
use self::pump::Pump;
use super::campaign::{ExclusionBody, Wanted};
use super::filter::Decider;
use super::runs::Form;
use crate::http::Problem;
use crate::http::facts::Facts;

/// Carries the totals behind the body, for clients that say `TE: trailers`.
const TOTALS: HeaderName = HeaderName::from_static("optout-totals");
const AS_OF: HeaderName = HeaderName::from_static("optout-as-of");
const EXCLUSION: HeaderName = HeaderName::from_static("optout-exclusion");

/// Answers a stream.
///
/// The first batch is decided before the answer begins, so that what is wrong from the start is a problem and not a
/// broken transfer.
pub(super) async fn answer(
    decider: Decider,
    (form, wanted, column): (Form, Wanted, Option<String>),
    facts: Arc<Facts>,
    body: Body,
) -> Result<Response, Problem> {
    let (media_type, reader): (_, Box<dyn Reader>) = match form {
        Form::Csv => ("text/csv; charset=utf-8", Box::new(csv::Csv::new(wanted, column))),
        Form::Ndjson => ("application/x-ndjson", Box::new(ndjson::Ndjson::new(wanted, column))),
        Form::Text | Form::Json => ("text/plain; charset=utf-8", Box::new(text::Text::new(wanted))),
    };
    let as_of = decider.reading.as_of();
    let exclusion = ExclusionBody::from(&decider.campaign).line();
    let mut pump = Pump::new(decider, form, reader, facts, body);
    let first = pump.first().await?;
    let rest = pump.start();
    let frames = stream::once(async { Ok(Frame::data(first)) }).chain(rest);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::TRAILER, HeaderValue::from_static("optout-totals"));
    headers.insert(AS_OF, HeaderValue::from(as_of));
    if let Ok(exclusion) = HeaderValue::from_str(&exclusion) {
        headers.insert(EXCLUSION, exclusion);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((headers, Body::new(StreamBody::new(frames))).into_response())
}
