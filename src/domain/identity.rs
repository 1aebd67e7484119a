//! Who a contact is: a phone, a business-scoped user id (BSUID), or both.

use std::fmt;

use super::phone::{Country, Phone, PhoneError, trim, without_scheme};

/// Why a text is not the identity of a contact. The texts never repeat the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// Neither a phone nor a user id was given.
    #[error("expected a phone number or a user id")]
    Missing,
    /// Not of the form that Meta gives to user ids.
    #[error("expected a user id of the form 'AR.' and 1 to 128 letters and digits")]
    InvalidUserId,
    /// Two different user ids were given for one contact.
    #[error("expected one contact, got two different user ids")]
    Contradiction,
    /// It was read as a phone number and is none.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

impl IdentityError {
    /// The stable name of this error in API answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "contact_missing",
            Self::InvalidUserId => "user_id_invalid",
            Self::Contradiction => "contact_contradictory",
            Self::Phone(error) => error.code(),
        }
    }
}

/// A business-scoped user id: `AR.1000200030004000`, or `AR.ENT.…` for a parent one.
///
/// Opaque and case sensitive, and the same person has another one at each business portfolio,
/// so it is never compared across tenants (Meta, "Business-scoped user IDs", 28 May 2026;
/// `docs/CONTACTS.md`). `Debug` hides most of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(String);

/// Bytes of text at most, white space and prefix included: what is kept as it was sent must not be endless.
const MAX_TEXT: usize = 200;

impl UserId {
    /// Reads `^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`, after white space around it and the
    /// `whatsapp:` that Twilio puts before addresses are taken away.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        if text.len() > MAX_TEXT {
            return Err(IdentityError::InvalidUserId);
        }
        let text = bare(text);
        let id = after_country(text).ok_or(IdentityError::InvalidUserId)?;
        let id = id.strip_prefix("ENT.").unwrap_or(id);
        let fits = (1..=128).contains(&id.len()) && id.bytes().all(|c| c.is_ascii_alphanumeric());
        fits.then(|| Self(text.to_owned())).ok_or(IdentityError::InvalidUserId)
    }

    /// The id exactly as Meta gave it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserId {
    /// `AR.•••••4000`; of a short id nothing but the country.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let country = self.0.get(..3).unwrap_or_default();
        let shown = self.0.len().saturating_sub(4);
        let last = self.0.get(shown..).filter(|_| self.0.len() >= 15);
        write!(out, "{country}•••••{}", last.unwrap_or_default())
    }
}

fn bare(text: &str) -> &str {
    without_scheme(trim(text), &["whatsapp:"])
}

/// What follows the country and the dot. No phone number begins so: whoever writes that means a
/// user id.
fn after_country(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [b'A'..=b'Z', b'A'..=b'Z', b'.', ..] => text.get(3..),
        _ => None,
    }
}

/// What a caller wrote where a contact is expected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identifier {
    /// A phone number.
    Phone(Phone),
    /// A business-scoped user id.
    UserId(UserId),
}

impl Identifier {
    /// Reads a user id if the text begins like one, else a phone number (see [`Phone::parse`]).
    ///
    /// User ids are taken wherever a phone is expected because relays put them there
    /// (`docs/CONTACTS.md`: Twilio's address fields, `from` and `wa_id` at some providers).
    pub fn parse(text: &str, default_country: Option<Country>) -> Result<Self, IdentityError> {
        // Nearly every recipient of a campaign; the look for a user id would only cost time.
        let surely_phone = matches!(text.as_bytes(), [b'+' | b'0'..=b'9', ..]);
        if !surely_phone && after_country(bare(text)).is_some() {
            return UserId::parse(text).map(Self::UserId);
        }
        Ok(Self::Phone(Phone::parse(text, default_country)?))
    }

    /// The phone, if it is one.
    pub const fn phone(&self) -> Option<Phone> {
        match self {
            Self::Phone(phone) => Some(*phone),
            Self::UserId(_) => None,
        }
    }

    /// The user id, if it is one.
    pub const fn user_id(&self) -> Option<&UserId> {
        match self {
            Self::Phone(_) => None,
            Self::UserId(user_id) => Some(user_id),
        }
    }
}

/// A contact as it is known: a phone, a user id, or both; never neither.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    phone: Option<Phone>,
    user_id: Option<UserId>,
}

impl Identity {
    /// Known by what is given; [`IdentityError::Missing`] if that is nothing.
    pub fn new(phone: Option<Phone>, user_id: Option<UserId>) -> Result<Self, IdentityError> {
        if phone.is_none() && user_id.is_none() {
            return Err(IdentityError::Missing);
        }
        Ok(Self { phone, user_id })
    }

    /// Known by its phone only.
    pub const fn from_phone(phone: Phone) -> Self {
        Self { phone: Some(phone), user_id: None }
    }

    /// Known by its user id only.
    pub const fn from_user_id(user_id: UserId) -> Self {
        Self { phone: None, user_id: Some(user_id) }
    }

