//! Numbers that begin alike, as ranges: an index over numbers can look for those.

/// Numbers from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneRange {
    /// The smallest.
    pub first: i64,
    /// The largest.
    pub last: i64,
}

/// Argentine mobiles of full length, whose match key has no 9 behind the code.
const ARGENTINE_MOBILES: PhoneRange =
    PhoneRange { first: 5_490_000_000_000, last: 5_499_999_999_999 };
/// What of such a mobile is not in its match key.
const ARGENTINE_NINE: i64 = 5_490_000_000_000 - 540_000_000_000;

impl PhoneRange {
    /// Canonical numbers of 8 to 15 digits that begin with `prefix`, which has at most 15.
    pub fn of_prefix(prefix: u64) -> impl Iterator<Item = Self> {
        let digits = prefix.checked_ilog10().unwrap_or(0) + 1;
        (digits.max(8)..=15).map(move |length| {
            let width = 10_u64.pow(length - digits);
            let bound = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
            Self { first: bound(prefix * width), last: bound((prefix + 1) * width - 1) }
        })
    }

    /// The match keys of all these numbers (see [`super::Phone::match_key`]), and perhaps of some others.
    pub fn of_match_keys(prefix: u64) -> impl Iterator<Item = Self> {
        Self::of_prefix(prefix).flat_map(|range| {
            let first = range.first.max(ARGENTINE_MOBILES.first);
            let last = range.last.min(ARGENTINE_MOBILES.last);
            let folded = Self { first: first - ARGENTINE_NINE, last: last - ARGENTINE_NINE };
            [Some(range), (first <= last).then_some(folded)].into_iter().flatten()
        })
    }

    /// Whether a number lies in it.
    pub const fn contains(self, number: i64) -> bool {
        self.first <= number && number <= self.last
    }
}
