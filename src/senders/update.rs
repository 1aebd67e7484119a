//! `PATCH /v1/senders/{sender_id}`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::body::{SenderBody, check_id, check_secret, check_secrets, unreadable};
use super::registry::Registry;
use super::store::{self, SenderRow};
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::domain::ids::TenantId;
use crate::domain::sender::{Provider, Sender};
use crate::domain::text::Name;
use crate::http::{Code, Json, NoQuery, PathParam, Problem, Query, json};

/// What to change; what is absent stays as it is, and `null` takes away what may be missing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateSender {
    /// What people call it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub(crate) name: Change,
    /// WhatsApp Business Account id at Meta, account SID at Twilio.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    pub(crate) account_id: Change,
    /// Meta: the app secrets from now on.
    #[schema(max_items = 5)]
    pub(crate) app_secrets: Option<Vec<String>>,
    /// Twilio: the auth tokens from now on.
    #[schema(max_items = 5)]
    pub(crate) auth_tokens: Option<Vec<String>>,
    /// Meta: a token that may send messages; `null` to send no confirmations any more.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2048)]
    pub(crate) access_token: Change,
}

/// A field that may be absent, `null` or a text.
#[derive(Debug, Default)]
pub(crate) enum Change {
    /// Absent: it stays as it is.
    #[default]
    Keep,
    /// Given, or taken away.
    To(Option<String>),
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::To)
    }
}

/// Changes a sender: its name, its account, its secrets.
///
/// To replace a secret, name the new and the old one, then, once the provider signs with the new one, the new
/// one alone. Changes hold within two seconds on every replica, here at once.
#[utoipa::path(
    patch,
    path = "/v1/senders/{sender_id}",
    tag = "senders",
    params(("sender_id" = uuid::Uuid, Path, description = "Id of the sender.")),
    request_body = UpdateSender,
    responses(
        (status = 200, description = "The sender as it is now.", body = SenderBody),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`secrets_unavailable`: The service has no key to encrypt secrets with.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn update_sender(
    caller: Caller<Admin>,
    PathParam(sender_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(registry): State<Registry>,
    body: Json,
) -> Result<Response, Problem> {
    let change = body.parse::<UpdateSender>()?;
    let shown = change_sender(&registry, caller.tenant(), &sender_id, change).await?;
    json(StatusCode::OK, &shown)
}

/// Changes one of a tenant's senders, for whoever may.
pub(crate) async fn change_sender(
    registry: &Registry,
    tenant: TenantId,
    sender_id: &str,
    change: UpdateSender,
) -> Result<SenderBody, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = sender_id.parse().ok().ok_or_else(not_found)?;

    let mut tx = registry.db.tenant(tenant).await?;
    let mut row = store::lock(&mut tx, id).await?.ok_or_else(not_found)?;
    let mut sender = row.open(tenant, &registry.vault).map_err(unreadable)?;
    change.apply(&mut row, &mut sender)?;
    let sealed = store::seal(&registry.vault, (sender.tenant, sender.id), &sender.secrets);
    row.secrets = Some(sealed.map_err(unreadable)?);
    row.updated_at = store::update(&mut tx, &row).await?;
    tx.commit().await?;
    registry.memory.forget(|hook, _| hook.tenant() == tenant);

    Ok(SenderBody::of(row, &sender, &registry.public_url))
}

impl UpdateSender {
    fn apply(self, row: &mut SenderRow, sender: &mut Sender) -> Result<(), Problem> {
        let is_meta = sender.provider == Provider::Meta;
        let foreign = |pointer| Problem::field(pointer, "belongs to the other provider");
        if let Change::To(name) = self.name {
            let name = name.map(Name::line).transpose();
            let name = name.map_err(|error| Problem::field("/name", error))?;
            row.name = name.map(Name::into_string);
        }
        if let Change::To(account_id) = self.account_id {
            row.account_id = check_id("/account_id", account_id)?;
        }
        match (self.app_secrets, self.auth_tokens) {
            (Some(_), _) if !is_meta => return Err(foreign("/app_secrets")),
            (_, Some(_)) if is_meta => return Err(foreign("/auth_tokens")),
            (Some(secrets), _) => sender.secrets.signing = check_secrets("/app_secrets", secrets)?,
            (_, Some(tokens)) => sender.secrets.signing = check_secrets("/auth_tokens", tokens)?,
            (None, None) => {}
        }
        match self.access_token {
            Change::To(_) if !is_meta => return Err(foreign("/access_token")),
            Change::To(token) => {
                let token = token.map(|token| check_secret("/access_token", token, 2048));
                sender.secrets.access_token = token.transpose()?;
            }
            Change::Keep => {}
        }
        Ok(())
    }
}
