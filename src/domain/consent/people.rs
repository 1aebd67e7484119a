//! Which identifiers belong to one person, and until when.
//!
//! A number can have several holders, one after the other. Whoever leaves it takes along what was said under it
//! until then; what is said under it later is somebody else's. So an identifier stands for a person only
//! together with how often it had been left.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Kind;
use super::mark::{Mark, at_the_latest};

/// An identifier as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name<'a> {
    /// A phone's match key.
    Phone(i64),
    /// A user id.
    UserId(&'a str),
}

/// An identifier, and how often it had been left: one holder of it.
type Held<'a> = (Name<'a>, usize);

fn names(mark: &Mark) -> impl Iterator<Item = Name<'_>> {
    let phone = mark.phone_key().map(Name::Phone);
    phone.into_iter().chain(mark.user_id.as_deref().map(Name::UserId))
}

/// All identifiers that an event names.
pub(super) fn all_names(mark: &Mark) -> impl Iterator<Item = Name<'_>> {
    names(mark).chain(left(mark))
}

/// What the person has left: identifiers that are among the former ones and not among the present ones.
fn left(mark: &Mark) -> impl Iterator<Item = Name<'_>> {
    let phone = mark.former_phone_key().map(Name::Phone);
    let user_id = mark.former_user_id.as_deref().map(Name::UserId);
    phone.into_iter().chain(user_id).filter(|former| names(mark).all(|name| name != *former))
}

type Times<'a> = BTreeMap<Name<'a>, BTreeSet<DateTime<Utc>>>;

/// When which identifiers were left, and when somebody came to them.
#[derive(Debug, Default)]
pub(super) struct Leavings<'a> {
    left: Times<'a>,
    taken: Times<'a>,
}

impl<'a> Leavings<'a> {
    pub(super) fn told_by(marks: &'a [Mark]) -> Self {
        let mut leavings = Self::default();
        for mark in marks.iter().filter(|mark| mark.kind == Kind::IdChange) {
            for name in left(mark) {
                leavings.left.entry(name).or_default().insert(mark.occurred_at);
            }
            for name in names(mark) {
                leavings.taken.entry(name).or_default().insert(mark.occurred_at);
            }
        }
        leavings
    }

    fn count(&self, name: Name<'a>, is_past: impl Fn(DateTime<Utc>) -> bool) -> usize {
        self.left.get(&name).map_or(0, |times| times.iter().filter(|at| is_past(**at)).count())
    }

    /// Whose identifiers an event speaks of.
    ///
    /// In doubt about the order within one second, an opt-out is of whom left and an opt-in of who came after.
    fn held(&self, mark: &'a Mark) -> Vec<Held<'a>> {
        let at = mark.occurred_at;
        let is_past = |left: DateTime<Utc>| match mark.kind {
            Kind::OptOut => at_the_latest(left) < at,
            Kind::OptIn | Kind::IdChange => left <= at,
        };
        let present = names(mark).map(|name| (name, self.count(name, is_past)));
        let former = left(mark).map(|name| (name, self.count(name, |left| left < at)));
        present.chain(former).collect()
    }

    /// Whether two marks that tell alike are of the same holders.
    pub(super) fn are_of_the_same(&self, one: &'a Mark, other: &'a Mark) -> bool {
        self.left.is_empty() || self.held(one) == self.held(other)
    }

    /// Whether this event speaks of an identifier that the person had left by then.
    pub(super) fn is_of_somebody_else(&self, mark: &'a Mark) -> bool {
        let last = |times: &Times<'a>, name| {
            times.get(&name).and_then(|times| times.range(..=mark.occurred_at).next_back().copied())
        };
        names(mark).any(|name| {
            let left = last(&self.left, name);
            left.is_some() && left >= last(&self.taken, name)
        })
    }
}

/// Which holders of identifiers are one person, as far as the links told so far say.
#[derive(Debug)]
pub(super) struct People<'a> {
    leavings: &'a Leavings<'a>,
    persons: BTreeMap<Held<'a>, usize>,
    count: usize,
}

impl<'a> People<'a> {
    pub(super) const fn new(leavings: &'a Leavings<'a>) -> Self {
        Self { leavings, persons: BTreeMap::new(), count: 0 }
    }

    /// Whether an event says of several identifiers that they are one person's.
    pub(super) fn is_link(mark: &Mark) -> bool {
        all_names(mark).nth(1).is_some()
    }

    /// Makes one person of all identifiers of an event. There are few of them: see the callers' limit.
    pub(super) fn link(&mut self, mark: &'a Mark) {
        let held = self.leavings.held(mark);
        let new = self.count;
        self.count += 1;
        for one in &held {
            let person = *self.persons.entry(*one).or_insert(new);
            if person != new {
                self.persons.values_mut().filter(|p| **p == person).for_each(|p| *p = new);
            }
        }
    }

    /// Whether the two events are of one person: they share an identifier, or theirs are linked.
    pub(super) fn are_one(&self, one: &'a Mark, other: &'a Mark) -> bool {
        let (one, other) = (self.leavings.held(one), self.leavings.held(other));
        let person = |held: &Held<'a>| self.persons.get(held);
        one.iter().any(|a| {
            other.iter().any(|b| a == b || (person(a).is_some() && person(a) == person(b)))
        })
    }
}
