//! How the index keeps what it knows in few bits.

use super::table::PackedUserId;

/// Microseconds since 1970 at the start of 2009, before which no event is accepted.
const EPOCH: i64 = 1_230_768_000_000_000;
/// Bits that say towards whom; those above say since when.
const TAG_BITS: u32 = 14;
const TAGS: u64 = 1 << TAG_BITS;
/// The tag of what needs more words.
const ELSEWHERE: u64 = TAGS - 1;

/// Places that senders can have.
pub(super) const PLACES: u16 = 16_382;

/// What is known of an identifier that is on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Out towards every sender, since these microseconds after 1970.
    Out(i64),
    /// Out towards the sender with this place among those that the index knows; no state towards others.
    OutTowards(u16, i64),
    /// To be looked up under this number.
    Elsewhere(u64),
}

impl Known {
    /// In 64 bits, never 0. `None` if a time or a place does not fit: then it is kept elsewhere.
    pub(super) fn pack(self) -> Option<u64> {
        let since = |micros: i64| {
            let passed = u64::try_from(micros.checked_sub(EPOCH)?).ok()? + 1;
            (passed < 1 << (64 - TAG_BITS)).then_some(passed << TAG_BITS)
        };
        match self {
            Self::Out(micros) => since(micros),
            Self::OutTowards(place, micros) => {
                let tag = u64::from(place) + 1;
                (tag < ELSEWHERE).then_some(since(micros)? | tag)
            }
            Self::Elsewhere(number) => {
                (number < 1 << (64 - TAG_BITS)).then_some((number << TAG_BITS) | ELSEWHERE)
            }
        }
    }

    /// Reads what [`Known::pack`] wrote; 0 is nothing.
    pub(super) fn unpack(value: u64) -> Option<Self> {
        if value == 0 {
            return None;
        }
        let (upper, tag) = (value >> TAG_BITS, value & (TAGS - 1));
        let micros = || i64::try_from(upper).map(|passed| EPOCH + passed - 1).ok();
        Some(match tag {
            0 => Self::Out(micros()?),
            ELSEWHERE => Self::Elsewhere(upper),
            place => Self::OutTowards(u16::try_from(place - 1).ok()?, micros()?),
        })
    }
}

/// Digits behind a user id's country that fit.
const MAX_DIGITS: usize = 30;

/// A user id of the usual kind, `AR.1000200030004000` or `AR.ENT.…` with up to 30 digits, without loss.
pub(super) fn pack_user_id(id: &str) -> Option<PackedUserId> {
    let [first @ b'A'..=b'Z', second @ b'A'..=b'Z', b'.', rest @ ..] = id.as_bytes() else {
        return None;
    };
    let parent = rest.strip_prefix(b"ENT.");
    let digits = parent.unwrap_or(rest);
    if !(1..=MAX_DIGITS).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits.iter().fold(0_u128, |sum, digit| sum * 10 + u128::from(digit - b'0'));
    let country = u128::from(first - b'A') * 26 + u128::from(second - b'A');
    let len = u128::try_from(digits.len()).ok()?;
    let head = (country * 2 + u128::from(parent.is_some())) * 32 + len;
    // 10^30 has 100 bits.
    Some(PackedUserId((head << 100) | number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_read_back(micros in EPOCH..2_300_000_000_000_000, place in 0_u16..PLACES, id in 0_u64..1 << 50) {
            for known in [Known::Out(micros), Known::OutTowards(place, micros), Known::Elsewhere(id)] {
                let value = known.pack().unwrap();
                prop_assert!(value != 0);
                prop_assert_eq!(Known::unpack(value), Some(known));
            }
        }

        #[test]
        fn two_user_ids_are_never_packed_alike(a in "[AB][AB]\\.(ENT\\.)?[0-9]{1,4}", b in "[AB][AB]\\.(ENT\\.)?[0-9]{1,4}") {
            let packed = [&a, &b].map(|id| pack_user_id(id));
            prop_assert!(packed.iter().all(Option::is_some));
            prop_assert_eq!(a == b, packed[0] == packed[1]);
        }
    }

    #[test]
    fn what_does_not_fit_is_said_to_be_so() {
        assert_eq!(Known::Out(EPOCH - 1).pack(), None);
        assert_eq!(Known::Out(i64::MAX).pack(), None);
        assert_eq!(Known::OutTowards(PLACES, EPOCH).pack(), None);
        for odd in ["AR.abc", "AR.", "AR.ENT.", "A1.5", "AR.1234567890123456789012345678901"] {
            assert_eq!(pack_user_id(odd), None, "{odd}");
        }
    }
}