    /// Reads the two fields of a request or a webhook.
    ///
    /// `phone` may carry a user id (see [`Identifier::parse`]); if `user_id` then holds another
    /// one, the two speak of different people: [`IdentityError::Contradiction`]. A field that is
    /// there must be readable: an empty text is an error and not an absence, since dropping half
    /// of an identity could lose the opt-out of the other half.
    pub fn from_texts(
        phone: Option<&str>,
        user_id: Option<&str>,
        default_country: Option<Country>,
    ) -> Result<Self, IdentityError> {
        let identifier = phone.map(|text| Identifier::parse(text, default_country));
        let user_id = user_id.map(UserId::parse).transpose()?;
        match (identifier.transpose()?, user_id) {
            (Some(Identifier::Phone(phone)), user_id) => Self::new(Some(phone), user_id),
            (Some(Identifier::UserId(one)), Some(other)) if one != other => {
                Err(IdentityError::Contradiction)
            }
            (Some(Identifier::UserId(user_id)), _) => Ok(Self::from_user_id(user_id)),
            (None, user_id) => Self::new(None, user_id),
        }
    }

    /// The phone alone and the user id alone, if both are known.
    pub fn apart(&self) -> Option<[Self; 2]> {
        let phone = Self::from_phone(self.phone?);
        Some([phone, Self::from_user_id(self.user_id.clone()?)])
    }

    /// The phone, if it is known.
    pub const fn phone(&self) -> Option<Phone> {
        self.phone
    }

    /// The user id, if it is known.
    pub const fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }
}

impl From<Identifier> for Identity {
    fn from(identifier: Identifier) -> Self {
        match identifier {
            Identifier::Phone(phone) => Self::from_phone(phone),
            Identifier::UserId(user_id) => Self::from_user_id(user_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "AR.1000200030004000";

    fn id(text: &str) -> UserId {
        UserId::parse(text).unwrap()
    }

    fn contact(phone: Option<&str>, user_id: Option<&str>) -> Result<Identity, IdentityError> {
        Identity::from_texts(phone, user_id, None)
    }

    #[test]
    fn user_ids_are_opaque() {
        let longest = format!("US.{}", "a".repeat(128));
        for text in
            [ID, "US.ENT.11815799212886844830", "BR.aBc", "US.ENT", "US.1", longest.as_str()]
        {
            assert_eq!(id(text).as_str(), text);
        }
        assert_eq!(id(" whatsapp:US.ABC\n").as_str(), "US.ABC");
        assert_eq!(id("WhatsApp:US.ABC").as_str(), "US.ABC");
        assert_ne!(id("US.abc"), id("US.ABC"));
        let long = format!("US.{}", "a".repeat(129));
        let bad =
            ["", "US.", "US.ENT.", "us.1", "USA.1", "U1.1", "US.1.2", "US.a b", "US.é", "US.１"];
        for text in
            bad.into_iter().chain(["US.ENT.ENT.1", "US.1\u{0}", "+5491155550101", long.as_str()])
        {
            assert_eq!(UserId::parse(text), Err(IdentityError::InvalidUserId), "{text:?}");
        }
    }

    #[test]
    fn a_user_id_is_taken_where_a_phone_is_expected() {
        let phone = Phone::parse("+5491155550101", None).unwrap();
        let read = |text| Identifier::parse(text, None);
        assert_eq!(read(ID), Ok(Identifier::UserId(id(ID))));
        assert_eq!(read(" whatsapp:AR.1000200030004000 "), Ok(Identifier::UserId(id(ID))));
        assert_eq!(read("whatsapp:+5491155550101"), Ok(Identifier::Phone(phone)));
        assert_eq!(read("AR.10 00"), Err(IdentityError::InvalidUserId));
        assert_eq!(read("ar.1000"), Err(IdentityError::Phone(PhoneError::InvalidCharacter)));
        assert_eq!(read("").map_err(IdentityError::code), Err("phone_empty"));
        let local = Identifier::parse("011 5555-0101", Country::from_iso("AR"));
        assert_eq!(local.unwrap().phone().map(Phone::digits), Some(541_155_550_101));
    }

    #[test]
    fn two_fields_speak_of_one_person() {
        let phone = Phone::parse("+5491155550101", None).unwrap();
        let both = contact(Some("+5491155550101"), Some(ID)).unwrap();
        assert_eq!((both.phone(), both.user_id()), (Some(phone), Some(&id(ID))));
        assert_eq!(contact(Some(ID), None), Ok(Identity::from_user_id(id(ID))));
        assert_eq!(contact(Some(ID), Some(ID)), Ok(Identity::from_user_id(id(ID))));
        assert_eq!(contact(None, Some(ID)), Ok(Identifier::UserId(id(ID)).into()));
        assert_eq!(contact(Some("5491155550101"), None), Ok(Identity::from_phone(phone)));
        assert_eq!(contact(None, None), Err(IdentityError::Missing));
        assert_eq!(contact(Some(ID), Some("AR.9")), Err(IdentityError::Contradiction));
        assert_eq!(contact(None, Some("5491155550101")), Err(IdentityError::InvalidUserId));
        assert_eq!(contact(Some("5491155550101"), Some("")), Err(IdentityError::InvalidUserId));
        assert_eq!(contact(Some(""), Some(ID)), Err(PhoneError::Empty.into()));
    }

    #[test]
    fn ids_do_not_reach_a_log_by_accident() {
        assert_eq!(format!("{:?}", id(ID)), "AR.•••••4000");
        assert_eq!(format!("{:?}", id("AR.123456")), "AR.•••••");
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(one in any::<String>(), other in "[A-Z.]{0,4}(ENT\\.)?[A-Za-z0-9é]{0,140}") {
            for text in [&one, &other] {
                let shaped = UserId::parse(text).is_ok();
                let read = Identifier::parse(text, None);
                prop_assert_eq!(shaped, matches!(read, Ok(Identifier::UserId(_))));
                let _ = format!("{read:?}");
            }
        }
    }
}
