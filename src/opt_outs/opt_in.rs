//! `POST /v1/opt-ins`

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{ConsentRequest, RecordedBody};
use super::record_one::One;
use super::recording::Recording;
use crate::access::Caller;
use crate::access::scope::Consent;
use crate::domain::consent::Kind;
use crate::domain::ids::{KeyId, TenantId};
use crate::http::idempotency::IdempotencyKey;
use crate::http::{Json, NoQuery, Problem, Query};

/// Records an explicit opt-in: the person's own act, or an employee's with a stated reason.
///
/// It lifts the opt-outs of this contact that happened before it. An opt-out set by WhatsApp's own stop
/// (`provider_preference`, `provider_error`) is lifted only by an opt-in with source `provider_preference`, and
/// of the same `sender` where both name one. Where opt-outs count for one sender, it lifts those said to its
/// `sender`, or all if it names none.
/// `reason` is required. The answer says in `contact.status` where the contact stands now.
#[utoipa::path(
    post,
    path = "/v1/opt-ins",
    tag = "opt-outs",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat of this request return the first answer for 24 hours.")),
    request_body = ConsentRequest,
    responses(
        (status = 201, description = "Recorded; the contact's state changed.", body = RecordedBody),
        (status = 200, description = "Recorded or known already; the contact's state is what it was.", body = RecordedBody),
    )
)]
pub(super) async fn register_opt_in(
    caller: Caller<Consent>,
    Query(NoQuery {}): Query<NoQuery>,
    State(recording): State<Recording>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response, Problem> {
    let request = body.parse::<ConsentRequest>()?;
    check(&request)?;
    let one = One {
        operation: "register_opt_in",
        kind: Kind::OptIn,
        tenant: caller.tenant(),
        reported_by: caller.key(),
        idempotency_key: key,
        body: &body,
    };
    one.record(&recording, request).await
}

/// Records an opt-in that was told to this service in another way than by the operation; whether the contact's state
/// is another one than before.
pub(crate) async fn record_opt_in(
    recording: &Recording,
    tenant: TenantId,
    reported_by: KeyId,
    request: ConsentRequest,
) -> Result<bool, Problem> {
    check(&request)?;
    let body = Json::from(Bytes::new());
    let one = One {
        operation: "register_opt_in",
        kind: Kind::OptIn,
        tenant,
        reported_by,
        idempotency_key: IdempotencyKey::default(),
        body: &body,
    };
    let answer = one.record(recording, request).await?;
    Ok(answer.status() == StatusCode::CREATED)
}

fn check(request: &ConsentRequest) -> Result<(), Problem> {
    if !request.has_reason() {
        return Err(Problem::field("/reason", "must say why the person is opted in again"));
    }
    if !request.source().may_opt_in() {
        return Err(Problem::field(
            "/source",
            "must be a person's own act or an employee's: an import or a failed send lifts no opt-out",
        ));
    }
    Ok(())
}
