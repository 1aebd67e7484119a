//! The cookie of a session, and the token that its forms carry.
//!
//! `<tenant, 22>_<random, 32>`, all base 62. Like an API key, it has the tenant id in front so that the look-up runs
//! under that tenant's row-level security, and a random part of 190 bits, so that a plain SHA-256 protects it.

use std::fmt;

use rand::RngExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::domain::ids::TenantId;
use crate::domain::{base62, hex};

const TENANT_CHARS: usize = base62::WIDTH_OF_U128;
const RANDOM_CHARS: usize = 32;

/// A session's cookie in the clear. `Debug` shows nothing of it.
pub(super) struct SessionToken {
    tenant: TenantId,
    text: SecretString,
}

impl SessionToken {
    /// Makes a new one.
    pub(super) fn generate(tenant: TenantId) -> Self {
        let front = base62::encode(tenant.uuid().as_u128(), TENANT_CHARS);
        Self { tenant, text: format!("{front}_{}", base62::random(RANDOM_CHARS)).into() }
    }

    /// Reads one as a browser sent it; `None` if it cannot be one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (tenant, random) = text.split_once('_')?;
        let well_formed = tenant.len() == TENANT_CHARS
            && random.len() == RANDOM_CHARS
            && base62::is_base62(random);
        let tenant = well_formed.then(|| base62::decode(tenant)).flatten()?;
        Some(Self { tenant: TenantId::from(Uuid::from_u128(tenant)), text: text.to_owned().into() })
    }

    /// The tenant that it says it belongs to.
    pub(super) const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The cookie's value.
    pub(super) fn reveal(&self) -> &str {
        self.text.expose_secret()
    }

    /// What is stored of it.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.reveal()).into()
    }

    /// The token that the session's forms carry. It follows from the cookie, so nothing is stored; the cookie does
    /// not follow from it.
    pub(super) fn form_token(&self) -> FormToken {
        let mut hash = Sha256::new();
        hash.update(b"form");
        hash.update(self.reveal());
        FormToken(hash.finalize().into())
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// What shows that a form was sent from a page of its session.
#[derive(Clone)]
pub(in crate::dashboard) struct FormToken([u8; 32]);

impl FormToken {
    /// The token as a page holds it: another text each time, so that compression does not give it away letter by
    /// letter (<https://www.breachattack.com>).
    pub(in crate::dashboard) fn masked(&self) -> String {
        let mask: [u8; 32] = rand::rng().random();
        format!("{}{}", hex::encode(&mask), hex::encode(&xor(&mask, &self.0)))
    }

    /// Whether a form carried this token, in time that does not depend on it.
    pub(super) fn is(&self, sent: &str) -> bool {
        let Some((mask, masked)) = sent.split_at_checked(64) else { return false };
        let (Some(mask), Some(masked)) = (read_hex(mask), read_hex(masked)) else { return false };
        xor(&mask, &masked).ct_eq(&self.0).into()
    }
}

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken(…)")
    }
}

fn xor(one: &[u8; 32], other: &[u8; 32]) -> [u8; 32] {
    let mut mixed = *one;
    for (byte, with) in mixed.iter_mut().zip(other) {
        *byte ^= with;
    }
    mixed
}

fn read_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let digits = text.as_bytes().chunks_exact(2);
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_with_its_tenant_and_shows_nothing() {
        for id in [0, 7, u128::MAX] {
            let token = SessionToken::generate(TenantId::from(Uuid::from_u128(id)));
            let read = SessionToken::parse(token.reveal()).unwrap();
            assert_eq!(read.tenant(), token.tenant());
            assert_eq!(read.hash(), token.hash());
            assert_eq!(format!("{token:?}"), "SessionToken(…)");
        }
        for bad in
            ["", "_", "x_y", &"0".repeat(55), &format!("{}_{}", "z".repeat(22), "0".repeat(32))]
        {
            assert!(SessionToken::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_form_token_is_another_text_each_time_and_only_its_sessions() {
        let one = SessionToken::generate(TenantId::from(Uuid::from_u128(7))).form_token();
        let other = SessionToken::generate(TenantId::from(Uuid::from_u128(7))).form_token();
        let masked = one.masked();

        assert_ne!(masked, one.masked());
        assert!(one.is(&masked));
        assert!(!other.is(&masked));
        for at in 0..masked.len() {
            let mut bytes = masked.clone().into_bytes();
            bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
            assert!(!one.is(&String::from_utf8(bytes).unwrap()), "{at}");
        }
        for bad in ["", masked.get(1..).unwrap(), &format!("{masked}0"), &"é".repeat(64)] {
            assert!(!one.is(bad), "{bad}");
        }
    }
}
