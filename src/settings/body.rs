//! Settings on the wire.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::consent::OptOutScope;
use crate::domain::intent::{WordLists, Words};
use crate::domain::language::{DEFAULT_CONFIRMATIONS, Language};
use crate::domain::phone::Country;
use crate::domain::range::parse_zone;
use crate::domain::settings::Settings;
use crate::domain::text::Text;
use crate::http::Problem;
use crate::http::extract::object_or_absent;

/// What an opt-out counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ScopeName {
    /// All senders of the account.
    Account,
    /// The sender that it was said to; all of them, if none was named.
    Sender,
}

impl From<OptOutScope> for ScopeName {
    fn from(scope: OptOutScope) -> Self {
        match scope {
            OptOutScope::Account => Self::Account,
            OptOutScope::Sender => Self::Sender,
        }
    }
}

impl From<ScopeName> for OptOutScope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Account => Self::Account,
            ScopeName::Sender => Self::Sender,
        }
    }
}

/// A tenant's own words and buttons, over the built-in ones; `docs/INTENT.md` lists those. Each list takes 200
/// entries. Words are compared without case, accents, marks and spaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KeywordsBody {
    /// Messages that opt out; at most 100 characters each.
    #[schema(max_items = 200, example = json!(["no va más"]))]
    pub(crate) opt_out: Vec<String>,
    /// Messages that opt in.
    #[schema(max_items = 200, example = json!(["me sumo"]))]
    pub(crate) opt_in: Vec<String>,
    /// Built-in keywords that mean something else here, such as `cancelar` where people cancel appointments.
    #[schema(max_items = 200, example = json!(["cancelar"]))]
    pub(crate) removed: Vec<String>,
    /// Payloads of buttons that opt out; at most 256 characters each. What is typed never counts as a tap.
    #[schema(max_items = 200, example = json!(["BTN_NO_PROMOS"]))]
    pub(crate) opt_out_payloads: Vec<String>,
    /// Payloads of buttons that opt in.
    #[schema(max_items = 200)]
    pub(crate) opt_in_payloads: Vec<String>,
}

impl KeywordsBody {
    fn check(self) -> Result<(WordLists, Words), Problem> {
        let lists = [
            ("opt_out", &self.opt_out),
            ("opt_in", &self.opt_in),
            ("removed", &self.removed),
            ("opt_out_payloads", &self.opt_out_payloads),
            ("opt_in_payloads", &self.opt_in_payloads),
        ];
        for (list, words) in lists {
            for (position, word) in words.iter().enumerate() {
                Text::<256>::line(word.clone()).map_err(|error| {
                    Problem::field(&format!("/keywords/{list}/{position}"), error)
                })?;
            }
        }
        let lists = WordLists::from(self);
        let words = Words::new(&lists).map_err(|error| {
            let pointer = format!("/keywords/{}/{}", error.list.as_str(), error.position);
            Problem::field(&pointer, error.refusal)
        })?;
        Ok((lists, words))
    }
}

impl From<KeywordsBody> for WordLists {
    fn from(body: KeywordsBody) -> Self {
        let KeywordsBody { opt_out, opt_in, removed, opt_out_payloads, opt_in_payloads } = body;
        Self { opt_out, opt_in, removed, opt_out_payloads, opt_in_payloads }
    }
}

impl From<WordLists> for KeywordsBody {
    fn from(lists: WordLists) -> Self {
        let WordLists { opt_out, opt_in, removed, opt_out_payloads, opt_in_payloads } = lists;
        Self { opt_out, opt_in, removed, opt_out_payloads, opt_in_payloads }
    }
}

/// A tenant's settings.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SettingsBody {
    /// IANA time zone in which date-only ranges are read.
    #[schema(example = "America/Argentina/Buenos_Aires")]
    time_zone: String,
    /// ISO 3166 country of numbers written without a country code; none means that those are refused.
    #[schema(example = "AR")]
    default_country: Option<String>,
    /// Language of confirmations when the caller names none; none means the language of the number's country.
    #[schema(example = "es")]
    default_language: Option<String>,
    /// What an opt-out counts for: `account`, all senders, or `sender`, the one that it was said to.
    opt_out_scope: ScopeName,
    /// Confirmation text per language, defaults included.
    #[schema(example = json!({"es": "Tu suscripción ha sido cancelada con éxito."}))]
    confirmation_texts: BTreeMap<String, String>,
    /// The tenant's own words and buttons, over the built-in ones.
    keywords: KeywordsBody,
    /// When they were last changed.
    updated_at: DateTime<Utc>,
}

