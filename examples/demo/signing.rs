//! Signs as Meta does.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Failure;

/// `X-Hub-Signature-256` of a body.
pub(crate) fn signed(secret: &str, body: &[u8]) -> Result<String, Failure> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?.chain_update(body);
    let mut header = "sha256=".to_owned();
    for byte in mac.finalize().into_bytes() {
        write!(header, "{byte:02x}")?;
    }
    Ok(header)
}
