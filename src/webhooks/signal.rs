//! What somebody said or did, whichever provider told us.

use std::fmt;

use chrono::{DateTime, Utc};

/// Characters of a message at most: the longest text that the Cloud API takes. No wish needs more.
pub(super) const MAX_TEXT: usize = 4_096;
/// Characters of an id or a name at most.
pub(super) const MAX_ID: usize = 256;
/// 2009-01-01, the year of WhatsApp's first release: nothing can have happened on it before.
const FIRST_SECOND: i64 = 1_230_768_000;
/// 2100-01-01. Later "seconds" are milliseconds or nonsense.
const LAST_SECOND: i64 = 4_102_444_800;

/// One thing that a provider reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signal {
    /// Whom it was said to.
    pub(super) business: Business,
    /// Who said it; for an [`Said::IdChange`] the identity from now on, for a template nobody.
    pub(super) contact: ContactRef,
    /// When it happened; `None` if the provider gave no time or an impossible one. May lie in the future: only
    /// the caller has a clock.
    pub(super) at: Option<DateTime<Utc>>,
    /// The provider's id of the message. Meta's preferences have none.
    pub(super) message_id: Option<String>,
    /// What was said.
    pub(super) said: Said,
}

/// The business's side of a signal, exactly as it was sent; tenants are found by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Business {
    /// Meta's WhatsApp Business Account id, or Twilio's `AccountSid`.
    pub(super) account: Option<String>,
    /// Meta's `phone_number_id`.
    pub(super) sender_id: Option<String>,
    /// The business's number or address.
    pub(super) number: Option<String>,
}

/// How a provider names a person, exactly as it was sent, for
/// [`Identity::from_texts`](crate::domain::identity::Identity::from_texts).
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct ContactRef {
    /// A phone number, or a user id where relays put one in its place.
    pub(super) phone: Option<String>,
    /// A business-scoped user id.
    pub(super) user_id: Option<String>,
}

impl ContactRef {
    /// Whether it names nobody.
    pub(super) const fn is_empty(&self) -> bool {
        self.phone.is_none() && self.user_id.is_none()
    }
}

impl fmt::Debug for ContactRef {
    /// Only what there is: numbers do not belong in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match (&self.phone, &self.user_id) {
            (Some(_), Some(_)) => "phone and user id",
            (Some(_), None) => "phone",
            (None, Some(_)) => "user id",
            (None, None) => "nobody",
        };
        write!(f, "ContactRef({shown})")
    }
}

/// What was said or done.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// A text message.
    Text(String),
    /// The words under an image, a video or a document: for people to review, never for the keywords. They
    /// are about the picture as often as to the business.
    Caption(String),
    /// A button or a list row was tapped.
    Tap {
        /// What the business attached to it.
        payload: Option<String>,
        /// What the person read on it.
        title: Option<String>,
    },
    /// The person used WhatsApp's own switch for marketing messages.
    Preference(Preference),
    /// The provider would not send marketing, because the person has stopped it.
    Refused,
    /// The person has another number or user id now.
    IdChange {
        /// The identity until now.
        former: ContactRef,
    },
    /// A template was given another category, or will be.
    TemplateCategory(TemplateCategory),
    /// Twilio recognised a keyword itself.
    OptOutType {
        /// Which kind of keyword.
        kind: Keyword,
        /// What the person wrote, as evidence.
        text: Option<String>,
    },
}

impl fmt::Debug for Said {
    /// Without the words: people write anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Caption(text) => write!(f, "Caption({} bytes)", text.len()),
            Self::Tap { .. } => f.write_str("Tap"),
            Self::Preference(preference) => write!(f, "Preference({preference:?})"),
            Self::Refused => f.write_str("Refused"),
            Self::IdChange { former } => write!(f, "IdChange({former:?})"),
            Self::TemplateCategory(change) => change.fmt(f),
            Self::OptOutType { kind, .. } => write!(f, "OptOutType({kind:?})"),
        }
    }
}

/// WhatsApp's own switch for marketing messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Preference {
    /// No more of them.
    Stop,
    /// Again.
    Resume,
    /// For the first time, by a sign-up link.
    Signup,
}

/// A keyword as Twilio recognised it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    /// No more messages.
    Stop,
    /// Messages again.
    Start,
    /// A question.
    Help,
}

