//! Words and buttons of the tenant's own, over the built-in ones.

use serde::Deserialize;

use crate::domain::intent::BUILT_IN;
use crate::settings::{KeywordsBody, UpdateSettings};

/// The own lists as they are, one entry a line, and the built-in keywords.
#[derive(Debug)]
pub(super) struct Keywords {
    pub(super) opt_out: String,
    pub(super) opt_in: String,
    pub(super) removed: String,
    pub(super) opt_out_payloads: String,
    pub(super) opt_in_payloads: String,
    pub(super) built_in: Vec<BuiltInWords>,
}

/// The built-in keywords of one language.
#[derive(Debug)]
pub(super) struct BuiltInWords {
    pub(super) language: &'static str,
    pub(super) opt_out: Vec<BuiltInWord>,
    pub(super) opt_in: Vec<BuiltInWord>,
}

/// A built-in keyword, and whether it means something else here.
#[derive(Debug)]
pub(super) struct BuiltInWord {
    pub(super) word: &'static str,
    pub(super) is_removed: bool,
}

impl Keywords {
    pub(super) fn new(settings: &UpdateSettings) -> Self {
        let own = settings.keywords.clone().unwrap_or_default();
        let removed: Vec<String> =
            own.removed.iter().map(|word| word.trim().to_lowercase()).collect();
        let words = |words: &[&[&'static str]]| {
            let word = |word: &'static str| BuiltInWord {
                word,
                is_removed: removed.iter().any(|removed| removed == word),
            };
            words.concat().into_iter().map(word).collect()
        };
        let built_in = BUILT_IN.iter().map(|known| BuiltInWords {
            language: known.language,
            opt_out: words(&[known.opt_out, known.opt_out_ambiguous]),
            opt_in: words(&[known.opt_in]),
        });
        Self {
            built_in: built_in.collect(),
            opt_out: own.opt_out.join("\n"),
            opt_in: own.opt_in.join("\n"),
            removed: own.removed.join("\n"),
            opt_out_payloads: own.opt_out_payloads.join("\n"),
            opt_in_payloads: own.opt_in_payloads.join("\n"),
        }
    }
}

/// What is filled in, one entry a line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct KeywordsFields {
    opt_out: String,
    opt_in: String,
    removed: String,
    opt_out_payloads: String,
    opt_in_payloads: String,
}

impl KeywordsFields {
    pub(super) fn apply(&self, settings: &mut UpdateSettings) {
        let lines = |text: &str| {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(ToOwned::to_owned).collect()
        };
        settings.keywords = Some(KeywordsBody {
            opt_out: lines(&self.opt_out),
            opt_in: lines(&self.opt_in),
            removed: lines(&self.removed),
            opt_out_payloads: lines(&self.opt_out_payloads),
            opt_in_payloads: lines(&self.opt_in_payloads),
        });
    }
}
