//! Encrypts what the database must not be able to read: the secrets of providers. Signs what is given out and
//! comes back.
//!
//! XChaCha20-Poly1305 (<https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha>) with a random nonce. The
//! key comes from the configuration, never from the database. A sealed value is bound to the row that it
//! belongs to, so that nobody who can write to the database can put it elsewhere.

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use rand::Rng as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::domain::hex;

/// Format of a sealed value: this byte, four bytes that name the key, the nonce, the encrypted text.
const VERSION: u8 = 1;
const KEY_BYTES: usize = 32;
const NAME_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
/// Bytes of a signature: the name of its key, an HMAC-SHA-256 (RFC 2104).
pub const SIGNATURE_BYTES: usize = NAME_BYTES + 32;
/// What is signed is signed with a key of its own, which this makes of a key that encrypts.
const SIGNING: &[u8] = b"optout signatures, 1";

/// Why something could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The service was configured without a key.
    #[error("no key for secrets is configured")]
    NoKey,
    /// It was sealed with a key that is not configured any more.
    #[error("sealed with a key that is not configured")]
    UnknownKey,
    /// It is not what was sealed, or belongs to another row.
    #[error("what was sealed has been altered")]
    Altered,
}

/// The keys that secrets are encrypted with. Cloning is cheap; `Debug` shows nothing of them.
#[derive(Clone, Default)]
pub struct Vault(Arc<Vec<Key>>);

struct Key {
    name: [u8; NAME_BYTES],
    cipher: XChaCha20Poly1305,
    /// Ready to sign; holds the key.
    signer: Hmac<Sha256>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} keys)", self.0.len())
    }
}

impl Vault {
    /// Reads keys of 64 hexadecimal digits, separated by commas: the first one encrypts, all of them decrypt,
    /// so that a key can be replaced while values sealed with the old one remain. `None` if it is not that.
    pub fn parse(text: &str) -> Option<Self> {
        let keys: Option<Vec<Key>> = text.split(',').map(|key| Key::parse(key.trim())).collect();
        Some(Self(Arc::new(keys?)))
    }

    /// A new key in the form that [`Vault::parse`] reads.
    pub fn new_key() -> String {
        let mut key = [0; KEY_BYTES];
        rand::rng().fill_bytes(&mut key);
        hex::encode(&key)
    }

    /// Encrypts a text for the row that `place` names.
    pub fn seal(&self, place: &str, text: &SecretString) -> Result<Vec<u8>, VaultError> {
        let key = self.0.first().ok_or(VaultError::NoKey)?;
        let mut nonce = [0; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: text.expose_secret().as_bytes(), aad: place.as_bytes() };
        // Fails for texts of hundreds of gigabytes only.
        let encrypted = key.cipher.encrypt(&XNonce::from(nonce), payload);
        let encrypted = encrypted.ok().ok_or(VaultError::Altered)?;
        let mut sealed = vec![VERSION];
        sealed.extend_from_slice(&key.name);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&encrypted);
        Ok(sealed)
    }

    /// Decrypts what was sealed for the row that `place` names.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<SecretString, VaultError> {
        let (version, rest) = sealed.split_first().ok_or(VaultError::Altered)?;
        let (name, rest) = rest.split_first_chunk::<NAME_BYTES>().ok_or(VaultError::Altered)?;
        let (nonce, encrypted) =
            rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Altered)?;
        if *version != VERSION {
            return Err(VaultError::Altered);
        }
        let key = self.0.iter().find(|key| key.name == *name).ok_or(VaultError::UnknownKey)?;
        let payload = Payload { msg: encrypted, aad: place.as_bytes() };
        let text = key.cipher.decrypt(&XNonce::from(*nonce), payload);
        let text = text.ok().and_then(|text| String::from_utf8(text).ok());
        text.map(SecretString::from).ok_or(VaultError::Altered)
    }

    /// Signs a message for one purpose: no signature is good for another one.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], VaultError> {
        let key = self.0.first().ok_or(VaultError::NoKey)?;
        let mut signature = [0; SIGNATURE_BYTES];
        let mac = key.mac(purpose, message).finalize().into_bytes();
        signature.iter_mut().zip(key.name.into_iter().chain(mac)).for_each(|(to, from)| *to = from);
        Ok(signature)
    }

    /// Checks a signature that [`Vault::sign`] made for this purpose, in constant time.
    pub fn verify(
        &self,
        purpose: &str,
        message: &[u8],
        signature: &[u8; SIGNATURE_BYTES],
    ) -> Result<(), VaultError> {
        let (name, mac) = signature.split_first_chunk::<NAME_BYTES>().ok_or(VaultError::Altered)?;
        let key = self.0.iter().find(|key| key.name == *name).ok_or(VaultError::UnknownKey)?;
        key.mac(purpose, message).verify_slice(mac).ok().ok_or(VaultError::Altered)
    }
}

