//! Keywords: messages, and clauses, that are nothing but one.

use super::keywords::{self, Keyword};
use super::words::Words;
use super::{Intent, Message, Verdict};
use crate::domain::language::Language;

/// A tenant's word has no more characters; longer messages are not put together.
const LONGEST: usize = super::MAX_WORD_LENGTH;
/// No built-in keyword has more words.
const MOST_WORDS: usize = 8;
/// More words than this are no command, whatever one of their clauses says.
const SHORT: usize = 14;

/// What a message is if it is a keyword, courtesies at both ends aside.
pub(super) fn detect(message: &Message, hint: Option<&Language>, words: &Words) -> Option<Verdict> {
    let all = 0..message.plain.words.len();
    own(message, all.start, all.end, words).or_else(|| {
        let (from, to) = peel(message, all.start, all.end);
        if from == to {
            return built_in(message, all.start, all.end, hint, words);
        }
        own(message, from, to, words)
            .or_else(|| built_in(message, from, to, hint, words))
            .or_else(|| repeated(message, from, to, hint, words))
            .or_else(|| built_in(message, all.start, all.end, hint, words))
    })
}

/// What a message is that has a keyword as a clause of its own: `Hola, soy Juan. BAJA`. The last word
/// decides, and an earlier one if the rest is suspicious too; `stop, that is too expensive` is not.
pub(super) fn detect_clause(
    message: &Message,
    is_suspicious: bool,
    hint: Option<&Language>,
    words: &Words,
) -> Option<Verdict> {
    if message.plain.words.len() > SHORT {
        return None;
    }
    let mut doubtful = None;
    let mut start = 0;
    while let Some(first) = message.plain.words.get(start) {
        let rest = message.plain.words.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|word| word.clause == first.clause).count();
        let (from, to) = peel(message, start, start + length);
        start += length;
        let found = built_in(message, from, to, hint, words);
        let Some(found) = found.filter(|found| found.intent == Intent::OptOut) else { continue };
        let is_last = (start..message.plain.words.len()).all(|at| message.is_soft(at));
        let is_sure = found.rule == "keyword" && (is_last || is_suspicious);
        let found = Verdict { rule: "keyword_clause", ..found };
        if is_sure {
            return Some(found);
        }
        doubtful = doubtful.or(Some(Verdict { intent: Intent::Review, ..found }));
    }
    doubtful
}

/// The tenant's own words.
fn own(message: &Message, from: usize, to: usize, words: &Words) -> Option<Verdict> {
    if words.is_empty() {
        return None;
    }
    let squeezed = typed(message, from, to)?;
    let intent = if words.opts_out(&squeezed) {
        Intent::OptOut
    } else if words.opts_in(&squeezed) {
        Intent::OptIn
    } else {
        return None;
    };
    Some(Verdict {
        intent,
        rule: "tenant_word",
        language: None,
        matched: Some(message.words(from, to)),
    })
}

fn built_in(
    message: &Message,
    from: usize,
    to: usize,
    hint: Option<&Language>,
    words: &Words,
) -> Option<Verdict> {
    if to - from > MOST_WORDS {
        return None;
    }
    let squeezed = squeeze(message, from, to)?;
    let keyword = keywords::find(&squeezed)?;
    if words.has_removed(&squeezed) {
        return None;
    }
    let doubtful = is_spelled(message, from, to)
        || message.plain.words.get(from..to)?.iter().any(|word| word.asks)
        || keyword.intent == Intent::Review;
    Some(Verdict {
        intent: if doubtful { Intent::Review } else { keyword.intent },
        rule: match (doubtful, keyword.ambiguous) {
            (true, _) => "keyword_doubtful",
            (false, true) => "keyword_ambiguous",
            (false, false) => "keyword",
        },
        language: language(keyword, hint),
        matched: Some(message.words(from, to)),
    })
}

/// `BAJA BAJA BAJA`, `STOP 12345`.
fn repeated(
    message: &Message,
    from: usize,
    to: usize,
    hint: Option<&Language>,
    words: &Words,
) -> Option<Verdict> {
    let one = built_in(message, from, from + 1, hint, words)?;
    let first = message.word(from);
    let mut rest = (from + 1..to).map(|at| message.word(at));
    let is_code = |word: &str| word.len() >= 2 && word.bytes().all(|b| b.is_ascii_digit());
    let follows = rest.all(|word| word == first || is_code(word));
    follows.then_some(one)
}

/// The words between the courtesies at both ends.
fn peel(message: &Message, mut from: usize, mut to: usize) -> (usize, usize) {
    while from < to && (message.is_soft(from) || is_refusal(message, from, to)) {
        from += 1;
    }
    while from < to && message.is_soft(to - 1) {
        to -= 1;
    }
    (from, to)
}

/// The `no` of `no, gracias`: it answers an offer, and what follows stands for itself.
fn is_refusal(message: &Message, at: usize, to: usize) -> bool {
    const THANKS: [&str; 7] =
        ["gracias", "obrigado", "obrigada", "thanks", "thank", "thx", "brigado"];
    at + 1 < to
        && matches!(message.word(at), "no" | "nao")
        && THANKS.contains(&message.word(at + 1))
}

/// `S T O P`: too much like a game to decide anything.
fn is_spelled(message: &Message, from: usize, to: usize) -> bool {
    to - from > 1 && (from..to).all(|at| message.word(at).chars().count() == 1)
}

/// The words with nothing between them, corrected.
fn squeeze(message: &Message, from: usize, to: usize) -> Option<String> {
    join(from, to, |at| message.word(at))
}

/// The words with nothing between them, as they were typed: a tenant's words are not the lexicon's.
fn typed(message: &Message, from: usize, to: usize) -> Option<String> {
    let letters = |at: usize| -> &str {
        message.plain.words.get(at).map_or("", |word| message.plain.letters(word))
    };
    join(from, to, letters)
}

fn join<'a>(from: usize, to: usize, word: impl Fn(usize) -> &'a str) -> Option<String> {
    let length: usize = (from..to).map(|at| word(at).len()).take(LONGEST).sum();
    (length <= 4 * LONGEST && to > from && to - from <= LONGEST)
        .then(|| (from..to).map(word).collect())
}

/// The language of a keyword: the hint if it is one of several.
fn language(keyword: &'static Keyword, hint: Option<&Language>) -> Option<&'static str> {
    match keyword.languages.as_slice() {
        [only] => Some(only),
        several => {
            several.iter().copied().find(|tag| hint.is_some_and(|hint| hint.as_str() == *tag))
        }
    }
}
