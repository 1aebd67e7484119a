//! Invented people and moments.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// The number of the nth invented person.
pub(crate) fn phone(n: usize) -> String {
    format!("+549115{n:07}")
}

/// A moment in 2026, this many seconds after the first of March.
pub(crate) fn moment(seconds: i64) -> String {
    let start = DateTime::from_timestamp(1_772_323_200, 0).unwrap();
    instant(start + TimeDelta::seconds(seconds))
}

/// As the API writes instants.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Bytes as PostgreSQL and people write them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// A text as part of a query or a path.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// Every order of these items.
pub(crate) fn permutations<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.len() <= 1 {
        return vec![items.to_vec()];
    }
    let mut all = Vec::new();
    for (at, first) in items.iter().enumerate() {
        let mut others = items.to_vec();
        others.remove(at);
        for rest in permutations(&others) {
            let mut order = vec![first.clone()];
            order.extend(rest);
            all.push(order);
        }
    }
    all
}

/// Numbers that look random and are always the same (Knuth's MMIX generator).
#[derive(Debug)]
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
