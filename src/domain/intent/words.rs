//! A tenant's own words over the built-in ones.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::normalise::squeeze;
use super::{Intent, keywords};

/// How many words each list takes.
pub const MAX_WORDS: usize = 200;
/// How many characters a word takes.
pub const MAX_WORD_LENGTH: usize = 100;
/// How many characters a button's payload takes: Meta's longest, of an interactive reply's id.
pub const MAX_PAYLOAD_LENGTH: usize = 256;

/// Answers to anything: a menu's digits, yes and no. They never decide, so nobody may make them.
const ANSWERS: [&str; 28] = [
    "si",
    "s",
    "yes",
    "y",
    "yeah",
    "yep",
    "ok",
    "okay",
    "oka",
    "k",
    "dale",
    "sim",
    "no",
    "n",
    "nao",
    "not",
    "nope",
    "oui",
    "non",
    "ja",
    "nein",
    "nee",
    "نعم",
    "لا",
    "हां",
    "हाँ",
    "नहीं",
    "claro",
];

/// What a tenant configures, as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordLists {
    /// Messages that opt out.
    pub opt_out: Vec<String>,
    /// Messages that opt in.
    pub opt_in: Vec<String>,
    /// Built-in keywords that mean something else here.
    pub removed: Vec<String>,
    /// Payloads of buttons that opt out.
    pub opt_out_payloads: Vec<String>,
    /// Payloads of buttons that opt in.
    pub opt_in_payloads: Vec<String>,
}

impl WordLists {
    const fn list_mut(&mut self, list: List) -> &mut Vec<String> {
        match list {
            List::OptOut => &mut self.opt_out,
            List::OptIn => &mut self.opt_in,
            List::Removed => &mut self.removed,
            List::OptOutPayloads => &mut self.opt_out_payloads,
            List::OptInPayloads => &mut self.opt_in_payloads,
        }
    }
}

/// Which list of [`WordLists`] a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// [`WordLists::opt_out`].
    OptOut,
    /// [`WordLists::opt_in`].
    OptIn,
    /// [`WordLists::removed`].
    Removed,
    /// [`WordLists::opt_out_payloads`].
    OptOutPayloads,
    /// [`WordLists::opt_in_payloads`].
    OptInPayloads,
}

impl List {
    /// The list's name as a field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt_out",
            Self::OptIn => "opt_in",
            Self::Removed => "removed",
            Self::OptOutPayloads => "opt_out_payloads",
            Self::OptInPayloads => "opt_in_payloads",
        }
    }
}

/// Why a word is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The list is longer than [`MAX_WORDS`].
    #[error("must not be the {n}th: a list has at most {MAX_WORDS} words", n = MAX_WORDS + 1)]
    TooMany,
    /// The word is longer than its list takes.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// Nothing is left of it without marks and emoji.
    #[error("must have letters")]
    Empty,
    /// The same word is earlier in the list, perhaps with other accents or spaces.
    #[error("must not be a repetition of number {0} of the list")]
    Duplicate(usize),
    /// The same word is on the list that says the contrary.
    #[error("must not be on the list of opt-outs and on another")]
    OnBothLists,
    /// A digit, a yes or a no: answers to any question.
    #[error("must not be a number, a yes or a no, which answer any question")]
    Answer,
    /// It is no built-in keyword, so nothing would be removed.
    #[error("must be a built-in keyword")]
    NotBuiltIn,
}

/// A word that is refused, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}[{position}]: {refusal}", list.as_str())]
pub struct WordsError {
    /// Its list.
    pub list: List,
    /// Its position there, from 0.
    pub position: usize,
    /// What is wrong with it.
    pub refusal: Refusal,
}

/// A tenant's words, ready to look up. [`Words::default`] has the built-in keywords only.
#[derive(Clone, Debug, Default)]
pub struct Words {
    opt_out: HashSet<String>,
    opt_in: HashSet<String>,
    removed: HashSet<String>,
    opt_out_payloads: HashSet<String>,
    opt_in_payloads: HashSet<String>,
}

