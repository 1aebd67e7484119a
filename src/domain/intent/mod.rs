//! What somebody wants who writes or taps: out, in, or something else.
//!
//! Offline and explainable: every verdict names the rule that made it. See `docs/INTENT.md`.
//!
//! Two errors are possible, and both cost: to write on to somebody who said no, and to go silent on somebody
//! who said something else. So there are two levels. A clear sentence decides; one that only looks like an
//! opt-out is [`Intent::Review`], for a human.

mod de;
mod en;
mod es;
mod fr;
mod grammar;
mod iberian;
mod it;
mod keywords;
mod lexicon;
mod normalise;
mod pattern;
mod pt;
mod source;
mod tap;
mod verbs;
mod whole;
mod words;

#[cfg(test)]
mod tests;

pub use self::keywords::{BUILT_IN, BuiltIn};
pub use self::tap::detect_tap;
pub use self::words::{
    List, MAX_PAYLOAD_LENGTH, MAX_WORD_LENGTH, MAX_WORDS, Refusal, WordLists, Words, WordsError,
};

use self::grammar::Found;
use self::lexicon::{Entry, LEXICON};
use self::normalise::Plain;
use self::source::Effect;
use super::language::Language;

/// What a message asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intent {
    /// No more marketing.
    OptOut,
    /// Marketing again.
    OptIn,
    /// Perhaps an opt-out: somebody should read it.
    Review,
    /// Something else.
    None,
}

impl Intent {
    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt_out",
            Self::OptIn => "opt_in",
            Self::Review => "review",
            Self::None => "none",
        }
    }
}

/// What was understood of a message, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it asks for.
    pub intent: Intent,
    /// The rule that decided: stable, for logs and for support. Empty if none did.
    pub rule: &'static str,
    /// The primary subtag of the language that the rule is written in, where it can be told.
    pub language: Option<&'static str>,
    /// The words that decided, without accents and marks.
    pub matched: Option<String>,
}

impl Verdict {
    const fn none() -> Self {
        Self { intent: Intent::None, rule: "", language: None, matched: None }
    }
}

/// What a typed message asks for. The hint is the language that the person is known to write; it chooses
/// between languages that share a word, and excludes none.
///
/// ```
/// use optout::domain::intent::{Intent, Words, detect};
///
/// let words = Words::default();
/// assert_eq!(detect("BAJA!!", None, &words).intent, Intent::OptOut);
/// assert_eq!(detect("no me manden más promos porfa", None, &words).rule, "es.no_sending");
/// assert_eq!(detect("el precio baja mañana?", None, &words).intent, Intent::None);
/// ```
pub fn detect(text: &str, hint: Option<&Language>, words: &Words) -> Verdict {
    let message = Message::read(text);
    if message.plain.words.is_empty() {
        return message.wordless();
    }
    whole::detect(&message, hint, words).unwrap_or_else(|| message.sentence(hint, words))
}

/// Puts the words and rules together, which the first message would otherwise wait for.
pub fn prepare() {
    detect("hola", None, &Words::default());
}

/// A message with what the lexicon knows of its words.
struct Message {
    plain: Plain,
    entries: Vec<&'static Entry>,
}

impl Message {
    fn read(text: &str) -> Self {
        let plain = Plain::read(text);
        let mut entries = Vec::with_capacity(plain.words.len());
        entries.extend(plain.words.iter().map(|word| LEXICON.look_up(plain.letters(word))));
        Self { plain, entries }
    }

    /// The word at a position: corrected, if it was mistyped.
    fn word(&self, at: usize) -> &str {
        match self.entries.get(at) {
            Some(entry) if !entry.text.is_empty() => &entry.text,
            _ => self.plain.words.get(at).map_or("", |word| self.plain.letters(word)),
        }
    }

    fn is_soft(&self, at: usize) -> bool {
        self.entries.get(at).is_some_and(|entry| {
            entry
                .masks
                .iter()
                .zip(&LEXICON.grammars)
                .any(|(mask, grammar)| mask & grammar.bits.soft != 0)
        })
    }

    /// Words with spaces between them.
    fn words(&self, from: usize, to: usize) -> String {
        let words: Vec<&str> = (from..to).map(|at| self.word(at)).collect();
        words.join(" ")
    }

    /// A message without a word: an emoji may still ask for a human.
    fn wordless(&self) -> Verdict {
        if self.plain.sign {
            Verdict { intent: Intent::Review, rule: "stop_sign", ..Verdict::none() }
        } else {
            Verdict::none()
        }
    }

    fn sentence(&self, hint: Option<&Language>, words: &Words) -> Verdict {
        let found = grammar::find(&self.plain, &self.entries, hint);
        match found {
            Some(found) if found.effect != Effect::Review => self.explain(found),
            _ => whole::detect_clause(self, found.is_some(), hint, words)
                .unwrap_or_else(|| found.map_or_else(Verdict::none, |found| self.explain(found))),
        }
    }

    fn explain(&self, found: Found) -> Verdict {
        let intent = match found.effect {
            Effect::OptOut => Intent::OptOut,
            Effect::OptIn => Intent::OptIn,
            Effect::Review => Intent::Review,
        };
        Verdict {
            intent,
            rule: found.rule,
            language: Some(found.language),
            matched: Some(self.words(found.from, found.to)),
        }
    }
}
