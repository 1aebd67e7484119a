//! `POST /webhooks/twilio/{hook}`

use std::sync::Arc;

use axum::extract::{OriginalUri, Request, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use utoipa::ToSchema;

use super::hooks::Hooks;
use super::inbox::Inbox;
use super::receive_meta::one_header;
use super::{signature, twilio, twiml};
use crate::domain::sender::Provider;
use crate::http::extract::read_body;
use crate::http::facts::Facts;
use crate::http::{Code, PathParam, Problem};
use crate::state::PublicUrl;

/// A message of 1,600 characters, percent-encoded, and what Twilio adds to it, several times over.
const MAX_BYTES: usize = 256 * 1024;
const SIGNATURE: &str = "x-twilio-signature";

/// A delivery of Twilio (<https://www.twilio.com/docs/messaging/guides/webhook-request>).
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "only described: a delivery is read leniently, and has many more fields"
)]
#[expect(non_snake_case, reason = "these are Twilio's names")]
struct TwilioDelivery {
    /// The person's address, `whatsapp:` and the number.
    #[schema(example = "whatsapp:+5491155550101")]
    From: String,
    /// The business's address.
    #[schema(example = "whatsapp:+5491100000001")]
    To: String,
    /// What was written.
    #[schema(example = "BAJA")]
    Body: Option<String>,
    /// Twilio's id of the message.
    MessageSid: Option<String>,
    /// What the business attached to the button.
    ButtonPayload: Option<String>,
    /// What the person read on the button.
    ButtonText: Option<String>,
    /// `STOP`, `START` or `HELP`: Twilio recognised the word and answered itself.
    OptOutType: Option<String>,
}

/// Receives a delivery of Twilio, as a form or as JSON.
///
/// The answer is `TwiML`. It carries the confirmation, so that Twilio sends it, if this message put the person on the
/// list and Twilio has not answered itself (`OptOutType`). Whatever is in a delivery, one that was signed with the
/// sender's auth token is answered 200. What cannot be applied is in `/v1/dead-letters`.
#[utoipa::path(
    post,
    path = "/webhooks/twilio/{hook}",
    tag = "webhooks",
    security(()),
    params(
        ("hook" = String, Path, description = "The webhook's address, from `/v1/senders`."),
        ("X-Twilio-Signature" = String, Header, description = "The HMAC-SHA-1 of the URL and the sorted parameters under the auth token, in base64."),
    ),
    request_body(content = TwilioDelivery, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Recorded. TwiML that is empty or carries the confirmation.", body = String, content_type = "text/xml"),
        (status = 401, description = "`signature_invalid`: The signature of the webhook does not match.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn receive_twilio_delivery(
    PathParam(hook): PathParam,
    OriginalUri(uri): OriginalUri,
    State(hooks): State<Hooks>,
    State(inbox): State<Inbox>,
    State(public): State<PublicUrl>,
    request: Request,
) -> Result<Response, Problem> {
    let sender = hooks.find(Provider::Twilio, &hook).await?;
    let facts = request.extensions().get::<Arc<Facts>>().cloned().unwrap_or_default();
    facts.for_sender(sender.tenant, sender.id);
    let refused = || Problem::new(Code::SignatureInvalid);
    let signature = one_header(request.headers(), SIGNATURE).ok_or_else(refused)?.to_vec();
    let is_json = one_header(request.headers(), header::CONTENT_TYPE.as_str())
        .is_some_and(|media| media.to_ascii_lowercase().starts_with(b"application/json"));
    let body = read_body(request.into_body(), MAX_BYTES, &facts).await?;
    let path = uri.path_and_query().map_or(uri.path(), |path| path.as_str());
    let urls = signature::candidates(public.as_str(), path);
    let tokens = &sender.secrets.signing;
    let is_signed = if is_json {
        signature::twilio_json(&signature, &urls, &body, tokens)
    } else {
        signature::twilio_form(&signature, &urls, &twilio::form(&body), tokens)
    };
    if !is_signed {
        return Err(refused());
    }
    metrics::counter!("optout_webhook_deliveries_total", "provider" => "twilio").increment(1);
    let text = inbox.apply_now(&sender, &body).await?;
    let answer = twiml::response(text.as_deref());
    Ok(([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], answer).into_response())
}