/// A template whose category changes. `correct` without `previous` announces the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TemplateCategory {
    /// Meta's id of the template.
    pub(super) template_id: String,
    /// Its name.
    pub(super) name: Option<String>,
    /// Its language.
    pub(super) language: Option<String>,
    /// The category until now.
    pub(super) previous: Option<String>,
    /// The category from now on; in an announcement still the present one.
    pub(super) new: Option<String>,
    /// The category that it will get.
    pub(super) correct: Option<String>,
}

/// What became of one thing in a delivery. The reasons are short stable names; they never repeat the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// To be acted on. Boxed: most of what providers send is ignored, and a delivery may have thousands.
    Signal(Box<Signal>),
    /// Understood, and of no concern here.
    Ignored(&'static str),
    /// Not understood, and possibly somebody's wish: to be kept and looked at.
    Dead(&'static str),
}

/// A text fit to be stored: `U+0000`, which PostgreSQL refuses (SQLSTATE 22021), becomes `U+FFFD`, and what is
/// over `max` characters is cut off.
pub(super) fn storable(text: &str, max: usize) -> String {
    text.chars()
        .take(max)
        .map(|c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

/// The same for ids, where an empty text is an absent one: it must not spoil the id beside it.
pub(super) fn id(text: &str) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty()).map(|text| storable(text, MAX_ID))
}

/// A provider's Unix seconds, if something can have happened then.
pub(super) fn instant(seconds: i64) -> Option<DateTime<Utc>> {
    (FIRST_SECOND..LAST_SECOND)
        .contains(&seconds)
        .then(|| DateTime::from_timestamp(seconds, 0))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_can_be_stored() {
        assert_eq!(storable("a\0b", 10), "a\u{fffd}b");
        assert_eq!(storable(&"é".repeat(5_000), MAX_TEXT), "é".repeat(4_096));
        assert_eq!((id(""), id(" \n")), (None, None));
        assert_eq!(id(" x").as_deref(), Some(" x"));
        assert_eq!(id(&"1".repeat(300)).map(|id| id.len()), Some(256));
    }

    #[test]
    fn only_possible_times_are_times() {
        let at = |seconds| instant(seconds).map(|at| at.to_rfc3339());
        assert_eq!(at(1_790_000_001).as_deref(), Some("2026-09-21T14:13:21+00:00"));
        assert_eq!(at(1_230_768_000).as_deref(), Some("2009-01-01T00:00:00+00:00"));
        // The future is the caller's business.
        assert_eq!(at(4_102_444_799).as_deref(), Some("2099-12-31T23:59:59+00:00"));
        for impossible in [0, -1, 1_230_767_999, 4_102_444_800, 10_i64.pow(18), i64::MIN, i64::MAX]
        {
            assert_eq!(at(impossible), None, "{impossible}");
        }
    }

    #[test]
    fn nothing_of_a_person_reaches_a_log_by_accident() {
        let person = ContactRef {
            phone: Some("5491155550101".to_owned()),
            user_id: Some("AR.1000200030004000".to_owned()),
        };
        let former = ContactRef { phone: None, ..person.clone() };
        let written = [
            Said::Text("my secret".to_owned()),
            Said::Caption("my secret".to_owned()),
            Said::Tap { payload: Some("my secret".to_owned()), title: None },
            Said::OptOutType { kind: Keyword::Help, text: Some("my secret".to_owned()) },
            Said::IdChange { former },
        ];
        for said in written {
            let signal = Signal {
                business: Business::default(),
                contact: person.clone(),
                at: None,
                message_id: None,
                said,
            };
            let shown = format!("{signal:?}");
            for hidden in ["secret", "5550101", "4000"] {
                assert!(!shown.contains(hidden), "{shown}");
            }
        }
        assert_eq!(format!("{:?}", ContactRef::default()), "ContactRef(nobody)");
        let only = ContactRef { phone: person.phone.clone(), user_id: None };
        assert_eq!(
            format!("{only:?} {person:?}"),
            "ContactRef(phone) ContactRef(phone and user id)"
        );
        insta::assert_snapshot!(
            format!("{:?} {:?}", Said::Refused, Said::Preference(Preference::Resume)),
            @"Refused Preference(Resume)"
        );
    }
}
