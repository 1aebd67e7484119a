//! `POST /v1/opt-outs`

use axum::extract::State;
use axum::response::Response;

use super::body::{ConsentRequest, RecordedBody};
use super::record_one::One;
use super::recording::Recording;
use crate::access::Caller;
use crate::access::scope::Ingest;
use crate::domain::consent::Kind;
use crate::http::idempotency::IdempotencyKey;
use crate::http::{Json, NoQuery, Problem, Query};

/// Records one opt-out.
///
/// 201 when the person was not on the list before, 200 when they were. Recording the same request twice is
/// harmless, with or without an `Idempotency-Key`.
#[utoipa::path(
    post,
    path = "/v1/opt-outs",
    tag = "opt-outs",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat of this request return the first answer for 24 hours.")),
    request_body = ConsentRequest,
    responses(
        (status = 201, description = "Recorded; the person is on the list from now on.", body = RecordedBody),
        (status = 200, description = "Known already.", body = RecordedBody),
    )
)]
pub(super) async fn register_opt_out(
    caller: Caller<Ingest>,
    Query(NoQuery {}): Query<NoQuery>,
    State(recording): State<Recording>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response, Problem> {
    let request = body.parse::<ConsentRequest>()?;

    let one = One {
        operation: "register_opt_out",
        kind: Kind::OptOut,
        tenant: caller.tenant(),
        reported_by: caller.key(),
        idempotency_key: key,
        body: &body,
    };
    one.record(&recording, request).await
}
