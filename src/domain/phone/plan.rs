//! The canonical form of an international number: `docs/CONTACTS.md`, "One spelling".
//!
//! Every country rule either recognises a number completely and answers its one spelling, or
//! leaves the digits alone. What it answers it recognises again as itself, so applying the rules
//! twice is applying them once.

use super::country::{Country, Trunk};
use super::digits::{Digits, prefix};
use super::error::PhoneError;

/// Fewest and most digits of an international number: eight by `docs/CONTACTS.md`, fifteen by ITU-T E.164.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=15;

const TRUNK_ZERO: Digits = prefix(0, 1);
const ARGENTINA: Digits = prefix(54, 2);
const BRAZIL: Digits = prefix(55, 2);
const MEXICO: Digits = prefix(52, 2);
const NINE: Digits = prefix(9, 1);

/// How the numbers behind a calling code are treated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    NorthAmerica,
    Argentina,
    Brazil,
    Mexico,
    /// Any other, with the length of its calling code.
    Other(usize),
}

impl Zone {
    pub(super) const fn code_len(self) -> usize {
        match self {
            Self::NorthAmerica => 1,
            Self::Argentina | Self::Brazil | Self::Mexico => 2,
            Self::Other(len) => len,
        }
    }
}

/// The zone of a number by its first three digits: the ITU-T list of E.164 assigned country
/// codes. `None` is a code that is spare, or 979, which is premium rate only.
#[rustfmt::skip]
pub(super) const fn zone(lead: u64) -> Option<Zone> {
    Some(match lead {
        100..=199 => Zone::NorthAmerica,
        540..=549 => Zone::Argentina,
        550..=559 => Zone::Brazil,
        520..=529 => Zone::Mexico,
        700..=799 => Zone::Other(1),
        200..=209 | 270..=279 | 300..=349 | 360..=369 | 390..=419 | 430..=499 | 510..=519
        | 530..=539 | 560..=589 | 600..=669 | 810..=829 | 840..=849 | 860..=869 | 900..=959
        | 980..=989 => Zone::Other(2),
        211..=213 | 216 | 218 | 220..=258 | 260..=269 | 290 | 291 | 297..=299 | 350..=359
        | 370..=383 | 385..=387 | 389 | 420 | 421 | 423 | 500..=509 | 590..=599 | 670
        | 672..=683 | 685..=692 | 800 | 808 | 850 | 852 | 853 | 855 | 856 | 870 | 878
        | 880..=883 | 886 | 960..=968 | 970..=977 | 992..=996 | 998 => Zone::Other(3),
        _ => return None,
    })
}

/// The one spelling of an international number.
pub(super) fn canonical(digits: Digits) -> Result<u64, PhoneError> {
    if is_canonical_mobile(digits) { Ok(digits.value()) } else { by_rule(digits) }
}

/// Whether this is plainly a number as the rules for Argentina, Brazil and Mexico leave it, as nearly every recipient
/// is. `false` says nothing; the rules say the same of whatever this takes.
fn is_canonical_mobile(digits: Digits) -> bool {
    match digits.len() {
        // A 9 and ten digits; an area code and nine digits, without a trunk zero. Ranges, because they cost less than to
        // divide.
        13 => matches!(
            digits.value(),
            5_490_000_000_000..5_500_000_000_000 | 5_510_000_000_000..5_600_000_000_000
        ),
        12 => matches!(
            digits.value(),
            520_000_000_000..530_000_000_000 | 541_000_000_000..549_000_000_000
        ),
        _ => false,
    }
}

fn by_rule(digits: Digits) -> Result<u64, PhoneError> {
    if digits.len() < *LENGTHS.start() {
        return Err(PhoneError::TooFewDigits);
    }
    if digits.len() > *LENGTHS.end() {
        return Err(PhoneError::TooManyDigits);
    }
    let lead = digits.lead(3);
    // Below 100 only because the first digit is a zero, which no calling code begins with.
    if lead < 100 {
        return Err(PhoneError::MissingCountryCode);
    }
    // Argentine, Brazilian and Mexican numbers have twelve digits or more with their calling code. A shorter
    // one is a local number whose country nobody has said, and would be kept under a number nobody has.
    if matches!(lead, 520..=529 | 540..=559) && digits.len() < 12 {
        return Err(PhoneError::ImpossibleNumber);
    }
    let national = |rule: fn(Digits) -> Option<Digits>, code: Digits| {
        rule(digits.split(2).1).map_or(digits, |found| code.then(found))
    };
    let canonical = match zone(lead).ok_or(PhoneError::UnknownCallingCode)? {
        Zone::NorthAmerica => north_american(digits)?,
        Zone::Argentina => national(argentina, ARGENTINA),
        Zone::Brazil => national(brazil, BRAZIL),
        Zone::Mexico => national(mexico, MEXICO),
        Zone::Other(code_len) => without_trunk_zero(digits, code_len),
    };
    Ok(canonical.value())
}

/// Zone 1 has exactly ten digits after the 1, and no area code begins with 0 or 1 (NANPA).
///
/// This is the one foreign plan whose form is enforced. A Brazilian or Argentine local number
/// beginning with 11, written where no default country is set, would otherwise pass for an
/// American one, and its opt-out would be kept under a number nobody has.
fn north_american(digits: Digits) -> Result<Digits, PhoneError> {
    if digits.len() == 11 && digits.lead(2) >= 12 {
        Ok(digits)
    } else {
        Err(PhoneError::ImpossibleNumber)
    }
}

