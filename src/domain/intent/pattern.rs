//! A small language of patterns over classes of words.
//!
//! A pattern is a row of steps with spaces between them:
//!
//! | step | takes |
//! |---|---|
//! | `a` | a word of class `a` |
//! | `a\|b` | a word of class `a` or `b` |
//! | `=no` | exactly this word |
//! | `a?` | one such word or none |
//! | `..3` | at most three words, none of which is of class `wall` or `foreign` |
//! | `!a` | nothing, where the next word is not of class `a` |
//! | `^` | nothing, at the start of a clause, courtesies aside |
//! | `$` | nothing, at the end of a clause, courtesies aside; `a\|$` is one of both |
//! | `~object` | nothing: whatever stands after the match is no object that could change what it says |
//! | `~quote` | nothing: the match may quote |
//! | `~ours` | nothing: the message names our messages, here or elsewhere, and nothing foreign |

use super::lexicon::weight;

/// A set of classes: one bit each.
pub(super) type Mask = u128;

/// Gives every class of a language its bit, and every word that patterns name its number.
#[derive(Debug, Default)]
pub(super) struct Names {
    classes: Vec<&'static str>,
    literals: Vec<&'static str>,
}

impl Names {
    /// Forgets the classes of one language before the next. Words keep their numbers.
    pub(super) fn next_language(&mut self) {
        self.classes.clear();
    }

    /// The bit of a class, given to it now if it has none yet. None when all are taken.
    pub(super) fn bit(&mut self, name: &'static str) -> Mask {
        if !self.classes.contains(&name) {
            self.classes.push(name);
        }
        self.known(name)
    }

    /// The bit of a class that some pattern asks for.
    pub(super) fn known(&self, name: &str) -> Mask {
        self.classes
            .iter()
            .position(|known| *known == name)
            .and_then(|at| u32::try_from(at).ok())
            .and_then(|at| 1_u128.checked_shl(at))
            .unwrap_or_default()
    }

    /// The number of a word, from 1.
    fn literal(&mut self, word: &'static str) -> usize {
        if let Some(at) = self.literals.iter().position(|known| *known == word) {
            return at + 1;
        }
        self.literals.push(word);
        self.literals.len()
    }

    /// The words that patterns name, with their numbers.
    pub(super) fn literals(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.literals.iter().copied().zip(1..)
    }

    /// The classes that have a bit.
    #[cfg(test)]
    pub(super) fn classes(&self) -> &[&'static str] {
        &self.classes
    }
}

/// What a pattern sees of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// Its classes.
    pub mask: Mask,
    /// Its number if a pattern names it, else 0.
    pub literal: usize,
}

/// What a pattern sees of many words at once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Summary {
    mask: Mask,
    literals: u64,
}

impl Summary {
    /// Whether there is a word of one of these classes.
    pub(super) const fn names(self, classes: Mask) -> bool {
        self.mask & classes != 0
    }

    /// Adds a word.
    pub(super) fn add(&mut self, word: Seen) {
        self.mask |= word.mask;
        self.literals |= spot(word.literal);
    }
}

impl Summary {
    /// The numbers of the classes that there are.
    pub(super) fn classes(self) -> impl Iterator<Item = usize> {
        ones(self.mask)
    }

    /// The bits of the named words that there are.
    pub(super) fn spots(self) -> impl Iterator<Item = usize> {
        ones(self.literals.into())
    }
}

/// Which bits are set, from the lowest.
pub(super) fn ones(mut left: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = usize::try_from(left.trailing_zeros()).ok().filter(|_| left != 0)?;
        left &= left - 1;
        Some(at)
    })
}

/// One of 64 bits for a numbered word; several words share each.
fn spot(literal: usize) -> u64 {
    if literal == 0 { 0 } else { 1 << (literal % 64) }
}

/// What a text must have for a step to match.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// A word of one of these classes,
    pub mask: Mask,
    /// or one of these named words.
    literals: u64,
    /// How often the named words are met, roughly.
    pub weight: usize,
}

impl Need {
    /// Met by any word that a language knows.
    pub(super) const ANYTHING: Self = Self { mask: Mask::MAX, literals: u64::MAX, weight: 0 };

    /// Whether a word of the class with this number meets it.
    pub(super) fn takes_class(&self, at: usize) -> bool {
        is_one(self.mask, at)
    }

    /// Whether a named word with this bit may meet it.
    pub(super) fn takes_spot(&self, at: usize) -> bool {
        is_one(self.literals.into(), at)
    }
}

fn is_one(bits: Mask, at: usize) -> bool {
    u32::try_from(at).is_ok_and(|at| bits.checked_shr(at).is_some_and(|rest| rest & 1 == 1))
}

/// The words that a step takes.
#[derive(Clone, Debug, Default)]
struct Set {
    mask: Mask,
    literals: Vec<usize>,
    spots: u64,
    /// How often the named words are met, roughly.
    weight: usize,
    end: bool,
}

impl Set {
    fn new(classes: &'static str, names: &mut Names) -> Self {
        let mut set = Self::default();
        for class in classes.split('|') {
            match class.strip_prefix('=') {
                None if class == "$" => set.end = true,
                Some(word) => {
                    let literal = names.literal(word);
                    set.literals.push(literal);
                    set.spots |= spot(literal);
                    set.weight += weight(word);
                }
                None => set.mask |= names.bit(class),
            }
        }
        set
    }

