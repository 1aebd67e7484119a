//! All languages' words in one table, made once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::keywords;
use super::pattern::{Mask, Names, Need, Pattern, Summary, ones};
use super::source::{Effect, SOURCES, Source};

/// How many languages have sentences.
pub(super) const LANGUAGES: usize = SOURCES.len();
/// The classes of a word in each language.
pub(super) type Masks = [Mask; LANGUAGES];
/// A map that people cannot overfill, so a fast hash will do.
pub(super) type Map<V> = HashMap<Box<str>, V, BuildHasherDefault<Quick>>;

/// Shorter words are not corrected: too many others are one letter away.
const CORRECTED: usize = 7;
/// Nor are longer ones, which are not words.
const LONGEST: usize = 24;

/// A word that some language knows.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// As it is looked up.
    pub text: Box<str>,
    /// Its classes.
    pub masks: Masks,
    /// Its number among the words that patterns name, or 0.
    pub literal: usize,
    /// Nothing else is likely to be meant by something that is nearly this word.
    distinctive: bool,
}

/// A rule with its pattern.
#[derive(Debug)]
pub(super) struct Compiled {
    /// Its stable id.
    pub id: &'static str,
    /// What it says about the message.
    pub effect: Effect,
    /// Its words.
    pub pattern: Pattern,
}

/// The classes that mean the same in every language.
#[derive(Debug)]
pub(super) struct Bits {
    pub soft: Mask,
    pub and: Mask,
    pub wall: Mask,
    pub foreign: Mask,
    pub kin: Mask,
    pub owner: Mask,
    pub polite: Mask,
    pub rhetoric: Mask,
    pub fresh: Mask,
    pub neg: Mask,
    pub glide: Mask,
    pub third: Mask,
    pub ask: Mask,
    pub hedge: Mask,
    pub footer: Mask,
    pub limit: Mask,
    pub today: Mask,
    pub since: Mask,
    pub msg: Mask,
    pub list: Mask,
    pub own: Mask,
    pub mine: Mask,
    pub how: Mask,
    pub topic: Mask,
    pub only: Mask,
    pub now: Mask,
    pub command: Mask,
    pub ends: Mask,
    pub of: Mask,
}

/// A language, ready to use.
#[derive(Debug)]
pub(super) struct Grammar {
    /// Its primary subtag.
    pub tag: &'static str,
    /// Its rules, in the order in which they explain.
    pub rules: Vec<Compiled>,
    /// Which rules may match, by the rarest thing that each needs: most messages have none of them.
    pub index: Index,
    /// Sentences that say "not for ever": looked for around a match and after it.
    pub pauses: Vec<Pattern>,
    /// Conditions: looked for before a match.
    pub conditions: Vec<Pattern>,
    /// The classes that the vetoes ask for.
    pub bits: Bits,
}

/// Words that stand in one message of ten or so, whatever it says.
const COMMON: &str = "a al and are at com como con da de del do e el em en es esta eu for from hola i in is it la las lo \
                      los me mi my na nao no o of on os para por pra que se si su the this to um un una voce y you your \
                      have i not with your mais mas ya isso esto oi was will can";

/// How often a word is met, roughly: a rule is looked for by the rarest thing that it needs.
pub(super) fn weight(word: &str) -> usize {
    if COMMON.split_ascii_whitespace().any(|common| common == word) { 2_000 } else { 1 }
}

/// Some of a grammar's rules: 64 in each number.
type Rules = Vec<u64>;

/// Which rules may match, by the classes and the named words of a message.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By the rarest thing that each rule needs, by the next one, and by the third.
    levels: Vec<Level>,
    blocks: usize,
}

/// Which rules have a need met, by the classes and the named words of a message.
#[derive(Debug)]
struct Level {
    by_class: Vec<Rules>,
    by_spot: Vec<Rules>,
}

/// Needs of a rule that are asked about together. Fewer let too many rules pass, more cost more than they save.
const LEVELS: usize = 3;

impl Level {
    fn new(needs: &[Need]) -> Self {
        let set = |takes: &dyn Fn(&Need) -> bool| -> Rules {
            let block = |block: &[Need]| {
                block.iter().rev().fold(0, |bits, need| bits << 1 | u64::from(takes(need)))
            };
            needs.chunks(64).map(block).collect()
        };
        Self {
            by_class: (0..128).map(|at| set(&|need| need.takes_class(at))).collect(),
            by_spot: (0..64).map(|at| set(&|need| need.takes_spot(at))).collect(),
        }
    }

    /// The rules whose need is met, 64 of them.
    fn met(&self, all: Summary, block: usize) -> u64 {
        let classes = all.classes().filter_map(|at| self.by_class.get(at));
        let spots = all.spots().filter_map(|at| self.by_spot.get(at));
        classes.chain(spots).fold(0, |bits, set| bits | set.get(block).copied().unwrap_or(0))
    }
}

impl Index {
    fn new(needs: &[Vec<Need>]) -> Self {
        let level = |at: usize| {
            let nth = |needs: &Vec<Need>| needs.get(at).copied().unwrap_or(Need::ANYTHING);
            Level::new(&needs.iter().map(nth).collect::<Vec<_>>())
        };
        Self { levels: (0..LEVELS).map(level).collect(), blocks: needs.len().div_ceil(64) }
    }

