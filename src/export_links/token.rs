//! The secret part of a link's URL.
//!
//! 93 bytes in 124 characters of URL-safe Base64 (RFC 4648 §5): a version, the tenant, the link, when it expires, 128
//! random bits, and the vault's signature over all of it. So what was altered is refused before anything is looked
//! up, and no date can be moved. The random bits are for the day on which a signing key leaks: only their hash is
//! stored, so whoever has the key still cannot make a link.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::domain::ids::{LinkId, TenantId};
use crate::vault::{SIGNATURE_BYTES, Vault, VaultError};

const VERSION: u8 = 1;
const SECRET_BYTES: usize = 16;
const SIGNED_BYTES: usize = 1 + 16 + 16 + 8 + SECRET_BYTES;
const BYTES: usize = SIGNED_BYTES + SIGNATURE_BYTES;
/// What it is signed for.
const PURPOSE: &str = "export link";

/// What a link says: whose it is, which, until when. `Debug` does not show its secret.
pub(super) struct Token {
    pub(super) tenant: TenantId,
    pub(super) link: LinkId,
    /// To the microsecond.
    pub(super) expires_at: DateTime<Utc>,
    secret: [u8; SECRET_BYTES],
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("tenant", &self.tenant)
            .field("link", &self.link)
            .finish_non_exhaustive()
    }
}

impl Token {
    /// A new one, for a link that is about to be made.
    pub(super) fn generate(tenant: TenantId, link: LinkId, expires_at: DateTime<Utc>) -> Self {
        let mut secret = [0; SECRET_BYTES];
        rand::rng().fill_bytes(&mut secret);
        Self { tenant, link, expires_at, secret }
    }

    /// What is stored of its secret.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }

    /// Whether this is the hash of its secret, in constant time.
    pub(super) fn matches(&self, hash: &[u8]) -> bool {
        self.hash().ct_eq(hash).into()
    }

    /// Signed, as it stands in the URL.
    pub(super) fn sign(&self, vault: &Vault) -> Result<String, VaultError> {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.push(VERSION);
        bytes.extend_from_slice(self.tenant.uuid().as_bytes());
        bytes.extend_from_slice(self.link.uuid().as_bytes());
        bytes.extend_from_slice(&self.expires_at.timestamp_micros().to_be_bytes());
        bytes.extend_from_slice(&self.secret);
        let signature = vault.sign(PURPOSE, &bytes)?;
        bytes.extend_from_slice(&signature);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads what [`Token::sign`] wrote; `None` if it is anything else.
    pub(super) fn read(text: &str, vault: &Vault) -> Option<Self> {
        let bytes: [u8; BYTES] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (signed, signature) = bytes.split_first_chunk::<SIGNED_BYTES>()?;
        vault.verify(PURPOSE, signed, signature.try_into().ok()?).ok()?;
        let (version, rest) = signed.split_first()?;
        let (tenant, rest) = rest.split_first_chunk()?;
        let (link, rest) = rest.split_first_chunk()?;
        let (expires_at, secret) = rest.split_first_chunk()?;
        let token = Self {
            tenant: Uuid::from_bytes(*tenant).into(),
            link: Uuid::from_bytes(*link).into(),
            expires_at: DateTime::from_timestamp_micros(i64::from_be_bytes(*expires_at))?,
            secret: secret.try_into().ok()?,
        };
        (*version == VERSION).then_some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        let expires_at = DateTime::from_timestamp_micros(1_793_491_200_123_456).unwrap();
        Token::generate(TenantId::generate(), LinkId::generate(), expires_at)
    }

    #[test]
    fn a_token_is_read_back_also_after_the_key_was_replaced() {
        let (old, new) = (Vault::new_key(), Vault::new_key());
        let token = token();
        let text = token.sign(&Vault::parse(&old).unwrap()).unwrap();

        let read = Token::read(&text, &Vault::parse(&format!("{new},{old}")).unwrap()).unwrap();

        assert_eq!(
            (read.tenant, read.link, read.expires_at),
            (token.tenant, token.link, token.expires_at)
        );
        assert!(read.matches(&token.hash()));
        assert!(!read.matches(&self::token().hash()));
        assert!(!read.matches(b""));
        assert!(Token::read(&text, &Vault::parse(&new).unwrap()).is_none());
        assert!(Token::read(&text, &Vault::default()).is_none());
    }

    #[test]
    fn every_character_that_is_altered_dropped_or_doubled_is_noticed() {
        let vault = Vault::parse(&Vault::new_key()).unwrap();
        let text = token().sign(&vault).unwrap();
        assert!(text.is_ascii() && Token::read(&text, &vault).is_some());
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. \0é";
        for at in 0..text.len() {
            let (front, back) = text.split_at(at);
            let (one, rest) = back.split_at(1);
            for other in alphabet.chars().filter(|other| other.to_string() != one) {
                let altered = format!("{front}{other}{rest}");
                assert!(Token::read(&altered, &vault).is_none(), "{at} {other:?}");
            }
            for altered in [format!("{front}{rest}"), format!("{front}{one}{one}{rest}")] {
                assert!(Token::read(&altered, &vault).is_none(), "{at}");
            }
            assert!(Token::read(front, &vault).is_none(), "{at}");
        }
        for suffix in ["A", "AAAA", "=", "==", "."] {
            assert!(Token::read(&format!("{text}{suffix}"), &vault).is_none(), "{suffix}");
        }
    }

    #[test]
    fn debug_shows_nothing_that_opens() {
        let token = token();
        assert!(!format!("{token:?}").contains("secret"));
    }
}
