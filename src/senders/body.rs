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
pub(crate) enum ProviderName {
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
pub(crate) struct SenderBody {
    /// Names the sender in `/v1/senders/{sender_id}`.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: SenderId,
    /// Who carries its messages.
    pub(crate) provider: ProviderName,
    /// The business number.
    #[schema(example = "+5491100000001")]
    pub(crate) phone: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// WhatsApp Business Account id at Meta, account SID at Twilio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) account_id: Option<String>,
    /// Meta's `phone_number_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone_number_id: Option<String>,
    /// How many app secrets or auth tokens it has; they are never shown again.
    pub(crate) signing_secrets: usize,
    /// Whether it has a token to send confirmations with.
    pub(crate) has_access_token: bool,
    /// True if its secrets cannot be decrypted: the key that they were encrypted with is not configured. Its webhook
    /// is 404 meanwhile.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) secrets_unreadable: bool,
    /// What to paste into the provider's console.
    pub(crate) webhook: WebhookBody,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// What to paste into the provider's console.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WebhookBody {
    /// The callback URL.
    #[schema(example = "https://optout.example.com/webhooks/meta/0000…")]
    pub(crate) url: String,
    /// The verify token that Meta asks for beside the URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verify_token: Option<String>,
}

impl SenderBody {
    pub(super) fn of(row: SenderRow, sender: &Sender, public: &PublicUrl) -> Self {
        let mut body = Self::without_secrets(row, sender.tenant, public);
        let is_meta = sender.provider == Provider::Meta;
        body.webhook.verify_token =
            is_meta.then(|| sender.secrets.verify_token.expose_secret().to_owned());
        body.signing_secrets = sender.secrets.signing.len();
        body.has_access_token = sender.secrets.access_token.is_some();
        body.secrets_unreadable = false;
        body
    }

    /// The same for a repeated request: what opens the webhook is not kept beside the answer.
    pub(super) fn repeated(&self) -> Self {
        let webhook = WebhookBody { verify_token: None, ..self.webhook.clone() };
        Self { webhook, ..self.clone() }
    }

    fn without_secrets(row: SenderRow, tenant: TenantId, public: &PublicUrl) -> Self {
        let hook = Hook::stored(tenant, row.hook);
        let provider = Provider::from_name(&row.provider).unwrap_or(Provider::Meta);
        Self {
            id: row.sender_id.into(),
            provider: provider.into(),
            phone: Phone::from_stored(row.phone).map(Phone::e164).unwrap_or_default(),
            name: row.name,
            account_id: row.account_id,
            phone_number_id: row.provider_id,
            signing_secrets: 0,
            has_access_token: false,
            secrets_unreadable: true,
            webhook: WebhookBody {
                url: format!("{}/webhooks/{}/{hook}", public.as_str(), provider.as_str()),
                verify_token: None,
            },
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }

    /// Opens a row and shows it, as far as it can be opened.
    pub(super) fn open(
        row: SenderRow,
        tenant: TenantId,
        vault: &Vault,
        public: &PublicUrl,
    ) -> Self {
        match row.open(tenant, vault) {
            Ok(sender) => Self::of(row, &sender, public),
            Err(_unreadable) => Self::without_secrets(row, tenant, public),
        }
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
