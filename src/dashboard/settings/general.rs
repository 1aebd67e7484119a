//! Time zone, country, language, and what an opt-out counts for.

use chrono_tz::TZ_VARIANTS;
use serde::Deserialize;

use super::Choice;
use super::texts::Texts;
use crate::domain::language::DEFAULT_CONFIRMATIONS;
use crate::domain::phone::Country;
use crate::settings::{ScopeName, UpdateSettings};

/// What is chosen, and what there is to choose from.
#[derive(Debug)]
pub(super) struct General {
    pub(super) zones: Vec<Choice>,
    pub(super) countries: Vec<Choice>,
    pub(super) languages: Vec<Choice>,
    pub(super) scopes: [Choice; 2],
}

impl General {
    pub(super) fn new(settings: &UpdateSettings, t: &Texts) -> Self {
        let choice = |value: &str, label: String, chosen: Option<&str>| Choice {
            value: value.to_owned(),
            label,
            is_chosen: chosen == Some(value),
        };
        let (zone, country) = (settings.time_zone.as_deref(), settings.default_country.as_deref());
        let zones = TZ_VARIANTS.iter().map(|known| known.name());
        let mut countries: Vec<Country> = Country::all().collect();
        countries.sort_by_key(|known| known.iso());
        let language = settings.default_language.as_deref();
        let scope =
            if settings.opt_out_scope == Some(ScopeName::Sender) { "sender" } else { "account" };
        let scopes = [("account", t.scope_account), ("sender", t.scope_sender)];
        Self {
            zones: zones.map(|name| choice(name, name.replace('_', " "), zone)).collect(),
            countries: countries
                .into_iter()
                .map(|known| {
                    let label = format!("{} (+{})", known.iso(), known.calling_code());
                    choice(known.iso(), label, country)
                })
                .collect(),
            languages: languages(settings)
                .into_iter()
                .map(|tag| choice(tag, tag.to_owned(), language))
                .collect(),
            scopes: scopes.map(|(value, label)| choice(value, label.to_owned(), Some(scope))),
        }
    }
}

/// Those that there is a text in, and the one that is chosen.
fn languages(settings: &UpdateSettings) -> Vec<&str> {
    let mut languages: Vec<&str> = DEFAULT_CONFIRMATIONS.map(|(tag, _)| tag).into();
    languages.extend(settings.confirmation_texts.keys().map(String::as_str));
    languages.extend(settings.default_language.as_deref());
    languages.sort_unstable();
    languages.dedup();
    languages
}

/// What is filled in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct GeneralFields {
    time_zone: String,
    default_country: String,
    default_language: String,
    opt_out_scope: String,
}

impl GeneralFields {
    pub(super) fn apply(&self, settings: &mut UpdateSettings) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        settings.time_zone = some(&self.time_zone);
        settings.default_country = some(&self.default_country);
        settings.default_language = some(&self.default_language);
        let is_sender = self.opt_out_scope == "sender";
        settings.opt_out_scope =
            Some(if is_sender { ScopeName::Sender } else { ScopeName::Account });
    }
}