    /// The rules that a message with these words may match, in their order.
    pub(super) fn candidates(&self, all: Summary) -> impl Iterator<Item = usize> + '_ {
        (0..self.blocks).flat_map(move |block| {
            let mut left = u64::MAX;
            for level in &self.levels {
                if left != 0 {
                    left &= level.met(all, block);
                }
            }
            ones(left.into()).map(move |at| block * 64 + at)
        })
    }
}

/// Everything that is known about words.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: Map<usize>,
    entries: Vec<Entry>,
    near: Map<Vec<usize>>,
    /// The languages with sentences.
    pub grammars: Vec<Grammar>,
}

/// The lexicon. Made at first use, in some milliseconds.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
static UNKNOWN: LazyLock<Entry> = LazyLock::new(Entry::default);

impl Lexicon {
    fn new() -> Self {
        let mut lexicon = Self {
            words: Map::default(),
            entries: Vec::new(),
            near: Map::default(),
            grammars: Vec::new(),
        };
        let mut names = Names::default();
        for (at, source) in SOURCES.iter().enumerate() {
            lexicon.learn(at, source, &mut names);
            names.next_language();
        }
        for (word, literal) in names.literals() {
            let at = lexicon.entry(word);
            if let Some(entry) = lexicon.entries.get_mut(at) {
                entry.literal = literal;
            }
        }
        for word in keywords::words() {
            lexicon.entry(&word);
        }
        for word in SOURCES.iter().flat_map(|source| source.near.split_ascii_whitespace()) {
            lexicon.bring_near(word);
        }
        lexicon.weigh();
        lexicon
    }

    /// Finds each rule's rarest need, once all words are there.
    fn weigh(&mut self) {
        for (language, grammar) in self.grammars.iter_mut().enumerate() {
            let weighed: Vec<(Mask, usize)> = self
                .entries
                .iter()
                .filter_map(|entry| Some((*entry.masks.get(language)?, weight(&entry.text))))
                .collect();
            let of_class = |need: &Need| {
                let words = weighed.iter().filter(|(mask, _)| mask & need.mask != 0);
                words.map(|(_, weight)| weight).sum::<usize>()
            };
            let count = |need: Need| need.weight + of_class(&need);
            let needs = grammar.rules.iter().map(|rule| rule.pattern.needs(count));
            grammar.index = Index::new(&needs.collect::<Vec<_>>());
        }
    }

    fn learn(&mut self, language: usize, source: &'static Source, names: &mut Names) {
        let grammar = Grammar::new(source, names);
        for (classes, words) in source.words {
            let mask = classes.split('|').fold(0, |mask, class| mask | names.known(class));
            for word in words.iter().flat_map(|line| line.split_ascii_whitespace()) {
                self.add(word, language, mask);
            }
        }
        for (class, verbs) in source.verbs {
            for verb in verbs.split_ascii_whitespace() {
                self.add_verb(verb, class, language, source, names);
            }
        }
        self.grammars.push(grammar);
    }

    fn add_verb(&mut self, verb: &str, class: &str, at: usize, source: &Source, names: &Names) {
        for written in (source.conjugate)(verb) {
            let mut mask = names.known(&format!("{class}.{}", written.form.suffix()));
            if written.me {
                mask |= names.known(&format!("{class}.me"));
            }
            self.add(&written.text, at, mask);
        }
    }

    fn add(&mut self, word: &str, language: usize, mask: Mask) {
        let at = self.entry(word);
        if let Some(entry) = self.entries.get_mut(at)
            && let Some(known) = entry.masks.get_mut(language)
        {
            *known |= mask;
        }
    }

    fn entry(&mut self, word: &str) -> usize {
        if let Some(at) = self.words.get(word) {
            return *at;
        }
        let at = self.entries.len();
        self.entries.push(Entry { text: word.into(), ..Entry::default() });
        self.words.insert(word.into(), at);
        at
    }

    /// Makes a word findable by whoever mistypes one letter of it.
    fn bring_near(&mut self, word: &str) {
        let at = self.entry(word);
        if let Some(entry) = self.entries.get_mut(at) {
            entry.distinctive = true;
        }
        if word.len() >= CORRECTED {
            for shorter in without_one(word).chain([word.to_owned()]) {
                self.near.entry(shorter.into()).or_default().push(at);
            }
        }
    }

    /// What is known about a word as somebody typed it.
    pub(super) fn look_up(&self, typed: &str) -> &Entry {
        self.exact(typed)
            .or_else(|| self.stretched(typed))
            .or_else(|| self.disguised(typed))
            .or_else(|| self.mistyped(typed))
            .unwrap_or(&UNKNOWN)
    }

    fn exact(&self, word: &str) -> Option<&Entry> {
        self.entries.get(*self.words.get(word)?)
    }

