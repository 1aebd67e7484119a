//! A tenant's settings.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::consent::OptOutScope;
use super::intent::{WordLists, Words};
use super::language::{Confirmations, Language};
use super::phone::Country;

/// A tenant's settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Zone in which date-only ranges are read.
    pub time_zone: Tz,
    /// Country of numbers written without a country code.
    pub default_country: Option<Country>,
    /// Language of confirmations when the caller names none.
    pub default_language: Option<Language>,
    /// What an opt-out counts for.
    pub opt_out_scope: OptOutScope,
    /// The tenant's own confirmation texts.
    pub confirmation_texts: BTreeMap<Language, String>,
    /// The tenant's own words and buttons, as they were sent.
    pub keywords: WordLists,
    /// The same, ready to look up.
    pub words: Words,
    /// When they were last changed.
    pub updated_at: DateTime<Utc>,
}

impl Settings {
    /// The confirmation texts, over the defaults.
    pub fn confirmations(&self) -> Confirmations {
        Confirmations::new(self.confirmation_texts.clone(), self.default_language.clone())
    }
}
