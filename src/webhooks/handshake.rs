//! `GET /webhooks/meta/{hook}`

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;
use utoipa::IntoParams;

use super::hooks::Hooks;
use crate::domain::sender::Provider;
use crate::http::extract::parse_query;
use crate::http::{Code, PathParam, Problem};

/// What Meta sends when somebody pastes the URL into its console. Unknown parameters are let pass.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Handshake {
    /// Always `subscribe`.
    #[serde(rename = "hub.mode")]
    #[param(rename = "hub.mode", example = "subscribe")]
    mode: String,
    /// The verify token of the sender.
    #[serde(rename = "hub.verify_token")]
    #[param(rename = "hub.verify_token")]
    verify_token: String,
    /// To be answered as it is.
    #[serde(rename = "hub.challenge")]
    #[param(rename = "hub.challenge", example = "1158201444")]
    challenge: String,
}

/// Answers Meta's question whether this webhook is wanted.
///
/// The challenge comes back if the token is the sender's verify token
/// (<https://developers.facebook.com/docs/graph-api/webhooks/getting-started/>).
#[utoipa::path(
    get,
    path = "/webhooks/meta/{hook}",
    tag = "webhooks",
    security(()),
    params(("hook" = String, Path, description = "The webhook's address, from `/v1/senders`."), Handshake),
    responses(
        (status = 200, description = "The challenge.", body = String, content_type = "text/plain"),
        (status = 403, description = "`verification_failed`: The verify token is not the one of this webhook.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn verify_meta_webhook(
    PathParam(hook): PathParam,
    State(hooks): State<Hooks>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let sender = hooks.find(Provider::Meta, &hook).await?;
    let refused = || Problem::new(Code::VerificationFailed);
    let asked: Handshake =
        parse_query(query.as_deref().unwrap_or_default()).ok().ok_or_else(refused)?;
    let token = sender.secrets.verify_token.expose_secret();
    let is_right = bool::from(token.as_bytes().ct_eq(asked.verify_token.as_bytes()));
    if token.is_empty() || !is_right || asked.mode != "subscribe" {
        return Err(refused());
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], asked.challenge).into_response())
}
