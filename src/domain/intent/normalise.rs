//! From what a person typed to plain words.
//!
//! Compatibility decomposition, lower case, no combining marks U+0300–U+036F (other marks are letters in
//! Hindi and its neighbours), no Arabic harakat and tatweel, one form of alef and of ta marbuta. Whatever is
//! no letter or digit separates words; sentence marks separate clauses as well.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// More characters than this are not read: work stays bounded however long a message is.
const READ: usize = 4_000;
/// A message with more characters is long: only the clearest sentences decide it.
const LONG: usize = 1_000;
/// So many words, each with a mark of its own, are one clause.
const STACCATO: usize = 4;
/// Words of French and Italian that lose their last letter before an apostrophe. In other languages the
/// apostrophe only stands inside a word (`don't`).
const ELIDED: [&str; 16] = [
    "l", "d", "m", "n", "j", "s", "c", "t", "qu", "jusqu", "dell", "all", "dall", "nell", "sull",
    "un",
];

/// One word of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Where it starts in the plain text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Which clause it is in.
    pub clause: usize,
    /// It stands between double quotation marks.
    pub quoted: bool,
    /// Its clause is between question marks, or ends with one.
    pub asks: bool,
}

/// A message as plain words.
#[derive(Debug, Default)]
pub(super) struct Plain {
    /// The words, each followed by a space.
    pub text: String,
    /// Where they are.
    pub words: Vec<Word>,
    /// It has more than a thousand characters.
    pub long: bool,
    /// It has a sign that means stop: 🛑 ⛔ 🚫 ✋.
    pub sign: bool,
    clause: usize,
    open: Option<usize>,
    now: Now,
}

/// Where the reader is.
#[derive(Debug, Default)]
struct Now {
    elision: bool,
    quoted: bool,
    raised: bool,
    stops: usize,
}

impl Plain {
    /// Reads a message.
    pub(super) fn read(text: &str) -> Self {
        let mut plain = Self {
            text: String::with_capacity(text.len().min(READ) + 16),
            words: Vec::with_capacity(24),
            ..Self::default()
        };
        let mut seen = 0;
        for c in text.chars().take(READ) {
            seen += 1;
            plain.take(c);
        }
        plain.close();
        plain.join_staccato();
        plain.long = seen > LONG;
        plain
    }

    /// The letters of a word.
    pub(super) fn letters(&self, word: &Word) -> &str {
        self.text.get(word.start..word.end).unwrap_or_default()
    }

    fn take(&mut self, c: char) {
        match c {
            'a'..='z' | '0'..='9' => self.letter(c),
            'A'..='Z' => self.letter(c.to_ascii_lowercase()),
            _ if c.is_ascii() => self.mark(c),
            _ => match latin(c) {
                Some(base) => self.letter(base),
                None => self.foreign(c),
            },
        }
    }

    /// A character outside ASCII and the common accented letters.
    fn foreign(&mut self, c: char) {
        if is_own_mark(c) {
            self.mark(c);
            return;
        }
        // Several steps in one: each character of the decomposition goes its own way.
        let mut parts = [None; 18];
        let mut slots = parts.iter_mut();
        decompose_compatible(c, |part| {
            if let Some(slot) = slots.next() {
                *slot = Some(part);
            }
        });
        for part in parts.into_iter().flatten() {
            self.part(part);
        }
    }

    fn part(&mut self, c: char) {
        if is_silent(c) {
            return;
        }
        if c.is_ascii() {
            match c.to_ascii_lowercase() {
                lower if lower.is_ascii_alphanumeric() => self.letter(lower),
                other => self.mark(other),
            }
        } else if c.is_alphanumeric() || is_combining_mark(c) {
            for lower in c.to_lowercase().filter(|lower| !is_silent(*lower)) {
                self.spell(lower);
            }
        } else {
            self.mark(c);
        }
    }

    /// Letters that no decomposition takes apart.
    fn spell(&mut self, c: char) {
        match c {
            'ß' => self.letters_of("ss"),
            'æ' => self.letters_of("ae"),
            'œ' => self.letters_of("oe"),
            'ø' => self.letter('o'),
            'ı' => self.letter('i'),
            'ł' => self.letter('l'),
            'ة' => self.letter('ه'),
            'ى' => self.letter('ي'),
            _ => self.letter(c),
        }
    }