    /// `baaaja`, `stoppp`: a letter three times or more is written for its sound. Twice may be spelling, so
    /// only distinctive words are seen in it.
    fn stretched(&self, typed: &str) -> Option<&Entry> {
        let runs = longest_run(typed);
        if runs < 2 || typed.len() > 4 * LONGEST {
            return None;
        }
        let single = self.exact(&shorten(typed, 1));
        if runs > 2 {
            return single.or_else(|| self.exact(&shorten(typed, 2)));
        }
        single.filter(|entry| entry.distinctive)
    }

    /// `st0p`, `b4ja`: digits for letters, in distinctive words only.
    fn disguised(&self, typed: &str) -> Option<&Entry> {
        let digits = typed.bytes().filter(u8::is_ascii_digit).count();
        if digits == 0 || digits * 2 > typed.len() || typed.len() > LONGEST {
            return None;
        }
        let plain: String = typed.chars().map(undisguise).collect();
        self.exact(&plain).filter(|entry| entry.distinctive)
    }

    /// One letter too many, too few, wrong, or two of them swapped.
    fn mistyped(&self, typed: &str) -> Option<&Entry> {
        if !(CORRECTED - 1..=LONGEST).contains(&typed.len()) || !typed.is_ascii() {
            return None;
        }
        let initial = typed.bytes().next();
        let mut form = String::with_capacity(typed.len());
        (0..=typed.len()).find_map(|left_out| {
            form.clear();
            let letters = typed.char_indices().filter(|(at, _)| *at != left_out);
            form.extend(letters.map(|(_, letter)| letter));
            let candidates = self.near.get(form.as_str())?;
            candidates.iter().filter_map(|at| self.entries.get(*at)).find(|entry| {
                entry.text.bytes().next() == initial && is_one_edit(typed, &entry.text)
            })
        })
    }
}

impl Grammar {
    fn new(source: &'static Source, names: &mut Names) -> Self {
        let rules = source
            .rules
            .iter()
            .map(|rule| Compiled {
                id: rule.0,
                effect: rule.1,
                pattern: Pattern::new(rule.2, names),
            })
            .collect();
        let mut all = |patterns: &'static [&'static str]| {
            patterns.iter().map(|pattern| Pattern::new(pattern, names)).collect()
        };
        let pauses = all(source.pauses);
        let conditions = all(source.conditions);
        Self {
            tag: source.tag,
            rules,
            index: Index::default(),
            pauses,
            conditions,
            bits: Bits::new(names),
        }
    }
}

impl Bits {
    fn new(names: &mut Names) -> Self {
        let foreign = names.bit("foreign");
        Self {
            soft: names.bit("soft"),
            and: names.bit("and"),
            wall: names.bit("wall") | foreign,
            foreign: foreign | names.bit("service"),
            kin: names.bit("kin"),
            owner: names.bit("owner"),
            polite: names.bit("polite"),
            rhetoric: names.bit("rhetoric"),
            fresh: names.bit("fresh"),
            neg: names.bit("neg"),
            glide: names.bit("glide"),
            third: names.bit("third"),
            ask: names.bit("ask"),
            hedge: names.bit("hedge"),
            footer: names.bit("footer"),
            limit: names.bit("limit"),
            today: names.bit("today"),
            since: names.bit("since"),
            msg: names.bit("msg") | names.bit("info"),
            list: names.bit("list"),
            own: names.bit("own"),
            mine: names.bit("mine"),
            how: names.bit("how"),
            topic: names.bit("topic"),
            only: names.bit("only"),
            now: names.bit("now"),
            command: names.bit("command"),
            ends: names.bit("ends"),
            of: names.bit("of"),
        }
    }
}

/// The word without each of its letters in turn.
fn without_one(word: &str) -> impl Iterator<Item = String> + '_ {
    word.char_indices().map(|(at, c)| {
        let (head, tail) = word.split_at_checked(at).unwrap_or((word, ""));
        let tail = tail.strip_prefix(c).unwrap_or(tail);
        format!("{head}{tail}")
    })
}

/// Whether two words differ by one letter, or by two neighbours that changed places.
fn is_one_edit(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let most = left.len().min(right.len()) - head;
    let tail =
        left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).take(most).count();
    let middle =
        |word: &[u8]| -> Vec<u8> { word.get(head..word.len() - tail).unwrap_or_default().to_vec() };
    match (middle(left).as_slice(), middle(right).as_slice()) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

fn longest_run(word: &str) -> usize {
    let (mut longest, mut run, mut last) = (0, 0, None);
    for c in word.chars() {
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        longest = longest.max(run);
    }
    longest
}

fn shorten(word: &str, most: usize) -> String {
    let (mut run, mut last) = (0, None);
    word.chars()
        .filter(|c| {
            run = if last == Some(*c) { run + 1 } else { 1 };
            last = Some(*c);
            run <= most
        })
        .collect()
}

const fn undisguise(c: char) -> char {
    match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        _ => c,
    }
}

/// The hash of Firefox and of the Rust compiler (<https://docs.rs/rustc-hash>): fast for short words, and
/// open to collisions, which does not matter where no stranger adds words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        self.mix(rest.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The table takes its position from low bits and its tag from high ones.
        self.0.rotate_left(26)
    }
}
