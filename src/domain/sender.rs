//! A tenant's business number at a provider, and where the provider's webhook calls.

use std::fmt;

use secrecy::SecretString;
use uuid::Uuid;

use super::base62;
use super::ids::{SenderId, TenantId};
use super::phone::Phone;

/// Who carries the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provider {
    /// Meta's `WhatsApp` Cloud API.
    Meta,
    /// Twilio.
    Twilio,
}

impl Provider {
    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Twilio => "twilio",
        }
    }

    /// Reads a name that [`Provider::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Meta, Self::Twilio].into_iter().find(|provider| provider.as_str() == name)
    }
}

/// A registered sender with its secrets.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Whose it is.
    pub tenant: TenantId,
    /// Its id.
    pub id: SenderId,
    /// Who carries its messages.
    pub provider: Provider,
    /// The business number.
    pub phone: Phone,
    /// The provider's own id of the number: Meta's `phone_number_id`.
    pub provider_id: Option<String>,
    /// What its webhook is checked with, and what sending needs.
    pub secrets: SenderSecrets,
}

/// The secrets of a sender. `Debug` shows nothing of them.
#[derive(Clone, Debug)]
pub struct SenderSecrets {
    /// Meta's app secrets or Twilio's auth tokens; several while one replaces another.
    pub signing: Vec<SecretString>,
    /// The token for sending through Meta's Graph API.
    pub access_token: Option<SecretString>,
    /// What Meta must name when it subscribes.
    pub verify_token: SecretString,
}

/// Where a provider's webhook calls: the tenant, so that the look-up runs under its row-level security, and a
/// random part of 142 bits. Not a secret (the signature is), but not to be guessed either.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Hook {
    tenant: TenantId,
    random: String,
}

const RANDOM_CHARS: usize = 24;

impl Hook {
    /// A new address of a tenant.
    pub fn generate(tenant: TenantId) -> Self {
        Self { tenant, random: base62::random(RANDOM_CHARS) }
    }

    /// The address of a tenant with a random part that is stored.
    pub const fn stored(tenant: TenantId, random: String) -> Self {
        Self { tenant, random }
    }

    /// Reads the part of a URL; `None` if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let (tenant, random) = text.split_at_checked(base62::WIDTH_OF_U128)?;
        let well_formed = random.len() == RANDOM_CHARS && base62::is_base62(random);
        let tenant = well_formed.then(|| base62::decode(tenant)).flatten()?;
        Some(Self { tenant: Uuid::from_u128(tenant).into(), random: random.to_owned() })
    }

    /// Whose it is said to be.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The random part.
    pub fn random(&self) -> &str {
        &self.random
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenant = base62::encode(self.tenant.uuid().as_u128(), base62::WIDTH_OF_U128);
        write!(f, "{tenant}{}", self.random)
    }
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hook({})", self.tenant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_read_back_with_its_tenant() {
        let hook = Hook::generate(TenantId::generate());
        let text = hook.to_string();
        assert_eq!(Hook::parse(&text), Some(hook));
        for bad in [
            "",
            text.trim_start_matches(|c| c != '_'),
            &format!("{text}0"),
            &"_".repeat(46),
            &"é".repeat(23),
            &"z".repeat(46),
        ] {
            assert_eq!(Hook::parse(bad), None, "{bad}");
        }
    }
}
