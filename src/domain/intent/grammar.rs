//! Sentences: which rule matches where, and what takes its certainty away.

use super::lexicon::{Compiled, Entry, Grammar, LEXICON};
use super::normalise::{Plain, Word};
use super::pattern::{Clause, Mask, Seen, Summary};
use super::source::Effect;
use crate::domain::language::Language;

/// How far before a match its question word may be.
const ASK_REACH: usize = 7;
/// How far after a match our messages may be named.
const OURS_REACH: usize = 4;
/// How far before a match somebody else or a doubt may be.
const HEDGE_REACH: usize = 5;
/// How far before a match a limit may be.
const LIMIT_BEFORE: usize = 3;
/// How far after a match a limit may be.
const LIMIT_AFTER: usize = 6;
/// How far after a match its object may be.
const OBJECT_REACH: usize = 5;

/// How far after the name of a list it may say which: *de espera*.
const LIST_REACH: usize = 2;

/// A sentence that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// What it says, all told.
    pub effect: Effect,
    /// The rule.
    pub rule: &'static str,
    /// The language of the rule.
    pub language: &'static str,
    /// The first word that matched.
    pub from: usize,
    /// After the last one.
    pub to: usize,
    /// It would opt out, but for a veto.
    doubted: bool,
}

/// What the vetoes say of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Veto {
    /// Nothing: it means what it says.
    Stands,
    /// It may mean it.
    Doubtful,
    /// It means something else.
    Falls,
}

/// The strongest sentence of a message, in the language of the hint first.
pub(super) fn find(
    plain: &Plain,
    entries: &[&'static Entry],
    hint: Option<&Language>,
) -> Option<Found> {
    let mut best: Option<Found> = None;
    let hint_is = |tag: &str| hint.is_some_and(|hint| hint.as_str() == tag);
    let hinted = |grammar: &Grammar| hint_is(grammar.tag);
    for first in [true, false] {
        for (at, grammar) in LEXICON.grammars.iter().enumerate() {
            if hinted(grammar) == first
                && let Some(found) = Reader::new(at, grammar, plain, entries).and_then(|r| r.read())
            {
                // What its own language doubts, another one does not know better.
                if best.is_some_and(|best| best.doubted && hint_is(best.language)) {
                    continue;
                }
                best = Some(best.map_or(found, |best| stronger(best, found)));
            }
        }
    }
    best
}

fn stronger(one: Found, other: Found) -> Found {
    match (one.effect, other.effect) {
        (Effect::OptOut, Effect::OptIn) | (Effect::OptIn, Effect::OptOut) => {
            Found { effect: Effect::Review, rule: "contradiction", ..one }
        }
        (Effect::Review, Effect::OptOut | Effect::OptIn) => other,
        _ => one,
    }
}

/// A message in one language.
struct Reader<'a> {
    grammar: &'a Grammar,
    plain: &'a Plain,
    seen: Vec<Seen>,
    rules: Vec<&'a Compiled>,
}

impl<'a> Reader<'a> {
    /// None if no rule can match: the usual case, decided without an allocation.
    fn new(
        language: usize,
        grammar: &'a Grammar,
        plain: &'a Plain,
        entries: &[&'static Entry],
    ) -> Option<Self> {
        let see = |entry: &&'static Entry| Seen {
            mask: entry.masks.get(language).copied().unwrap_or_default(),
            literal: entry.literal,
        };
        let mut all = Summary::default();
        for entry in entries {
            all.add(see(entry));
        }
        let bits = &grammar.bits;
        let is_ours = all.names(bits.msg) && !all.names(bits.foreign);
        let rules: Vec<&Compiled> = grammar
            .index
            .candidates(all)
            .filter_map(|at| grammar.rules.get(at))
            .filter(|rule| rule.pattern.may_match(all) && (is_ours || !rule.pattern.of_ours))
            .collect();
        if rules.is_empty() {
            return None;
        }
        Some(Self { grammar, plain, seen: entries.iter().map(see).collect(), rules })
    }

