//! `POST /webhooks/meta/{hook}`

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use utoipa::ToSchema;

use super::hooks::Hooks;
use super::inbox::Inbox;
use super::signature;
use super::steps::says_nothing;
use crate::domain::ids::DeliveryId;
use crate::domain::sender::Provider;
use crate::http::extract::read_body;
use crate::http::facts::Facts;
use crate::http::{Code, PathParam, Problem};

/// The largest delivery that Meta makes.
const MAX_BYTES: usize = 3 * 1024 * 1024;
/// Deliveries up to this size are looked at before they are stored. A larger one would hold up others meanwhile.
const GLANCE: usize = 64 * 1024;
const SIGNATURE: &str = "x-hub-signature-256";
/// `sha256=` and 64 digits.
const SIGNATURE_CHARS: usize = 71;

/// A delivery of Meta (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview>).
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only described: a delivery is stored as it is and read later")]
struct MetaDelivery {
    /// Always `whatsapp_business_account`.
    #[schema(example = "whatsapp_business_account")]
    object: String,
    /// One entry per business account.
    entry: Vec<serde_json::Value>,
}

/// Receives a delivery of Meta's WhatsApp Cloud API.
///
/// It is stored, answered, and applied right after; whatever is in it, one that was signed with the sender's app
/// secret is answered 200. One that says nothing about consent, such as a receipt, is not stored. What cannot be applied
/// is in `/v1/dead-letters`.
#[utoipa::path(
    post,
    path = "/webhooks/meta/{hook}",
    tag = "webhooks",
    security(()),
    params(
        ("hook" = String, Path, description = "The webhook's address, from `/v1/senders`."),
        ("X-Hub-Signature-256" = String, Header, description = "`sha256=` and the HMAC-SHA-256 of the body under the app secret, in lower-case hex."),
    ),
    request_body = MetaDelivery,
    responses(
        (status = 200, description = "Stored, or about nothing that counts here."),
        (status = 401, description = "`signature_invalid`: The signature of the webhook does not match.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn receive_meta_delivery(
    PathParam(hook): PathParam,
    State(hooks): State<Hooks>,
    State(inbox): State<Inbox>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let sender = hooks.find(Provider::Meta, &hook).await?;
    let facts = request.extensions().get::<Arc<Facts>>().cloned().unwrap_or_default();
    facts.for_sender(sender.tenant, sender.id);
    let refused = || Problem::new(Code::SignatureInvalid);
    let signature = one_header(request.headers(), SIGNATURE)
        .filter(|signature| signature.len() == SIGNATURE_CHARS)
        .ok_or_else(refused)?
        .to_vec();
    let body = read_body(request.into_body(), MAX_BYTES, &facts).await?;
    if !signature::meta(&signature, &body, &sender.secrets.signing) {
        return Err(refused());
    }
    // A campaign brings three receipts for each message, and filters wait for what is stored.
    if body.len() > GLANCE || !says_nothing(&body) {
        let ids = (DeliveryId::generate().uuid(), sender.id.uuid());
        inbox.db.store_delivery(sender.tenant, ids, Provider::Meta.as_str(), &body).await?;
        inbox.deliveries.announce(sender.tenant);
    }
    metrics::counter!("optout_webhook_deliveries_total", "provider" => "meta").increment(1);
    Ok(StatusCode::OK)
}

/// The value of a header that is there exactly once.
pub(super) fn one_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none()).map(axum::http::HeaderValue::as_bytes)
}