impl Key {
    fn parse(hex: &str) -> Option<Self> {
        let digits: Option<Vec<u8>> = hex
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let digits = digits.filter(|digits| digits.len() == KEY_BYTES * 2)?;
        let bytes: Vec<u8> = digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, d| byte << 4 | d))
            .collect();
        let mut name = [0; NAME_BYTES];
        name.iter_mut().zip(Sha256::digest(&bytes)).for_each(|(byte, hash)| *byte = hash);
        let signing = Hmac::<Sha256>::new_from_slice(&bytes).ok()?.chain_update(SIGNING);
        let signer = Hmac::new_from_slice(&signing.finalize().into_bytes()).ok()?;
        Some(Self { name, cipher: XChaCha20Poly1305::new_from_slice(&bytes).ok()?, signer })
    }

    /// The length in front keeps apart where the purpose ends and the message begins.
    fn mac(&self, purpose: &str, message: &[u8]) -> Hmac<Sha256> {
        let length = u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes();
        self.signer.clone().chain_update(length).chain_update(purpose).chain_update(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(keys: &str) -> Vault {
        Vault::parse(keys).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_place_unaltered() {
        let vault = vault(&Vault::new_key());
        let sealed = vault.seal("row 1", &"secret".into()).unwrap();
        assert_eq!(vault.open("row 1", &sealed).unwrap().expose_secret(), "secret");
        assert_eq!(vault.open("row 2", &sealed).unwrap_err(), VaultError::Altered);
        assert_ne!(sealed, vault.seal("row 1", &"secret".into()).unwrap());
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(vault.open("row 1", &altered).is_err(), "{at}");
            assert!(vault.open("row 1", &sealed[..at]).is_err(), "{at}");
        }
    }

    #[test]
    fn an_old_key_still_opens_and_a_new_one_seals() {
        let (old, new) = (Vault::new_key(), Vault::new_key());
        let sealed = vault(&old).seal("", &"secret".into()).unwrap();
        let both = vault(&format!("{new}, {old}"));
        assert_eq!(both.open("", &sealed).unwrap().expose_secret(), "secret");
        let resealed = both.seal("", &"secret".into()).unwrap();
        assert!(vault(&new).open("", &resealed).is_ok());
        assert_eq!(vault(&new).open("", &sealed).unwrap_err(), VaultError::UnknownKey);
        assert_eq!(Vault::default().seal("", &"x".into()).unwrap_err(), VaultError::NoKey);
    }

    #[test]
    fn a_signature_holds_for_its_purpose_and_message_and_outlives_a_change_of_keys() {
        let (old, new) = (Vault::new_key(), Vault::new_key());
        let signature = vault(&old).sign("links", b"message").unwrap();
        let both = vault(&format!("{new},{old}"));
        assert_eq!(both.verify("links", b"message", &signature), Ok(()));
        for (purpose, message) in [("link", b"smessage"), ("links", b"massages"), ("", b"message.")]
        {
            assert_eq!(both.verify(purpose, message, &signature), Err(VaultError::Altered));
        }
        for at in 0..SIGNATURE_BYTES {
            let mut altered = signature;
            altered[at] ^= 1;
            assert!(both.verify("links", b"message", &altered).is_err(), "{at}");
        }
        let unknown = vault(&new).verify("links", b"message", &signature);
        assert_eq!(unknown, Err(VaultError::UnknownKey));
        assert_eq!(Vault::default().sign("links", b""), Err(VaultError::NoKey));
    }

    #[test]
    fn keys_are_64_hexadecimal_digits_and_never_shown() {
        let key = Vault::new_key();
        let one_less: String = key.chars().skip(1).collect();
        for bad in ["", "00", &one_less, &format!("{key}0"), &format!("{key},"), &"g".repeat(64)] {
            assert!(Vault::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(format!("{:?}", vault(&key)), "Vault(1 keys)");
    }
}
