//! `POST /v1/senders`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{
    ProviderName, SenderBody, check_id, check_phone, check_secret, check_secrets, unreadable,
};
use super::registry::Registry;
use super::store::{self, NewSender};
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::db::{DbError, TenantTx};
use crate::domain::base62;
use crate::domain::ids::{SenderId, TenantId};
use crate::domain::phone::Phone;
use crate::domain::sender::{Hook, Provider, Sender, SenderSecrets};
use crate::domain::text::Name;
use crate::http::idempotency::{self, Begun, IdempotencyKey};
use crate::http::{Code, Json, NoQuery, Problem, Query};

/// Characters of a verify token: 190 bits.
const VERIFY_TOKEN_CHARS: usize = 32;

/// A sender to be registered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateSender {
    /// Who carries its messages.
    pub(crate) provider: ProviderName,
    /// The business number, with its country code.
    #[schema(example = "+5491100000001")]
    pub(crate) phone: String,
    /// What people call it.
    #[schema(max_length = 200, example = "Ventas")]
    pub(crate) name: Option<String>,
    /// WhatsApp Business Account id at Meta, account SID at Twilio.
    #[schema(max_length = 64, example = "900100200300")]
    pub(crate) account_id: Option<String>,
    /// Meta's id of the number; needed for Meta, since its webhooks name the number by it.
    #[schema(max_length = 64, example = "700000000000001")]
    pub(crate) phone_number_id: Option<String>,
    /// Meta: the app secret, or several while one replaces another. Encrypted at rest, never shown again.
    #[schema(max_items = 5)]
    pub(crate) app_secrets: Option<Vec<String>>,
    /// Twilio: the auth token, or primary and secondary. Encrypted at rest, never shown again.
    #[schema(max_items = 5)]
    pub(crate) auth_tokens: Option<Vec<String>>,
    /// Meta: a token that may send messages. With it the service sends confirmations itself; without it their
    /// text is only in API answers. Encrypted at rest, never shown again.
    #[schema(max_length = 2048)]
    pub(crate) access_token: Option<String>,
}

/// Registers a business number with its provider.
///
/// The answer says what to paste into the provider's console: the webhook's URL and, for Meta, the verify token.
#[utoipa::path(
    post,
    path = "/v1/senders",
    tag = "senders",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat of this request return the first answer for 24 hours.")),
    request_body = CreateSender,
    responses(
        (status = 201, description = "The sender.", body = SenderBody),
        (status = 409, description = "`sender_exists`: The number or its id is registered already. `too_many_senders`: The tenant has as many senders as it may have. `secrets_unavailable`: The service has no key to encrypt secrets with.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create_sender(
    caller: Caller<Admin>,
    Query(NoQuery {}): Query<NoQuery>,
    State(registry): State<Registry>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response, Problem> {
    let new = body.parse::<CreateSender>()?.check()?;

    let mut tx = registry.db.tenant(caller.tenant()).await?;
    let slot = match idempotency::begin(&mut tx, "create_sender", key, &body.fingerprint()).await? {
        Begun::Fresh(slot) => slot,
        Begun::Done(answer) => return Ok(answer),
    };
    let shown = insert(&mut tx, &registry, &new).await?;
    slot.answer_as(tx, StatusCode::CREATED, &shown, &shown.repeated()).await
}

/// Registers a business number of a tenant, for whoever may.
pub(crate) async fn register_sender(
    registry: &Registry,
    tenant: TenantId,
    new: CreateSender,
) -> Result<SenderBody, Problem> {
    let new = new.check()?;
    let mut tx = registry.db.tenant(tenant).await?;
    let shown = insert(&mut tx, registry, &new).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn insert(
    tx: &mut TenantTx,
    registry: &Registry,
    new: &Checked,
) -> Result<SenderBody, Problem> {
    if store::count(tx).await? >= store::MAX_SENDERS {
        return Err(Problem::new(Code::TooManySenders));
    }
    let sender = new.sender(tx.tenant());
    let secrets = store::seal(&registry.vault, (sender.tenant, sender.id), &sender.secrets)
        .map_err(unreadable)?;
    let row = NewSender {
        id: sender.id,
        provider: sender.provider,
        phone: sender.phone,
        name: new.name.as_ref().map(Name::as_str),
        account_id: new.account_id.as_deref(),
        provider_id: new.provider_id.as_deref(),
        hook: &Hook::generate(tx.tenant()),
        secrets,
    };
    let row = store::insert(tx, &row).await.map_err(taken)?;
    Ok(SenderBody::of(row, &sender, &registry.public_url))
}

fn taken(error: DbError) -> Problem {
    let is_taken = error.is_conflict_on("senders_phone_key")
        || error.is_conflict_on("senders_provider_id_key");
    if is_taken { Problem::new(Code::SenderExists) } else { error.into() }
}

/// A sender to be registered, checked.
struct Checked {
    provider: Provider,
    phone: Phone,
    name: Option<Name>,
    account_id: Option<String>,
    provider_id: Option<String>,
    secrets: SenderSecrets,
}

impl Checked {
    fn sender(&self, tenant: TenantId) -> Sender {
        Sender {
            tenant,
            id: SenderId::generate(),
            provider: self.provider,
            phone: self.phone,
            provider_id: self.provider_id.clone(),
            secrets: self.secrets.clone(),
        }
    }
}

impl CreateSender {
    fn check(self) -> Result<Checked, Problem> {
        let phone = check_phone(&self.phone)?;
        let name = self.name.map(Name::line).transpose();
        let name = name.map_err(|error| Problem::field("/name", error))?;
        let account_id = check_id("/account_id", self.account_id)?;
        let provider_id = check_id("/phone_number_id", self.phone_number_id)?;
        let provider = Provider::from(self.provider);
        let (own, pointer, foreign, foreign_pointer) = match provider {
            Provider::Meta => (self.app_secrets, "/app_secrets", self.auth_tokens, "/auth_tokens"),
            Provider::Twilio => {
                (self.auth_tokens, "/auth_tokens", self.app_secrets, "/app_secrets")
            }
        };
        if foreign.is_some() {
            return Err(Problem::field(foreign_pointer, "belongs to the other provider"));
        }
        let signing = own.ok_or_else(|| Problem::field(pointer, "is needed"))?;
        let signing = check_secrets(pointer, signing)?;
        let access_token = self
            .access_token
            .map(|token| check_secret("/access_token", token, 2048))
            .transpose()?;
        match provider {
            Provider::Meta if provider_id.is_none() => {
                return Err(Problem::field("/phone_number_id", "is needed"));
            }
            Provider::Twilio if provider_id.is_some() => {
                return Err(Problem::field("/phone_number_id", "belongs to the other provider"));
            }
            Provider::Twilio if access_token.is_some() => {
                return Err(Problem::field("/access_token", "belongs to the other provider"));
            }
            Provider::Meta | Provider::Twilio => {}
        }
        let verify_token = base62::random(VERIFY_TOKEN_CHARS).into();
        let secrets = SenderSecrets { signing, access_token, verify_token };
        Ok(Checked { provider, phone, name, account_id, provider_id, secrets })
    }
}