impl Words {
    /// Takes a tenant's lists, or says which word of which list is wrong.
    pub fn new(lists: &WordLists) -> Result<Self, WordsError> {
        let opt_out = compile(List::OptOut, &lists.opt_out, own_word)?;
        let opt_in = compile(List::OptIn, &lists.opt_in, own_word)?;
        let removed = compile(List::Removed, &lists.removed, removed_word)?;
        let opt_out_payloads = compile(List::OptOutPayloads, &lists.opt_out_payloads, payload_key)?;
        let opt_in_payloads = compile(List::OptInPayloads, &lists.opt_in_payloads, payload_key)?;
        let comparisons: [Comparison<'_>; 4] = [
            (List::OptIn, &lists.opt_in, squeeze, &opt_out),
            (List::Removed, &lists.removed, squeeze, &opt_out),
            (List::Removed, &lists.removed, squeeze, &opt_in),
            (List::OptInPayloads, &lists.opt_in_payloads, payload, &opt_out_payloads),
        ];
        // A built-in word of leaving must not bring anybody back.
        let leaves = |text: &String| {
            keywords::find(&squeeze(text)).is_some_and(|word| word.intent == Intent::OptOut)
        };
        if let Some(position) = lists.opt_in.iter().position(leaves) {
            return Err(WordsError { list: List::OptIn, position, refusal: Refusal::OnBothLists });
        }
        for (list, texts, key, other) in comparisons {
            if let Some(position) = texts.iter().position(|text| other.contains(&key(text))) {
                return Err(WordsError { list, position, refusal: Refusal::OnBothLists });
            }
        }
        Ok(Self { opt_out, opt_in, removed, opt_out_payloads, opt_in_payloads })
    }

    /// Takes lists that were checked before, perhaps under other rules: what is not acceptable any more counts for
    /// nothing, and the rest stays.
    pub fn of_checked(mut lists: WordLists) -> Self {
        loop {
            match Self::new(&lists) {
                Ok(words) => return words,
                Err(error) => {
                    let list = lists.list_mut(error.list);
                    if error.position < list.len() {
                        list.remove(error.position);
                    } else {
                        list.clear();
                    }
                }
            }
        }
    }

    pub(super) fn opts_out(&self, squeezed: &str) -> bool {
        self.opt_out.contains(squeezed)
    }

    pub(super) fn opts_in(&self, squeezed: &str) -> bool {
        self.opt_in.contains(squeezed)
    }

    pub(super) fn has_removed(&self, squeezed: &str) -> bool {
        self.removed.contains(squeezed)
    }

    pub(super) fn payload_opts_out(&self, text: &str) -> bool {
        self.opt_out_payloads.contains(&payload(text))
    }

    pub(super) fn payload_opts_in(&self, text: &str) -> bool {
        self.opt_in_payloads.contains(&payload(text))
    }

    /// Whether there are words of the tenant's own.
    pub(super) fn is_empty(&self) -> bool {
        self.opt_out.is_empty() && self.opt_in.is_empty()
    }
}

/// A list, how its texts are compared, and what they must not be among.
type Comparison<'a> = (List, &'a [String], fn(&str) -> String, &'a HashSet<String>);
type Key = fn(&str) -> Result<String, Refusal>;

fn compile(list: List, texts: &[String], key: Key) -> Result<HashSet<String>, WordsError> {
    let mut keys: Vec<String> = Vec::with_capacity(texts.len().min(MAX_WORDS));
    for (position, text) in texts.iter().enumerate() {
        let refused = |refusal| WordsError { list, position, refusal };
        if position >= MAX_WORDS {
            return Err(refused(Refusal::TooMany));
        }
        let key = key(text).map_err(refused)?;
        if let Some(first) = keys.iter().position(|known| *known == key) {
            return Err(refused(Refusal::Duplicate(first)));
        }
        keys.push(key);
    }
    Ok(keys.into_iter().collect())
}

fn own_word(text: &str) -> Result<String, Refusal> {
    let key = word(text)?;
    if key.chars().all(char::is_numeric) || ANSWERS.iter().any(|answer| squeeze(answer) == key) {
        return Err(Refusal::Answer);
    }
    Ok(key)
}

fn removed_word(text: &str) -> Result<String, Refusal> {
    let key = word(text)?;
    if keywords::find(&key).is_none() {
        return Err(Refusal::NotBuiltIn);
    }
    Ok(key)
}

fn word(text: &str) -> Result<String, Refusal> {
    // A character takes at most four bytes, so a longer text need not be counted.
    if text.len() > MAX_WORD_LENGTH * 4 || text.chars().count() > MAX_WORD_LENGTH {
        return Err(Refusal::TooLong(MAX_WORD_LENGTH));
    }
    let key = squeeze(text);
    if key.is_empty() || key.chars().all(|c| c == '+') { Err(Refusal::Empty) } else { Ok(key) }
}

fn payload_key(text: &str) -> Result<String, Refusal> {
    if text.len() > MAX_PAYLOAD_LENGTH * 4 || text.chars().count() > MAX_PAYLOAD_LENGTH {
        return Err(Refusal::TooLong(MAX_PAYLOAD_LENGTH));
    }
    let key = payload(text);
    if key.is_empty() { Err(Refusal::Empty) } else { Ok(key) }
}

/// A payload as it is compared: programs write them, so only case and space around them vary.
fn payload(text: &str) -> String {
    text.trim().to_lowercase()
}
