//! Numbers without `+` or `00`, where the tenant has a default country: local or international?
//!
//! 1. Digits that are the calling code of the default country and a complete national number of
//!    it are international.
//! 2. Else digits that are a national number of the default country, as dialled inside it, are
//!    local. In an open numbering plan (national numbers of three or more lengths, as in
//!    Germany) only the trunk prefix shows that.
//! 3. Else, what is plainly a number of that country without its area code is refused.
//! 4. Else they are international.

use super::country::{Country, Trunk};
use super::digits::{Digits, prefix};
use super::error::PhoneError;
use super::plan::{argentina, brazil, canonical, is_argentine_area, mexico};

/// The number meant by `digits` where `country` is the default.
pub(super) fn resolve(digits: Digits, country: Country) -> Result<u64, PhoneError> {
    let code = country.code_digits();
    // 011 is how zone 1 dials out (NANPA); everywhere else it would be an area code.
    if country.calling_code() == 1
        && let Some(abroad) = digits.after(prefix(11, 3))
    {
        return canonical(abroad);
    }
    if digits.after(code).is_some_and(|body| is_complete(body, country)) {
        return canonical(digits);
    }
    if let Some(national) = national(digits, country) {
        return canonical(code.then(national));
    }
    if lacks_area_code(digits, country) {
        return Err(PhoneError::MissingAreaCode);
    }
    canonical(digits)
}

/// Whether the digits after the calling code are a whole number of the country.
fn is_complete(body: Digits, country: Country) -> bool {
    match country.iso() {
        "AR" => argentine(body).is_some(),
        "BR" => brazil(body).is_some(),
        "MX" => mexico(body).is_some_and(|number| number.lead(1) >= 2),
        _ => plain(body, country).is_some(),
    }
}

/// The national significant number, from the form in which it is dialled inside the country.
fn national(digits: Digits, country: Country) -> Option<Digits> {
    match country.iso() {
        "AR" => argentine(digits),
        "BR" => brazil(digits),
        // 1 and ten digits are as good as an American number, and nobody dials the 1 alone.
        "MX" if digits.len() == 11 => None,
        "MX" => mexico(digits).filter(|number| number.lead(1) >= 2),
        _ if country.calling_code() == 1 => north_american(digits),
        _ => dialled(digits, country),
    }
}

fn argentine(body: Digits) -> Option<Digits> {
    argentina(body).filter(|found| match found.len() {
        11 => is_argentine_area(found.split(1).1),
        _ => is_argentine_area(*found),
    })
}

/// Area and exchange codes begin with 2 to 9 (NANPA). The exchange is checked only here, where
/// it tells a local number from a short foreign one; test numbers of Meta break the rule.
fn north_american(digits: Digits) -> Option<Digits> {
    let fits = digits.len() == 10 && digits.lead(1) >= 2 && digits.lead(4) % 10 >= 2;
    fits.then_some(digits)
}

/// The trunk prefix and a national number, or the number alone where that is enough.
fn dialled(digits: Digits, country: Country) -> Option<Digits> {
    let trunk = country.trunk().digits();
    let without = trunk.and_then(|trunk| plain(digits.after(trunk)?, country));
    let bare_is_enough = trunk.is_none() || !country.is_open_plan();
    without.or_else(|| bare_is_enough.then(|| plain(digits, country)).flatten())
}

/// A national number without any prefix.
fn plain(number: Digits, country: Country) -> Option<Digits> {
    // Italian land lines keep their zero and are shorter than mobiles (AGCOM).
    let fits = if number.lead(1) == 0 {
        country.trunk() == Trunk::Kept && (6..=11).contains(&number.len())
    } else {
        country.has_length(number.len())
    };
    fits.then_some(number)
}

/// Whether this is what people of the country say to a neighbour: a subscriber number alone. As
/// an international number it would be a stranger's.
fn lacks_area_code(digits: Digits, country: Country) -> bool {
    match country.iso() {
        "AR" => {
            let digits = digits.after(prefix(0, 1)).unwrap_or(digits);
            let mobile = digits.lead(2) == 15 && (8..=10).contains(&digits.len());
            mobile || (6..=8).contains(&digits.len())
        }
        "BR" => (8..=9).contains(&digits.len()),
        "MX" => (7..=8).contains(&digits.len()),
        _ => country.calling_code() == 1 && digits.len() == 7,
    }
}
