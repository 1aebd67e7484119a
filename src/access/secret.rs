//! The format of API keys.
//!
//! `oo_live_<tenant, 22>_<random, 32><check, 6>`, all base 62. The tenant id in front lets the look-up run
//! under that tenant's row-level security; the random part has 190 bits, so a plain SHA-256 protects it; the
//! check (CRC-32) refuses junk and typos without asking the database.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::base62;
use crate::domain::ids::TenantId;

const PREFIX: &str = "oo_live_";
const TENANT_CHARS: usize = base62::WIDTH_OF_U128;
const RANDOM_CHARS: usize = 32;
const CHECK_CHARS: usize = 6;

/// An API key in the clear. Printed once, when it is made; `Debug` shows nothing of it.
pub struct ApiKey {
    tenant: TenantId,
    text: SecretString,
}

impl ApiKey {
    /// Makes a new key of a tenant.
    pub fn generate(tenant: TenantId) -> Self {
        let front = base62::encode(tenant.uuid().as_u128(), TENANT_CHARS);
        let mut text = format!("{PREFIX}{front}_{}", base62::random(RANDOM_CHARS));
        let check = base62::encode(u128::from(crc32fast::hash(text.as_bytes())), CHECK_CHARS);
        text.push_str(&check);
        Self { tenant, text: text.into() }
    }

    /// Reads a key as a caller sent it; `None` if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let expected = PREFIX.len() + TENANT_CHARS + 1 + RANDOM_CHARS + CHECK_CHARS;
        if text.len() != expected || !text.is_ascii() {
            return None;
        }
        let (front, check) = text.split_at_checked(expected - CHECK_CHARS)?;
        if base62::encode(u128::from(crc32fast::hash(front.as_bytes())), CHECK_CHARS) != check {
            return None;
        }
        let (tenant, random) = front.strip_prefix(PREFIX)?.split_once('_')?;
        let well_formed = tenant.len() == TENANT_CHARS && base62::is_base62(random);
        let tenant = well_formed.then(|| base62::decode(tenant)).flatten()?;
        Some(Self { tenant: TenantId::from(Uuid::from_u128(tenant)), text: text.to_owned().into() })
    }

    /// The tenant that the key says it belongs to.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// What is stored of the key.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.text.expose_secret()).into()
    }

    /// The last four characters, so that people can tell their keys apart.
    pub fn hint(&self) -> String {
        self.text
            .expose_secret()
            .chars()
            .rev()
            .take(4)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect()
    }

    /// The key itself, to be shown once.
    pub fn reveal(&self) -> &str {
        self.text.expose_secret()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_with_its_tenant_and_shows_nothing() {
        for id in [0, 7, u128::MAX] {
            let key = ApiKey::generate(TenantId::from(Uuid::from_u128(id)));
            let read = ApiKey::parse(key.reveal()).unwrap();
            assert_eq!(read.tenant(), key.tenant());
            assert_eq!(read.hash(), key.hash());
            assert_eq!(format!("{key:?}"), "ApiKey(…)");
        }
    }

    #[test]
    fn every_altered_character_is_noticed() {
        let key = ApiKey::generate(TenantId::from(Uuid::from_u128(7)));
        let text = key.reveal();
        for at in 0..text.len() {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
            assert!(ApiKey::parse(&String::from_utf8(bytes).unwrap()).is_none(), "{at}");
        }
        for bad in [
            "",
            "oo_live_",
            &text.to_uppercase(),
            &format!("{text} "),
            text.trim_start_matches('o'),
            &"x".repeat(8192),
        ] {
            assert!(ApiKey::parse(bad).is_none());
        }
    }
}
