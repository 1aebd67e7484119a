//! Senders on the wire.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::SenderRow;
use crate::domain::ids::{SenderId, TenantId};
use crate::domain::phone::Phone;
use crate::domain::sender::{Hook, Provider, Sender};
use crate::http::{Code, Problem};
use crate::state::PublicUrl;
use crate::vault::{Vault, VaultError};

/// Secrets that a sender may have at once: while one replaces another there are two.
const MAX_SECRETS: usize = 5;

/// Who carries the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ProviderName {
    /// Meta's WhatsApp Cloud API.
    Meta,
    /// Twilio.
    Twilio,
}

impl From<ProviderName> for Provider {
    fn from(name: ProviderName) -> Self {
        match name {
            ProviderName::Meta => Self::Meta,
            ProviderName::Twilio => Self::Twilio,
        }
    }
}

impl From<Provider> for ProviderName {
    fn from(provider: Provider) -> Self {
        match provider {
            Provider::Meta => Self::Meta,
            Provider::Twilio => Self::Twilio,
        }
    }
}

/// A registered sender, without its secrets.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SenderBody {
    /// Names the sender in `/v1/senders/{sender_id}`.
    #[schema(value_type = uuid::Uuid)]
    pub(super) id: SenderId,
    /// Who carries its messages.
    provider: ProviderName,
    /// The business number.
    #[schema(example = "+5491100000001")]
    phone: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// WhatsApp Business Account id at Meta, account SID at Twilio.
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<String>,
    /// Meta's `phone_number_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number_id: Option<String>,
    /// How many app secrets or auth tokens it has; they are never shown again.
    signing_secrets: usize,
    /// Whether it has a token to send confirmations with.
    has_access_token: bool,
    /// What to paste into the provider's console.
    webhook: WebhookBody,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// What to paste into the provider's console.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct WebhookBody {
    /// The callback URL.
    #[schema(example = "https://optout.example.com/webhooks/meta/0000…")]
    url: String,
    /// The verify token that Meta asks for beside the URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    verify_token: Option<String>,
}

impl SenderBody {
    pub(super) fn of(row: SenderRow, sender: &Sender, public: &PublicUrl) -> Self {
        let hook = Hook::stored(sender.tenant, row.hook);
        let provider = sender.provider.as_str();
        let verify_token = (sender.provider == Provider::Meta)
            .then(|| sender.secrets.verify_token.expose_secret().to_owned());
        Self {
            id: sender.id,
            provider: sender.provider.into(),
            phone: sender.phone.e164(),
            name: row.name,
            account_id: row.account_id,
            phone_number_id: row.provider_id,
            signing_secrets: sender.secrets.signing.len(),
            has_access_token: sender.secrets.access_token.is_some(),
            webhook: WebhookBody {
                url: format!("{}/webhooks/{provider}/{hook}", public.as_str()),
                verify_token,
            },
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }

    /// Opens a row and shows it.
    pub(super) fn open(
        row: SenderRow,
        tenant: TenantId,
        vault: &Vault,
        public: &PublicUrl,
    ) -> Result<Self, Problem> {
        let sender = row.open(tenant, vault).map_err(unreadable)?;
        Ok(Self::of(row, &sender, public))
    }
}

/// The problem with a vault that cannot seal or open.
pub(super) fn unreadable(error: VaultError) -> Problem {
    Problem::new(Code::SecretsUnavailable).with_source(error)
}

/// Checks a list of app secrets or auth tokens.
pub(super) fn check_secrets(
    pointer: &str,
    secrets: Vec<String>,
) -> Result<Vec<SecretString>, Problem> {
    if secrets.is_empty() || secrets.len() > MAX_SECRETS {
        return Err(Problem::field(pointer, format!("must have 1 to {MAX_SECRETS} secrets")));
    }
    secrets.into_iter().map(|secret| check_secret(pointer, secret, 512)).collect()
}

/// Checks one secret: visible ASCII, as providers make them.
pub(super) fn check_secret(
    pointer: &str,
    secret: String,
    max: usize,
) -> Result<SecretString, Problem> {
    let good =
        (1..=max).contains(&secret.len()) && secret.bytes().all(|byte| byte.is_ascii_graphic());
    good.then(|| secret.into()).ok_or_else(|| {
        Problem::field(pointer, format!("must have 1 to {max} visible ASCII characters"))
    })
}

/// Checks an id that a provider gives.
pub(super) fn check_id(pointer: &str, id: Option<String>) -> Result<Option<String>, Problem> {
    let good = |id: &String| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    match id {
        Some(id) if !good(&id) => {
            Err(Problem::field(pointer, "must have 1 to 64 letters, digits and underscores"))
        }
        id => Ok(id),
    }
}

/// A phone of a request.
pub(super) fn check_phone(phone: &str) -> Result<Phone, Problem> {
    Phone::parse(phone, None).map_err(|error| Problem::field("/phone", error))
}