/// `+44 (0) 7911…`: people write the trunk prefix after the calling code. Where it is no part of
/// the number (libphonenumber drops it too), the number is the one without it.
fn without_trunk_zero(digits: Digits, code_len: usize) -> Digits {
    let (code, body) = digits.split(code_len);
    if body.lead(1) != 0 {
        return digits;
    }
    cold_trunk_zero(code, body).unwrap_or(digits)
}

#[cold]
fn cold_trunk_zero(code: Digits, body: Digits) -> Option<Digits> {
    let country = Country::by_calling_code(code.value())?;
    let number = significant(body)?;
    let drop = country.trunk() == Trunk::Zero
        && country.has_length(number.len())
        && code.len() + number.len() >= *LENGTHS.start();
    drop.then(|| code.then(number))
}

/// What follows a single leading zero.
fn significant(body: Digits) -> Option<Digits> {
    body.after(TRUNK_ZERO).filter(|rest| rest.lead(1) != 0)
}

/// A complete Argentine national number: area and number, ten digits, after a 9 when it was
/// written as a mobile one in any way. Trunk `0` and the national mobile mark `15` go away
/// (ENACOM, Plan Fundamental de Numeración Nacional; libphonenumber rewrites alike).
pub(super) fn argentina(body: Digits) -> Option<Digits> {
    let body = significant(body).unwrap_or(body);
    let (mobile, number) = match body.after(NINE) {
        Some(rest) => (true, significant(rest).unwrap_or(rest)),
        None => (false, body),
    };
    match number.len() {
        10 if mobile => Some(NINE.then(number)),
        10 => Some(number),
        12 => Some(NINE.then(without_fifteen(number)?)),
        _ => None,
    }
}

/// Area, `15`, number: twelve digits to ten.
///
/// `11` is the only two-digit area code, the others have three or four digits and begin with 2 or
/// 3 (ENACOM). `15` cannot stand both after three and after four digits, since the fourth digit
/// after the first three would have to be a 5 and a 1, so no list of areas is needed.
fn without_fifteen(number: Digits) -> Option<Digits> {
    let area_len = if number.lead(4) == 1115 {
        2
    } else if !matches!(number.lead(1), 2 | 3) {
        return None;
    } else if number.lead(5) % 100 == 15 {
        3
    } else if number.lead(6) % 100 == 15 {
        4
    } else {
        return None;
    };
    let (area, rest) = number.split(area_len);
    Some(area.then(rest.split(2).1))
}

/// Whether ten digits begin with an area code that Argentina has.
pub(super) fn is_argentine_area(number: Digits) -> bool {
    number.lead(2) == 11 || matches!(number.lead(1), 2 | 3)
}

/// A complete Brazilian national number: area code (DDD) and a land line of eight digits or a
/// mobile of nine. A mobile of eight gets the ninth digit (Anatel, Resolução 553/2010: mobiles
/// begin with 9; land lines begin with 2 to 5 and are left alone). The trunk `0`, with or without
/// the two digits that choose a carrier, goes away.
pub(super) fn brazil(body: Digits) -> Option<Digits> {
    let number = match body.after(TRUNK_ZERO) {
        Some(rest) if rest.len() >= 12 => rest.split(2).1,
        Some(rest) => rest,
        None => body,
    };
    let (area, subscriber) = number.split(2);
    if !is_brazilian_area(area.value()) {
        return None;
    }
    match (subscriber.len(), subscriber.lead(1)) {
        (8, 2..=5) | (9, 9) => Some(number),
        (8, 6..=9) => Some(area.then(NINE).then(subscriber)),
        _ => None,
    }
}

/// The 67 area codes (Anatel, Códigos Nacionais).
const fn is_brazilian_area(area: u64) -> bool {
    matches!(
        area,
        11..=19 | 21 | 22 | 24 | 27 | 28 | 31..=35 | 37 | 38 | 41..=49 | 51 | 53..=55
            | 61..=69 | 71 | 73..=75 | 77 | 79 | 81..=89 | 91..=99
    )
}

/// A complete Mexican national number of ten digits, without the prefixes that the plan of
/// August 2019 abolished: `1`, `01`, `044`, `045` (IFT, Plan Técnico Fundamental de Numeración).
pub(super) fn mexico(body: Digits) -> Option<Digits> {
    let abolished = match body.len() {
        11 => [prefix(1, 1), prefix(1, 1)],
        12 => [prefix(1, 2), prefix(1, 2)],
        13 => [prefix(44, 3), prefix(45, 3)],
        len => return (len == 10).then_some(body),
    };
    abolished.iter().find_map(|&written| body.after(written))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn the_short_way_says_what_the_rules_say(
            start in prop_oneof![Just("54"), Just("549"), Just("55"), Just("52"), Just("541"), Just("5411")],
            rest in "[019]{0,4}[0-9]{6,11}",
        ) {
            let number: u64 = format!("{start}{rest}").parse().unwrap();
            let digits = Digits::of(number);
            if is_canonical_mobile(digits) {
                prop_assert_eq!(by_rule(digits), Ok(number));
            }
            prop_assert_eq!(canonical(digits), by_rule(digits));
        }
    }
}
