//! The text that people get once they have left, in each language.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::language::DEFAULT_CONFIRMATIONS;
use crate::settings::UpdateSettings;

/// Before the language in the name of a field.
const TEXT: &str = "text_";

/// The texts as they are, in the order of their languages.
#[derive(Debug)]
pub(super) struct Confirmations {
    pub(super) texts: Vec<Confirmation>,
}

/// The text of one language.
#[derive(Debug)]
pub(super) struct Confirmation {
    pub(super) language: String,
    /// The tenant's own text; empty where the default is used.
    pub(super) own: String,
    /// What is used without an own text.
    pub(super) default: Option<&'static str>,
}

impl Confirmation {
    /// What people get.
    pub(super) fn shown(&self) -> &str {
        if self.own.is_empty() { self.default.unwrap_or_default() } else { &self.own }
    }
}

impl Confirmations {
    pub(super) fn new(settings: &UpdateSettings) -> Self {
        let mut texts: BTreeMap<&str, &str> =
            DEFAULT_CONFIRMATIONS.into_iter().map(|(tag, _)| (tag, "")).collect();
        let own = settings.confirmation_texts.iter();
        texts.extend(own.map(|(tag, text)| (tag.as_str(), text.as_str())));
        let confirmation = |(tag, own): (&str, &str)| Confirmation {
            language: tag.to_owned(),
            own: own.to_owned(),
            default: default_of(tag),
        };
        Self { texts: texts.into_iter().map(confirmation).collect() }
    }
}

fn default_of(language: &str) -> Option<&'static str> {
    DEFAULT_CONFIRMATIONS.into_iter().find(|(tag, _)| *tag == language).map(|(_, text)| text)
}

/// What is filled in: `text_es` and so on, `new_language` and `new_text`.
#[derive(Debug, Deserialize)]
pub(in crate::dashboard) struct ConfirmationFields(BTreeMap<String, String>);

impl ConfirmationFields {
    /// An empty text goes back to the default, or away where there is none.
    pub(super) fn apply(&self, settings: &mut UpdateSettings) {
        let fields = &self.0;
        let texts = fields.iter().filter_map(|(name, text)| Some((name.strip_prefix(TEXT)?, text)));
        for (language, text) in texts {
            // Browsers end lines with two characters.
            let text = text.replace("\r\n", "\n");
            if text.trim().is_empty() {
                settings.confirmation_texts.remove(language);
            } else {
                settings.confirmation_texts.insert(language.to_owned(), text);
            }
        }
        let new = |name: &str| fields.get(name).map(|text| text.trim()).unwrap_or_default();
        if !new("new_text").is_empty() {
            let text = new("new_text").replace("\r\n", "\n");
            settings.confirmation_texts.insert(new("new_language").to_owned(), text);
        }
    }
}
