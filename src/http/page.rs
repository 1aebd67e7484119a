//! Keyset pages: a limit, an opaque cursor, and the page itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::problem::{Code, Problem};
use crate::domain::ids::TenantId;

/// Items on a page unless the caller asks for another number.
pub const DEFAULT_LIMIT: u16 = 100;
/// Items on a page at most; more is refused, not clamped.
pub const MAX_LIMIT: u16 = 1000;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items of this page.
    pub data: Vec<T>,
    /// Give this as `cursor`, with all other parameters unchanged, to get the next page. Absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts `limit + 1` rows down to a page; the row too many says that there is a next one.
    pub fn cut(mut data: Vec<T>, limit: u16, cursor: impl FnOnce(&T) -> String) -> Self {
        let more = data.len() > usize::from(limit);
        data.truncate(usize::from(limit));
        let next = data.last().filter(|_| more).map(cursor);
        Self { data, next }
    }

    /// The same page of other items.
    pub fn map<U>(self, item: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(item).collect(), next: self.next }
    }
}

/// Reads a `limit` parameter.
pub fn parse_limit(text: Option<&str>) -> Result<u16, Problem> {
    let Some(text) = text else { return Ok(DEFAULT_LIMIT) };
    let digits_only =
        !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
    digits_only
        .then(|| text.parse().ok())
        .flatten()
        .filter(|limit| (1..=MAX_LIMIT).contains(limit))
        .ok_or_else(|| {
            Problem::query("limit", format!("must be a whole number from 1 to {MAX_LIMIT}"))
        })
}

/// What a cursor belongs to: it is refused with another tenant, another filter or another order.
#[derive(Debug)]
pub struct CursorScope([u8; 32]);

impl CursorScope {
    /// The scope of one query of one tenant. `query` is everything that decides which rows come and in
    /// what order, but not how many.
    pub fn new(tenant: TenantId, operation: &str, query: &impl Serialize) -> Self {
        let mut hash = Sha256::new();
        hash.update(tenant.uuid().as_bytes());
        hash.update(operation.as_bytes());
        // A query is a flat struct of texts and numbers, which always serialises.
        hash.update(serde_json::to_vec(query).unwrap_or_default());
        Self(hash.finalize().into())
    }

    fn seal(&self, payload: &[u8]) -> [u8; 8] {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(payload);
        let digest: [u8; 32] = hash.finalize().into();
        let mut seal = [0; 8];
        for (to, from) in seal.iter_mut().zip(digest) {
            *to = from;
        }
        seal
    }

    /// Writes a cursor that points behind `position`.
    ///
    /// It is sealed against accidents, not against forgery: it holds nothing that its tenant may not know,
    /// and a forged position reads only the tenant's own rows.
    pub fn write(&self, position: &impl Serialize) -> String {
        let payload = serde_json::to_vec(position).unwrap_or_default();
        let mut bytes = Vec::with_capacity(payload.len() + 9);
        bytes.push(VERSION);
        bytes.extend(self.seal(&payload));
        bytes.extend(payload);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that [`CursorScope::write`] made in the same scope.
    pub fn read<P: DeserializeOwned>(&self, cursor: &str) -> Result<P, Problem> {
        let invalid = || {
            Problem::new(Code::InvalidCursor).with_detail(
                "Take `next` of the last page as it is, and repeat all other parameters unchanged.",
            )
        };
        if cursor.len() > 512 {
            return Err(invalid());
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok().ok_or_else(invalid)?;
        let (head, payload) = bytes.split_at_checked(9).ok_or_else(invalid)?;
        let (version, seal) = head.split_first().ok_or_else(invalid)?;
        if *version != VERSION || seal != self.seal(payload) {
            return Err(invalid());
        }
        serde_json::from_slice(payload).ok().ok_or_else(invalid)
    }
}

const VERSION: u8 = 1;

/// A position behind a number, for lists in the order of a counter.
#[derive(Debug, Serialize, Deserialize)]
pub struct After {
    /// The last number that was given out.
    pub after: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(query: &str) -> CursorScope {
        CursorScope::new(TenantId::from(uuid::Uuid::from_u128(7)), "list", &query)
    }

    #[test]
    fn a_cursor_is_read_back_only_in_its_own_scope() {
        let cursor = scope("a").write(&After { after: 41 });

        assert_eq!(scope("a").read::<After>(&cursor).unwrap().after, 41);
        assert_eq!(scope("b").read::<After>(&cursor).unwrap_err().code(), Code::InvalidCursor);
    }

    #[test]
    fn every_altered_byte_is_noticed() {
        let cursor = scope("a").write(&After { after: 41 });
        for at in 0..cursor.len() {
            let mut bytes = cursor.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).unwrap();
            assert!(scope("a").read::<After>(&altered).is_err(), "byte {at}");
        }
        for bad in ["", "A", "%00", "é", &"A".repeat(10_000)] {
            assert!(scope("a").read::<After>(bad).is_err());
        }
    }

    #[test]
    fn limits_out_of_bounds_are_refused_not_clamped() {
        assert_eq!(parse_limit(None).unwrap(), DEFAULT_LIMIT);
        assert_eq!(parse_limit(Some("1000")).unwrap(), 1000);
        for bad in ["", "0", "-1", "1001", "1e3", "٣", "+5", "99999999999999999999"] {
            assert!(parse_limit(Some(bad)).is_err(), "{bad}");
        }
    }
}
