//! Languages of people, and the confirmation text in each.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::identity::Identity;
use super::phone::{Country, Phone};

/// The primary subtag of a language tag (RFC 5646 §2.2.1): two or three lower-case letters, such as `es`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// The text does not start with a language subtag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a language tag such as es, pt-BR or en_US")]
pub struct LanguageError;

impl Language {
    /// Reads a tag as providers write them (`es`, `pt_BR`, `en-US`) and keeps its primary subtag.
    pub fn parse(tag: &str) -> Result<Self, LanguageError> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let rest_is_plain = tag.len() <= 35
            && tag.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if rest_is_plain
            && matches!(primary.len(), 2 | 3)
            && primary.bytes().all(|b| b.is_ascii_alphabetic())
        {
            Ok(Self(primary.to_ascii_lowercase()))
        } else {
            Err(LanguageError)
        }
    }

    /// The language most people of this country read, by its ISO 3166 code: Portuguese in Brazil, Portugal,
    /// Angola and Mozambique, Spanish in Spain and Spanish-speaking America.
    fn of_country(iso: &str) -> Option<Self> {
        let tag = match iso {
            "BR" | "PT" | "AO" | "MZ" => "pt",
            "AR" | "BO" | "CL" | "CO" | "CR" | "CU" | "DO" | "EC" | "ES" | "GT" | "HN" | "MX"
            | "NI" | "PA" | "PE" | "PR" | "PY" | "SV" | "UY" | "VE" => "es",
            _ => return None,
        };
        Some(Self(tag.to_owned()))
    }

    /// The language most people like this one read: by the country of the number, else by the one that a
    /// user id begins with.
    pub fn of_identity(identity: &Identity) -> Option<Self> {
        let by_phone = identity.phone().and_then(Phone::country).map(Country::iso);
        let by_user_id = identity.user_id().and_then(|id| id.as_str().get(..2));
        by_phone.or(by_user_id).and_then(Self::of_country)
    }

    /// English, the last resort.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The subtag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Language {
    type Error = LanguageError;

    fn try_from(tag: String) -> Result<Self, LanguageError> {
        Self::parse(&tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The confirmation texts every tenant starts with, per language.
pub const DEFAULT_CONFIRMATIONS: [(&str, &str); 3] = [
    ("en", "Your subscription has been successfully canceled."),
    ("es", "Tu suscripción ha sido cancelada con éxito."),
    ("pt", "Sua inscrição foi cancelada com sucesso."),
];

/// A tenant's confirmation texts over the defaults.
#[derive(Clone, Debug, Default)]
pub struct Confirmations {
    own: BTreeMap<Language, String>,
    preferred: Option<Language>,
}

impl Confirmations {
    /// The tenant's own texts, and the language to use when nothing is known about the person.
    pub const fn new(own: BTreeMap<Language, String>, preferred: Option<Language>) -> Self {
        Self { own, preferred }
    }

    /// The text for a person and its language. Tried in order: the language that the caller named, the
    /// tenant's preferred one, the language of the person's country, English.
    pub fn choose(&self, named: Option<&Language>, identity: &Identity) -> (Language, &str) {
        let by_country = Language::of_identity(identity);
        [named, self.preferred.as_ref(), by_country.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|language| self.text(language).map(|text| (language.clone(), text)))
            .unwrap_or_else(|| {
                let english = Language::english();
                let text = self.text(&english).unwrap_or_default();
                (english, text)
            })
    }

    fn text(&self, language: &Language) -> Option<&str> {
        self.own.get(language).map(String::as_str).or_else(|| {
            DEFAULT_CONFIRMATIONS
                .into_iter()
                .find(|(tag, _)| *tag == language.as_str())
                .map(|(_, text)| text)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_keep_their_primary_subtag() {
        assert_eq!(Language::parse("pt_BR").unwrap().as_str(), "pt");
        assert_eq!(Language::parse("ES-419").unwrap().as_str(), "es");
        for bad in ["", "e", "engl", "12", "es;q=1", "-es", "es\u{0}"] {
            assert_eq!(Language::parse(bad), Err(LanguageError), "{bad:?}");
        }
    }

    #[test]
    fn the_person_decides_before_the_tenant_and_the_tenant_before_the_number() {
        let who = |phone, user_id| Identity::from_texts(phone, user_id, None).unwrap();
        let brazil = &who(Some("+5511987654321"), None);
        let german = Language::parse("de").unwrap();
        let texts =
            Confirmations::new(BTreeMap::from([(german.clone(), "Abgemeldet.".to_owned())]), None);

        assert_eq!(texts.choose(Some(&german), brazil).1, "Abgemeldet.");
        assert_eq!(texts.choose(None, brazil).1, "Sua inscrição foi cancelada com sucesso.");
        assert_eq!(
            texts.choose(None, &who(Some("+14155550100"), None)).1,
            "Your subscription has been successfully canceled."
        );

        assert_eq!(texts.choose(None, &who(Some("BR.1"), None)).0.as_str(), "pt");

        let preferred = Confirmations::new(BTreeMap::new(), Some(Language::parse("es").unwrap()));
        assert_eq!(preferred.choose(None, brazil).1, "Tu suscripción ha sido cancelada con éxito.");
        let unknown = Language::parse("fi").unwrap();
        assert_eq!(preferred.choose(Some(&unknown), brazil).0.as_str(), "es");
    }
}