impl From<Settings> for SettingsBody {
    fn from(settings: Settings) -> Self {
        let defaults =
            DEFAULT_CONFIRMATIONS.into_iter().map(|(tag, text)| (tag.to_owned(), text.to_owned()));
        let own =
            settings.confirmation_texts.into_iter().map(|(language, text)| (language.into(), text));
        Self {
            time_zone: settings.time_zone.name().to_owned(),
            default_country: settings.default_country.map(|country| country.iso().to_owned()),
            default_language: settings.default_language.map(Into::into),
            opt_out_scope: settings.opt_out_scope.into(),
            confirmation_texts: defaults.chain(own).collect(),
            keywords: settings.keywords.into(),
            updated_at: settings.updated_at,
        }
    }
}

/// New settings; what is absent goes back to its default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateSettings {
    /// IANA time zone in which date-only ranges are read.
    #[schema(example = "America/Argentina/Buenos_Aires", default = "UTC")]
    pub(crate) time_zone: Option<String>,
    /// ISO 3166 country of numbers written without a country code.
    #[schema(example = "AR")]
    pub(crate) default_country: Option<String>,
    /// Language of confirmations when the caller names none.
    #[schema(example = "es")]
    pub(crate) default_language: Option<String>,
    /// What an opt-out counts for: `account`, all senders, or `sender`, the one that it was said to. It
    /// holds at once, for everything that was ever recorded.
    #[schema(default = "account")]
    pub(crate) opt_out_scope: Option<ScopeName>,
    /// Confirmation text per language, at most 1000 characters each. Languages left out keep the default
    /// text where there is one (en, es, pt).
    #[schema(example = json!({"es": "Listo, no vas a recibir más promociones."}))]
    #[serde(default)]
    pub(crate) confirmation_texts: BTreeMap<String, String>,
    /// The tenant's own words and buttons, over the built-in ones.
    #[serde(default, deserialize_with = "object_or_absent")]
    pub(crate) keywords: Option<KeywordsBody>,
}

impl UpdateSettings {
    pub(super) fn check(self) -> Result<Settings, Problem> {
        let time_zone = self.time_zone.as_deref().unwrap_or("UTC");
        let time_zone =
            parse_zone(time_zone).map_err(|error| Problem::field("/time_zone", error))?;
        let country_error =
            || Problem::field("/default_country", "must be an ISO 3166 country code such as AR");
        let default_country = self
            .default_country
            .map(|iso| Country::from_iso(&iso).ok_or_else(country_error))
            .transpose()?;
        let language = |tag: &str, pointer: &str| {
            Language::parse(tag).map_err(|error| Problem::field(pointer, error))
        };
        let default_language =
            self.default_language.map(|tag| language(&tag, "/default_language")).transpose()?;
        let mut confirmation_texts = BTreeMap::new();
        for (tag, text) in self.confirmation_texts {
            let pointer = "/confirmation_texts";
            let text = Text::<1000>::lines(text).map_err(|error| Problem::field(pointer, error))?;
            if confirmation_texts.insert(language(&tag, pointer)?, text.into_string()).is_some() {
                return Err(Problem::field(pointer, "must name each language once"));
            }
        }
        let (keywords, words) = self.keywords.unwrap_or_default().check()?;
        Ok(Settings {
            time_zone,
            default_country,
            default_language,
            opt_out_scope: self.opt_out_scope.map_or(OptOutScope::Account, Into::into),
            confirmation_texts,
            keywords,
            words,
            updated_at: DateTime::default(),
        })
    }
}

impl From<Settings> for UpdateSettings {
    /// The settings as a request that changes nothing.
    fn from(settings: Settings) -> Self {
        let texts = settings.confirmation_texts.into_iter();
        Self {
            time_zone: Some(settings.time_zone.name().to_owned()),
            default_country: settings.default_country.map(|country| country.iso().to_owned()),
            default_language: settings.default_language.map(Into::into),
            opt_out_scope: Some(settings.opt_out_scope.into()),
            confirmation_texts: texts.map(|(language, text)| (language.into(), text)).collect(),
            keywords: Some(settings.keywords.into()),
        }
    }
}