    fn has(&self, word: Seen) -> bool {
        word.mask & self.mask != 0 || (word.literal != 0 && self.literals.contains(&word.literal))
    }

    fn may_have(&self, all: Summary) -> bool {
        self.end || all.mask & self.mask != 0 || all.literals & self.spots != 0
    }
}

#[derive(Clone, Debug)]
enum Step {
    One(Set),
    Maybe(Set),
    Gap(usize),
    Not(Set),
    Start,
    End,
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    steps: Vec<Step>,
    /// No object after the match changes what it says.
    pub any_object: bool,
    /// It may quote.
    pub may_quote: bool,
    /// The message has to name our messages somewhere.
    pub of_ours: bool,
}

/// A clause as the classes of its words in one language, and the classes that patterns treat alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause<'a> {
    /// The classes of each word.
    pub words: &'a [Seen],
    /// All of them in one.
    pub all: Summary,
    /// Courtesies.
    pub soft: Mask,
    /// Words such as `and`, which end a thought without a mark.
    pub and: Mask,
    /// What no gap reaches over.
    pub wall: Mask,
}

impl Pattern {
    /// Compiles a pattern.
    pub(super) fn new(source: &'static str, names: &mut Names) -> Self {
        let marked = |mark: &str| source.split_ascii_whitespace().any(|step| step == mark);
        let steps = source.split_ascii_whitespace().filter(|step| !step.starts_with('~'));
        Self {
            steps: steps.map(|step| Step::new(step, names)).collect(),
            any_object: marked("~object"),
            may_quote: marked("~quote"),
            of_ours: marked("~ours"),
        }
    }

    /// What must be there, the rarest first.
    pub(super) fn needs(&self, count: impl Fn(Need) -> usize) -> Vec<Need> {
        let mut needs: Vec<Need> = self
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::One(set) if !set.end => {
                    Some(Need { mask: set.mask, literals: set.spots, weight: set.weight })
                }
                _ => None,
            })
            .collect();
        needs.sort_by_cached_key(|need| count(*need));
        needs
    }

    /// Whether a text with these words may match.
    pub(super) fn may_match(&self, all: Summary) -> bool {
        self.steps
            .iter()
            .all(|step| if let Step::One(set) = step { set.may_have(all) } else { true })
    }

    /// The first place where the pattern matches from here on: from its first word to after its last.
    pub(super) fn find(&self, clause: &Clause<'_>, from: usize) -> Option<(usize, usize)> {
        if !self.may_match(clause.all) {
            return None;
        }
        (from..=clause.words.len()).find_map(|at| Some((at, self.ends(clause, at)?)))
    }

    /// Where the pattern ends if it starts at this word.
    pub(super) fn ends(&self, clause: &Clause<'_>, at: usize) -> Option<usize> {
        run(&self.steps, clause, at)
    }
}

impl Step {
    fn new(source: &'static str, names: &mut Names) -> Self {
        if source == "^" {
            return Self::Start;
        }
        if source == "$" {
            return Self::End;
        }
        if let Some(most) = source.strip_prefix("..") {
            return Self::Gap(most.parse().unwrap_or_default());
        }
        if let Some(classes) = source.strip_prefix('!') {
            return Self::Not(Set::new(classes, names));
        }
        match source.strip_suffix('?') {
            Some(one) => Self::Maybe(Set::new(one, names)),
            None => Self::One(Set::new(source, names)),
        }
    }
}

fn run(steps: &[Step], clause: &Clause<'_>, at: usize) -> Option<usize> {
    let Some((step, rest)) = steps.split_first() else { return Some(at) };
    let here = clause.words.get(at).copied();
    match step {
        Step::One(set) => here
            .filter(|word| set.has(*word))
            .and_then(|_| run(rest, clause, at + 1))
            .or_else(|| (set.end && finishes(clause, at)).then(|| run(rest, clause, at)).flatten()),
        Step::Maybe(set) => here
            .filter(|word| set.has(*word))
            .and_then(|_| run(rest, clause, at + 1))
            .or_else(|| run(rest, clause, at)),
        Step::Gap(most) => gap(*most, rest, clause, at),
        Step::Not(set) => {
            if here.is_some_and(|word| set.has(word)) {
                None
            } else {
                run(rest, clause, at)
            }
        }
        Step::Start => starts(clause, at).then(|| run(rest, clause, at)).flatten(),
        Step::End => finishes(clause, at).then(|| run(rest, clause, at)).flatten(),
    }
}

fn gap(most: usize, rest: &[Step], clause: &Clause<'_>, at: usize) -> Option<usize> {
    for skipped in 0..=most {
        if let Some(end) = run(rest, clause, at + skipped) {
            return Some(end);
        }
        if clause.words.get(at + skipped).is_none_or(|word| word.mask & clause.wall != 0) {
            return None;
        }
    }
    None
}

fn starts(clause: &Clause<'_>, at: usize) -> bool {
    clause
        .words
        .get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|word| word.mask & clause.and == 0)
        .all(|word| word.mask & clause.soft != 0)
}

fn finishes(clause: &Clause<'_>, at: usize) -> bool {
    clause
        .words
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|word| word.mask & clause.and == 0)
        .all(|word| word.mask & clause.soft != 0)
}
