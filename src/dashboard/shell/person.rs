//! A person as they are named on a page.

use super::encoded;
use crate::domain::phone::Phone;

/// How a person is shown, and where their history is.
#[derive(Clone, Debug)]
pub(in crate::dashboard) struct Person {
    /// The number with its spaces, or the user id.
    pub(in crate::dashboard) name: String,
    /// The user id of somebody whose number is known too.
    pub(in crate::dashboard) user_id: Option<String>,
    /// The page of their history.
    pub(in crate::dashboard) path: String,
}

impl Person {
    /// Somebody with this number (E.164), this user id, or both.
    pub(in crate::dashboard) fn new(phone: Option<&str>, user_id: Option<&str>) -> Self {
        let identifier = phone.or(user_id).unwrap_or_default();
        Self {
            name: phone.map_or_else(|| identifier.to_owned(), spaced),
            user_id: user_id.filter(|_| phone.is_some()).map(ToOwned::to_owned),
            path: format!("/contacts/{}", encoded(identifier)),
        }
    }
}

/// A number in E.164 as people read it.
pub(in crate::dashboard) fn spaced(e164: &str) -> String {
    let digits = e164.strip_prefix('+').and_then(|digits| digits.parse().ok());
    digits.and_then(Phone::from_stored).map_or_else(|| e164.to_owned(), Phone::spaced)
}
