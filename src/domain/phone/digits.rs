//! A run of decimal digits held in one integer, so that reading a number allocates nothing.

/// More would not fit the integer; the longest accepted text is `011` or `00` before 15 digits.
const MAX_LEN: usize = 19;

const POWERS: [u64; MAX_LEN + 1] = powers();

const fn powers() -> [u64; MAX_LEN + 1] {
    let mut all = [1; MAX_LEN + 1];
    let mut rest: &mut [u64] = &mut all;
    let mut power = 1;
    while let Some((first, tail)) = rest.split_first_mut() {
        *first = power;
        // The last one overflows nothing: 10^19 < 2^64, and the product after it is never stored.
        power = power.wrapping_mul(10);
        rest = tail;
    }
    all
}

fn power(exponent: usize) -> u64 {
    POWERS.get(exponent).copied().unwrap_or(u64::MAX)
}

/// Digits with their count: the count keeps the leading zeros that the value cannot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits {
    value: u64,
    len: usize,
}

impl Digits {
    pub(super) const EMPTY: Self = Self { value: 0, len: 0 };

    /// The digits of a number as it prints.
    pub(super) fn of(value: u64) -> Self {
        let len = POWERS.partition_point(|&power| power <= value);
        Self { value, len }
    }

    /// All of an ASCII text, if it is digits only and short enough.
    pub(super) fn plain(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_LEN {
            return None;
        }
        let mut value = 0;
        for byte in bytes {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            value = value * 10 + u64::from(digit);
        }
        Some(Self { value, len: bytes.len() })
    }

    pub(super) fn push(self, digit: u8) -> Option<Self> {
        (self.len < MAX_LEN)
            .then(|| Self { value: self.value * 10 + u64::from(digit), len: self.len + 1 })
    }

    pub(super) const fn value(self) -> u64 {
        self.value
    }

    pub(super) const fn len(self) -> usize {
        self.len
    }

    /// The first `count` digits as a number; the whole when there are fewer.
    pub(super) fn lead(self, count: usize) -> u64 {
        self.value / power(self.len.saturating_sub(count))
    }

    /// The first `count` digits and the rest; everything and nothing when there are fewer.
    pub(super) fn split(self, count: usize) -> (Self, Self) {
        let head = count.min(self.len);
        let tail = self.len - head;
        let scale = power(tail);
        (
            Self { value: self.value / scale, len: head },
            Self { value: self.value % scale, len: tail },
        )
    }

    /// What follows `prefix`, if it comes first and something follows.
    pub(super) fn after(self, prefix: Self) -> Option<Self> {
        let (head, tail) = self.split(prefix.len);
        (head == prefix && tail.len > 0).then_some(tail)
    }

    /// `self` and then `tail`; the callers keep the sum far below the limit.
    pub(super) fn then(self, tail: Self) -> Self {
        Self {
            value: self.value.saturating_mul(power(tail.len)).saturating_add(tail.value),
            len: self.len + tail.len,
        }
    }
}

/// A prefix known when the program is written; `len` is given because of leading zeros.
pub(super) const fn prefix(value: u64, len: usize) -> Digits {
    Digits { value, len }
}
