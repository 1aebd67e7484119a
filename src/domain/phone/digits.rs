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

    /// The digits that the bytes begin with, if they are 1 to 15 and at least 16 bytes are there. Reads eight bytes at
    /// once, so it costs a fraction of [`Digits::plain`].
    pub(super) fn leading(bytes: &[u8]) -> Option<Self> {
        let (first, rest) = bytes.split_first_chunk::<8>()?;
        let second = rest.first_chunk::<8>()?;
        let (first, first_len) = eight(*first);
        if first_len < 8 {
            return (first_len > 0).then_some(Self { value: first, len: first_len });
        }
        let (second, second_len) = eight(*second);
        let value = first * power(second_len) + second;
        (second_len < 8).then_some(Self { value, len: 8 + second_len })
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

/// The digits that eight bytes begin with, as a number, and how many they are.
///
/// All of them are looked at as one integer (Daniel Lemire, "Quickly parsing eight digits", 2018): the first byte is
/// its lowest, so pairs, then fours, then all eight are joined by one multiplication each.
fn eight(bytes: [u8; 8]) -> (u64, usize) {
    const LOW_BITS: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    // What a byte of 10 needs to reach its highest bit.
    const TOO_LARGE: u64 = 0x7676_7676_7676_7676;
    let values = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    let others = (((values & LOW_BITS) + TOO_LARGE) | values) & HIGH_BITS;
    let bits = others.trailing_zeros() / 8 * 8;
    // What is no digit goes away, and leading zeros come in.
    let digits = values.checked_shl(64 - bits).unwrap_or(0);
    let pairs = digits * 10 + (digits >> 8);
    // What flows over at the top belongs to nothing.
    let fours = (pairs & 0x00FF_00FF_00FF_00FF).wrapping_mul((100 << 16) + 1) >> 16;
    let all = (fours & 0x0000_FFFF_0000_FFFF).wrapping_mul((10_000 << 32) + 1) >> 32;
    (all, usize::try_from(bits / 8).unwrap_or_default())
}

/// A prefix known when the program is written; `len` is given because of leading zeros.
pub(super) const fn prefix(value: u64, len: usize) -> Digits {
    Digits { value, len }
}