    fn letters_of(&mut self, letters: &str) {
        for c in letters.chars() {
            self.letter(c);
        }
    }

    fn letter(&mut self, c: char) {
        if self.now.elision {
            self.now.elision = false;
            let elided = self.open.and_then(|start| self.text.get(start..));
            if elided.is_some_and(|word| ELIDED.contains(&word)) {
                self.close();
            }
        }
        if self.open.is_none() {
            self.open = Some(self.text.len());
        }
        self.text.push(c);
    }

    /// A character that is no letter.
    fn mark(&mut self, c: char) {
        match c {
            '\'' | '’' | '‘' | '´' | '`' | 'ʼ' => {
                self.now.elision = self.open.is_some();
                return;
            }
            _ => self.close(),
        }
        match c {
            '?' | '؟' => self.question(),
            '¿' => {
                self.end_clause();
                self.now.raised = true;
            }
            '"' => self.now.quoted = !self.now.quoted,
            '“' | '„' | '«' => self.now.quoted = true,
            '”' | '»' => self.now.quoted = false,
            '.' => {
                self.now.stops += 1;
                self.end_clause();
            }
            '🛑' | '⛔' | '🚫' | '✋' => self.sign = true,
            // A picture stands where a mark would.
            '!'
            | '¡'
            | ';'
            | ':'
            | ','
            | '\n'
            | '('
            | ')'
            | '['
            | ']'
            | '…'
            | '—'
            | '。'
            | '،'
            | '।'
            | '|'
            | '\u{1f300}'..='\u{1faff}' => self.end_clause(),
            '+' => {
                self.letter('+');
                self.close();
            }
            _ => {}
        }
    }

    fn question(&mut self) {
        let clause = self.clause;
        for word in self.words.iter_mut().rev().take_while(|word| word.clause == clause) {
            word.asks = true;
        }
        self.end_clause();
    }

    fn end_clause(&mut self) {
        self.now.raised = false;
        if self.words.last().is_some_and(|word| word.clause == self.clause) {
            self.clause += 1;
        }
    }

    /// `ME. TIRA. DA. LISTA.`
    fn join_staccato(&mut self) {
        if self.now.stops + 1 < STACCATO {
            return;
        }
        let mut singles: Vec<&mut Word> = Vec::new();
        for words in self.words.chunk_by_mut(|one, next| one.clause == next.clause) {
            if let [word] = words {
                singles.push(word);
            } else {
                join(&mut singles);
            }
        }
        join(&mut singles);
    }

    fn close(&mut self) {
        self.now.elision = false;
        if let Some(start) = self.open.take() {
            let end = self.text.len();
            self.text.push(' ');
            self.words.push(Word {
                start,
                end,
                clause: self.clause,
                quoted: self.now.quoted,
                asks: self.now.raised,
            });
        }
    }
}

/// Makes one clause of the words if they are enough.
fn join(singles: &mut Vec<&mut Word>) {
    let clause = singles.first().map_or(0, |word| word.clause);
    let is_staccato = singles.len() >= STACCATO;
    for word in singles.drain(..).filter(|_| is_staccato) {
        word.clause = clause;
    }
}

/// The base of the accented letters of Spanish, Portuguese, French, German and Italian, so that their
/// messages never need the tables of Unicode.
const fn latin(c: char) -> Option<char> {
    Some(match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'Á' | 'À' | 'Â' | 'Ã' | 'Ä' | 'Å' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => 'u',
        'ñ' | 'Ñ' => 'n',
        'ç' | 'Ç' => 'c',
        _ => return None,
    })
}

/// Marks whose decomposition would lose what they say.
const fn is_own_mark(c: char) -> bool {
    matches!(c, '´' | '…' | '’' | '‘' | '“' | '”' | '„' | '«' | '»')
}

/// Characters that are inside words and say nothing: joiners, directions, variation selectors, combining
/// marks of Latin, Greek and Cyrillic, Arabic vowel marks, hamza and tatweel.
const fn is_silent(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{20e3}'
        | '\u{300}'..='\u{36f}'
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// A text as plain words with nothing between them: `OPT-OUT` and `opt out` become `optout`.
pub(super) fn squeeze(text: &str) -> String {
    let plain = Plain::read(text);
    plain.words.iter().map(|word| plain.letters(word)).collect()
}