    fn read(&self) -> Option<Found> {
        let mut best: Option<Found> = None;
        let mut start = 0;
        while let Some(first) = self.plain.words.get(start) {
            let rest = self.plain.words.get(start..).unwrap_or_default();
            let length = rest.iter().take_while(|word| word.clause == first.clause).count();
            if let Some(found) = self.read_clause(start, start + length) {
                best = Some(best.map_or(found, |best| stronger(best, found)));
            }
            start += length;
        }
        best
    }

    fn clause(&self, start: usize, end: usize) -> Clause<'_> {
        let words = self.seen.get(start..end).unwrap_or_default();
        let mut all = Summary::default();
        for word in words {
            all.add(*word);
        }
        let bits = &self.grammar.bits;
        Clause { words, all, soft: bits.soft, and: bits.and, wall: bits.wall }
    }

    fn read_clause(&self, start: usize, end: usize) -> Option<Found> {
        let clause = self.clause(start, end);
        let mut doubtful = None;
        for rule in &self.rules {
            if rule.effect == Effect::Review && doubtful.is_some() {
                continue;
            }
            let Some((from, to, veto)) = self.best_match(rule, &clause, start) else { continue };
            let found = |effect| Found {
                effect,
                rule: rule.id,
                language: self.grammar.tag,
                from: start + from,
                to: start + to,
                doubted: rule.effect == Effect::OptOut && veto == Veto::Doubtful,
            };
            if veto == Veto::Stands && rule.effect != Effect::Review {
                return Some(found(rule.effect));
            }
            doubtful = doubtful.or_else(|| Some(found(Effect::Review)));
        }
        doubtful
    }

    /// The match of a rule in a clause that stands best. A rule may match in several places.
    fn best_match(
        &self,
        rule: &Compiled,
        clause: &Clause<'_>,
        start: usize,
    ) -> Option<(usize, usize, Veto)> {
        let mut doubtful = None;
        let mut at = 0;
        while let Some((from, to)) = rule.pattern.find(clause, at) {
            let veto = self.veto(rule, clause, start, from, to);
            match veto {
                Veto::Stands => return Some((from, to, veto)),
                Veto::Doubtful => doubtful = doubtful.or(Some((from, to, veto))),
                Veto::Falls => {}
            }
            at = from + 1;
        }
        doubtful
    }

    fn veto(
        &self,
        rule: &Compiled,
        clause: &Clause<'_>,
        start: usize,
        from: usize,
        to: usize,
    ) -> Veto {
        if self.is_negated(clause, from) || self.is_about_else(rule, clause, from, to) {
            return Veto::Falls;
        }
        let doubtful = self.is_asked(clause, from, to)
            || self.is_hedged(clause, from)
            || self.is_limited(clause, start, from, to)
            || self.is_of_a_thing(clause, from)
            || (!rule.pattern.may_quote && self.is_quoted(start + from, start + to))
            || self.is_lost(clause, from, to);
        if doubtful { Veto::Doubtful } else { Veto::Stands }
    }

    /// *no* quiero que me *saquen*: a negation before the match, with nothing between that stops it.
    fn is_negated(&self, clause: &Clause<'_>, from: usize) -> bool {
        let bits = &self.grammar.bits;
        let starts_negated = clause.words.get(from).is_some_and(|word| word.mask & bits.neg != 0);
        let mut glided = !starts_negated;
        for word in before(clause, from, clause.words.len()) {
            if word.mask & bits.neg != 0 {
                if glided {
                    return true;
                }
            } else if word.mask & bits.glide != 0 {
                glided = true;
            } else {
                return false;
            }
        }
        false
    }

    /// The object is an order, an appointment, a plan.
    fn is_about_else(&self, rule: &Compiled, clause: &Clause<'_>, from: usize, to: usize) -> bool {
        let bits = &self.grammar.bits;
        if rule.effect != Effect::OptOut || rule.pattern.any_object {
            return false;
        }
        let ours = bits.msg;
        let matched = clause.words.get(from..to).unwrap_or_default();
        let names = |mask: Mask| matched.iter().any(|word| word.mask & mask != 0);
        let has = |object: &[Seen], mask: Mask| object.iter().any(|word| word.mask & mask != 0);
        if names(bits.msg) {
            let object = self.object(clause, to, OBJECT_REACH);
            return has(object, bits.own) && has(object, bits.foreign);
        }
        let reach = if names(bits.list) { LIST_REACH } else { OBJECT_REACH };
        let object = self.object(clause, to, reach);
        !has(object, ours | bits.list)
            && object.iter().enumerate().any(|(at, word)| {
                // After two words, what follows "of" only says more of an object that is no veto.
                let owns = |last: &Seen| last.mask & bits.of != 0;
                let is_more =
                    at >= 2 && at.checked_sub(1).and_then(|at| object.get(at)).is_some_and(owns);
                word.mask & bits.foreign != 0 && !is_more
            })
    }

    /// The words after a match that may be its object.
    fn object<'c>(&self, clause: &Clause<'c>, to: usize, reach: usize) -> &'c [Seen] {
        let ends = self.grammar.bits.ends | clause.and;
        let words = clause.words.get(to..).unwrap_or_default();
        let length = words.iter().take(reach).take_while(|word| word.mask & ends == 0).count();
        words.get(..length).unwrap_or_default()
    }

    /// A question word before the match, or a condition. Who asks how to leave our list wants to leave it.
    fn is_asked(&self, clause: &Clause<'_>, from: usize, to: usize) -> bool {
        let bits = &self.grammar.bits;
        let ours = clause.words.get(from..to).unwrap_or_default().iter();
        let ours = ours
            .chain(after(clause, to, OURS_REACH))
            .any(|word| word.mask & (bits.msg | bits.list | bits.topic) != 0);
        let ask = bits.ask;
        let (polite, rhetoric) = (self.grammar.bits.polite, self.grammar.bits.rhetoric);
        let first = from.saturating_sub(ASK_REACH).max(self.thought(clause, from));
        let asks = before(clause, from, from - first)
            .any(|word| word.mask & ask != 0 && !(ours && word.mask & bits.how != 0));
        let asks_politely =
            clause.words.get(first.saturating_sub(1)..from).unwrap_or_default().windows(2).any(
                |two| {
                    matches!(two, [one, next] if (one.mask & polite != 0 && next.mask & ask != 0)
                    || (one.mask & ask != 0 && next.mask & rhetoric != 0))
                },
            );
        (asks && !asks_politely)
            || self
                .grammar
                .conditions
                .iter()
                .any(|pattern| pattern.find(clause, first).is_some_and(|(at, _)| at < from))
    }

    /// Where the thought of a match begins: after the last `and` or *please* before it.
    fn thought(&self, clause: &Clause<'_>, from: usize) -> usize {
        let new = self.grammar.bits.and | self.grammar.bits.fresh;
        let words = clause.words.get(..from).unwrap_or_default();
        words.iter().rposition(|word| word.mask & new != 0).map_or(0, |at| at + 1)
    }

    /// Somebody else, a doubt, or a quoted instruction before the match.
    fn is_hedged(&self, clause: &Clause<'_>, from: usize) -> bool {
        let bits = &self.grammar.bits;
        let doubts = bits.third | bits.hedge | bits.footer;
        let first = from.saturating_sub(HEDGE_REACH).max(self.thought(clause, from));
        let others = clause.words.get(first..from).unwrap_or_default();
        before(clause, from, from - first).any(|word| word.mask & doubts != 0)
            || others.windows(2).any(|two| {
                matches!(two, [one, next]
                    if one.mask & bits.owner != 0 && next.mask & bits.kin != 0)
            })
    }

    /// *La app* deja de mandar avisos: the thing before the verb may be what does it.
    fn is_of_a_thing(&self, clause: &Clause<'_>, from: usize) -> bool {
        let bits = &self.grammar.bits;
        let starts_negated = clause.words.get(from).is_some_and(|word| word.mask & bits.neg != 0);
        let orders = clause.words.get(from).is_some_and(|word| word.mask & bits.command != 0);
        !starts_negated
            && !orders
            && before(clause, from, 1).any(|word| word.mask & bits.foreign != 0)
    }

    /// Not now, not at night, not so many.
    fn is_limited(&self, clause: &Clause<'_>, start: usize, from: usize, to: usize) -> bool {
        let bits = &self.grammar.bits;
        let rest = clause.words.get(to..).unwrap_or_default().iter().take(LIMIT_AFTER);
        let reach = rest.take_while(|word| word.mask & clause.and == 0).count();
        let thought = self.thought(clause, from);
        let first = from.saturating_sub(LIMIT_BEFORE).max(thought);
        let window = first..to + reach;
        let limited = window.clone().any(|at| {
            let word = clause.words.get(at).copied().unwrap_or_default();
            let last = at.checked_sub(1).and_then(|at| clause.words.get(at)).copied();
            let outside = at < from || at >= to;
            let next = clause.words.get(at + 1).copied().unwrap_or_default();
            let dated = last.is_some_and(|last| last.mask & bits.since != 0);
            let dated = dated || next.mask & bits.now != 0;
            let begins = next.mask & bits.glide != 0 || at + 1 == from;
            let merely = at < from && word.mask & bits.only != 0 && begins;
            let then = clause.words.get(at + 2).copied().unwrap_or_default();
            let filled = next.mask & bits.since != 0 && then.mask & bits.msg != 0;
            outside
                && !merely
                && !filled
                && (word.mask & bits.limit != 0 || (word.mask & bits.today != 0 && !dated))
        });
        let paused = |clause: &Clause<'_>, first: usize, last: usize| {
            self.grammar
                .pauses
                .iter()
                .any(|pattern| pattern.find(clause, first).is_some_and(|(at, _)| at <= last))
        };
        limited
            || paused(clause, from.saturating_sub(LIMIT_AFTER).max(thought), to + LIMIT_AFTER)
            || paused(&self.next_clause(start + from), 0, 2)
    }

    fn next_clause(&self, at: usize) -> Clause<'_> {
        let words = &self.plain.words;
        let here = words.get(at).map_or(0, |word| word.clause);
        let start = words.iter().position(|word| word.clause > here).unwrap_or(words.len());
        let next = words.get(start).map_or(0, |word| word.clause);
        let rest = words.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|word| word.clause == next).count();
        self.clause(start, start + length)
    }

    /// The match is a quotation inside a message of the writer's own.
    fn is_quoted(&self, from: usize, to: usize) -> bool {
        let quoted = |word: &Word| word.quoted;
        self.plain.words.get(from..to).unwrap_or_default().iter().any(quoted)
            && !self.plain.words.iter().all(quoted)
    }

    /// In a long text a sentence decides only if the writer speaks of himself: it may be an article.
    fn is_lost(&self, clause: &Clause<'_>, from: usize, to: usize) -> bool {
        let mine = self.grammar.bits.mine;
        let matched = clause.words.get(from..to).unwrap_or_default();
        self.plain.long && !matched.iter().any(|word| word.mask & mine != 0)
    }
}

/// The words from this one on, up to an `and`.
fn after<'a>(clause: &Clause<'a>, at: usize, most: usize) -> impl Iterator<Item = &'a Seen> {
    let and = clause.and;
    let words = clause.words.get(at..).unwrap_or_default();
    words.iter().take(most).take_while(move |word| word.mask & and == 0)
}

/// The words before this one, nearest first, up to an `and`.
fn before<'a>(clause: &Clause<'a>, at: usize, most: usize) -> impl Iterator<Item = &'a Seen> {
    let and = clause.and;
    let words = clause.words.get(..at).unwrap_or_default();
    words.iter().rev().take(most).take_while(move |word| word.mask & and == 0)
}
