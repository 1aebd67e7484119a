//! Whom a search means: a whole number or user id in any spelling, or the beginning of a number.

use crate::domain::identity::Identifier;
use crate::domain::phone::Country;

/// What was searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dashboard) enum Search {
    /// One person.
    Person(Identifier),
    /// Numbers that begin with these digits, country code first.
    Beginning(String),
    /// Neither.
    Unreadable,
}

/// Reads what somebody typed. A number without its country code is read as one of `country`, as everywhere.
pub(in crate::dashboard) fn read(text: &str, country: Option<Country>) -> Search {
    if let Ok(identifier) = Identifier::parse(text, country) {
        return Search::Person(identifier);
    }
    let digits: String = text
        .trim()
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '/' | '(' | ')' | '+'))
        .collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let acceptable = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !acceptable {
        return Search::Unreadable;
    }
    let is_international =
        text.trim_start().starts_with(['+']) || text.trim_start().starts_with("00");
    match country.filter(|_| !is_international) {
        Some(country) => Search::Beginning(with_code(digits, country)),
        None if digits.starts_with('0') => Search::Unreadable,
        None => Search::Beginning(digits.to_owned()),
    }
}

/// The beginning of a number as people dial it inside the country. Argentine mobiles have a 9 behind the code.
fn with_code(digits: &str, country: Country) -> String {
    let code = country.calling_code().to_string();
    if digits.starts_with(&code) {
        return digits.to_owned();
    }
    let national = digits.trim_start_matches('0');
    let mobile = if country.iso() == "AR" { "9" } else { "" };
    format!("{code}{mobile}{national}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginning(text: &str, country: Option<&str>) -> Option<String> {
        match read(text, country.and_then(Country::from_iso)) {
            Search::Beginning(digits) => Some(digits),
            Search::Person(_) | Search::Unreadable => None,
        }
    }

    #[test]
    fn the_beginning_of_a_number_is_read_in_any_spelling() {
        assert_eq!(beginning("+54 9 11", None).unwrap(), "54911");
        assert_eq!(beginning("0054 9 (11)", None).unwrap(), "54911");
        assert_eq!(beginning("54-911", Some("AR")).unwrap(), "54911");
        assert_eq!(beginning("11 5555", Some("AR")).unwrap(), "549115555");
        assert_eq!(beginning("011 55", Some("AR")).unwrap(), "5491155");
        assert_eq!(beginning("11 98", Some("BR")).unwrap(), "551198");
        assert_eq!(beginning("+1 415", Some("BR")).unwrap(), "1415");
        for nothing in ["abc", "+54 x", "", "+", "0", "<b>", &"1".repeat(16)] {
            assert_eq!(read(nothing, None), Search::Unreadable, "{nothing}");
        }
    }

    #[test]
    fn a_whole_number_and_a_user_id_are_one_person() {
        for whole in ["+54 9 11 5555-0101", "whatsapp:+5491155550101", "AR.1000200030004000"] {
            assert!(matches!(read(whole, None), Search::Person(_)), "{whole}");
        }
        let spelt_at_home = read("011 15 5555-0101", Country::from_iso("AR"));
        assert_eq!(spelt_at_home, read("+5491155550101", None));
    }
}
