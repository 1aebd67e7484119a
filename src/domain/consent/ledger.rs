//! All that a contact's state depends on.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::mark::Mark;
use super::people::{Leavings, Name, People};
use super::{Kind, Status, View, people};

/// A contact tells at most this many senders apart. More are not a tenant's business numbers but a caller who
/// writes something else there. An opt-out told of a further one counts for all senders; an opt-in told of a
/// further one lifts nothing of those that are known.
const MAX_SENDERS: usize = 64;
/// The sender of such an opt-in. No number is 0.
const ONE_OF_TOO_MANY: i64 = 0;
/// Changes of identity that a contact remembers, beside those that bring an identifier; further ones stay in
/// its history.
const MAX_ID_CHANGES: usize = 16;

/// The latest event of each kind per set of identifiers and sender: all that a contact's state depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ledger(Vec<Mark>);

/// A contact's state, and the event that decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State<'a> {
    /// Opted out or opted in.
    pub status: Status,
    /// The latest opt-out that stands, or else the latest opt-in.
    pub decided_by: &'a Mark,
}

/// Towards which senders a contact stands as its account view says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Towards every one.
    Everybody,
    /// Towards the one with this match key; towards the others it is neither out nor in.
    Only(i64),
    /// The ledger has to be asked.
    Differs,
}

impl Reach {
    /// As the database holds it: nothing, a match key, or 0.
    pub const fn stored(self) -> Option<i64> {
        match self {
            Self::Everybody => None,
            Self::Only(sender) => Some(sender),
            Self::Differs => Some(0),
        }
    }

    /// Reads what [`Reach::stored`] wrote.
    pub const fn from_stored(stored: Option<i64>) -> Self {
        match stored {
            None => Self::Everybody,
            Some(0) => Self::Differs,
            Some(sender) => Self::Only(sender),
        }
    }
}

/// What is stored of where a contact stands, to be looked at in any view.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Opted out since then, in the account view.
    pub out_since: Option<DateTime<Utc>>,
    /// Towards whom.
    pub reach: Reach,
    /// Needed only where senders differ.
    pub ledger: Option<Ledger>,
}

impl Standing {
    /// Since when the contact is opted out in this view, if it is.
    pub fn opted_out_since(&self, view: View) -> Option<DateTime<Utc>> {
        match (view, self.reach) {
            (View::Sender(sender), Reach::Only(only)) => {
                self.out_since.filter(|_| sender == Some(only))
            }
            (View::AnySender | View::Sender(_), Reach::Differs) => {
                let state = self.ledger.as_ref()?.state(view)?;
                (state.status == Status::OptedOut).then_some(state.decided_by.occurred_at)
            }
            _ => self.out_since,
        }
    }
}

impl Ledger {
    /// Takes in one event. Later events of the same class replace earlier ones; a repeat changes nothing.
    ///
    /// A change of identity draws a line between what was said before and after it. What was replaced before
    /// the change was told can be missing on one side of the line: then make the ledger anew from all events.
    pub fn absorb(&mut self, mut mark: Mark) {
        self.limit_senders(&mut mark);
        let Some(at) = self.class_of(&mark) else {
            if mark.kind != Kind::IdChange || self.takes(&mark) {
                self.0.push(mark);
            }
            return;
        };
        let Some(known) = self.0.get_mut(at) else { return };
        let linked_at = known.linked_at.min(mark.linked_at);
        if known.order(&mark) == Ordering::Less {
            *known = mark;
        }
        known.linked_at = linked_at;
    }

    /// Whether this change of identity is new to the ledger, and one that it has room for.
    pub fn remembers_change(&self, change: &Mark) -> bool {
        self.class_of(change).is_none() && self.takes(change)
    }

    /// The place of the mark that this one would replace, or be replaced by.
    fn class_of(&self, mark: &Mark) -> Option<usize> {
        let leavings = Leavings::told_by(&self.0);
        self.0.iter().position(|known| {
            known.tells_like(mark)
                && (mark.kind != Kind::IdChange || known.occurred_at == mark.occurred_at)
                && leavings.are_of_the_same(known, mark)
        })
    }

    /// Whether there is room for another change of identity. For one that brings an identifier there always
    /// is: a contact is known by what its ledger names.
    fn takes(&self, change: &Mark) -> bool {
        let changes = self.0.iter().filter(|mark| mark.kind == Kind::IdChange).count();
        changes < MAX_ID_CHANGES || !people::all_names(change).all(|name| self.has(name))
    }

    fn has(&self, name: people::Name<'_>) -> bool {
        self.0.iter().flat_map(people::all_names).any(|known| known == name)
    }

    fn limit_senders(&self, mark: &mut Mark) {
        let Some(sender) = mark.sender_key().filter(|_| self.0.len() >= MAX_SENDERS) else {
            return;
        };
        let known = self.senders();
        if known.len() >= MAX_SENDERS && !known.contains_key(&sender) {
            mark.sender = (mark.kind == Kind::OptIn).then_some(ONE_OF_TOO_MANY);
        }
    }

    /// Takes in another contact that turned out to be the same person.
    pub fn merge(&mut self, other: Self) {
        let (changes, others): (Vec<_>, Vec<_>) =
            other.0.into_iter().partition(|mark| mark.kind == Kind::IdChange);
        for mark in changes.into_iter().chain(others) {
            self.absorb(mark);
        }
    }

    /// The state that these events add up to in this view; `None` when there are none.
    pub fn state(&self, view: View) -> Option<State<'_>> {
        let views = if view == View::AnySender { self.views() } else { vec![view] };
        let standing = views.into_iter().flat_map(|view| self.standing(view));
        let opt_ins = || self.of_kind(Kind::OptIn, view);
        let latest = |a: &&Mark, b: &&Mark| a.order(b);
        let out = standing.max_by(latest).map(|mark| (Status::OptedOut, mark));
        let (status, decided_by) =
            out.or_else(|| Some((Status::OptedIn, opt_ins().max_by(latest)?)))?;
        Some(State { status, decided_by })
    }

    /// The views that can differ from each other: of each sender that is named, and of all that are not.
    pub fn views(&self) -> Vec<View> {
        if self.reach_of_all().is_some() {
            return vec![View::Account];
        }
        let named = self.senders().into_keys().map(|sender| View::Sender(Some(sender)));
        std::iter::once(View::Sender(None)).chain(named).collect()
    }

    /// Whom all events were said to, if it is one and the same: then nothing that was said to another can
    /// differ from it.
    fn reach_of_all(&self) -> Option<Reach> {
        let mut said_to = self.0.iter().filter(|mark| mark.kind != Kind::IdChange);
        let first = said_to.next().and_then(Mark::sender_key);
        said_to
            .all(|mark| mark.sender_key() == first)
            .then(|| first.map_or(Reach::Everybody, Reach::Only))
    }

    /// Towards which senders the account view holds.
    pub fn reach(&self) -> Reach {
        let out_since = |view| {
            self.state(view)
                .filter(|state| state.status == Status::OptedOut)
                .map(|state| state.decided_by.occurred_at)
        };
        self.reach_of_all().unwrap_or_else(|| {
            let account = out_since(View::Account);
            let is_one = self.views().into_iter().all(|view| out_since(view) == account);
            if is_one { Reach::Everybody } else { Reach::Differs }
        })
    }

    /// The senders that opt-outs and opt-ins were said to: their match keys, and how they were last written.
    pub fn senders(&self) -> BTreeMap<i64, i64> {
        let mut marks: Vec<&Mark> = self.0.iter().collect();
        marks.sort_by(|a, b| a.order(b));
        let senders = marks.into_iter().filter_map(|mark| mark.sender_key().zip(mark.sender));
        senders.filter(|(sender, _)| *sender != ONE_OF_TOO_MANY).collect()
    }

    fn of_kind(&self, kind: Kind, view: View) -> impl Iterator<Item = &Mark> {
        self.0.iter().filter(move |mark| mark.kind == kind && mark.counts_in(view))
    }

    /// The opt-outs that no opt-in has lifted.
    fn standing(&self, view: View) -> Vec<&Mark> {
        let mut standing: BTreeSet<usize> = BTreeSet::new();
        let mut opt_ins: Vec<&Mark> = self.of_kind(Kind::OptIn, view).collect();
        for (at, mark) in self.0.iter().enumerate() {
            if mark.kind == Kind::OptOut && mark.counts_in(view) {
                standing.insert(at);
            }
        }
        if !standing.is_empty() && !opt_ins.is_empty() {
            opt_ins.sort_by_key(|mark| mark.occurred_at);
            self.lift(&mut standing, &opt_ins);
        }
        standing.into_iter().filter_map(|at| self.0.get(at)).collect()
    }

    /// Takes away what these opt-ins lift, with what was known of who is who at the time of each.
    fn lift(&self, standing: &mut BTreeSet<usize>, opt_ins: &[&Mark]) {
        let leavings = Leavings::told_by(&self.0);
        let mut links: Vec<&Mark> = self.0.iter().filter(|mark| People::is_link(mark)).collect();
        links.sort_by_key(|mark| mark.linked_at);
        let mut links = links.into_iter().peekable();
        let mut people = People::new(&leavings);
        for opt_in in opt_ins {
            while let Some(link) = links.next_if(|link| link.linked_at <= opt_in.occurred_at) {
                people.link(link);
            }
            standing.retain(|at| {
                self.0.get(*at).is_some_and(|opt_out| {
                    !(opt_in.may_lift(opt_out) && people.are_one(opt_in, opt_out))
                })
            });
        }
    }

    /// Whether one event says it all, so that nothing needs to be remembered beside it.
    pub fn is_single_event(&self) -> bool {
        match self.0.as_slice() {
            // Of a change there is more to show than the event that decides: whom the person was known as.
            [mark] if mark.kind == Kind::IdChange => false,
            [mark] => {
                mark.phone.is_none() || mark.user_id.is_none() || mark.linked_at == mark.occurred_at
            }
            _ => false,
        }
    }

    /// The match keys of all phones that the contact is or was known by.
    pub fn phone_keys(&self) -> BTreeSet<i64> {
        let phone = |name| match name {
            Name::Phone(key) => Some(key),
            Name::UserId(_) => None,
        };
        self.0.iter().flat_map(people::all_names).filter_map(phone).collect()
    }

    /// All user ids that the contact is or was known by.
    pub fn user_ids(&self) -> BTreeSet<&str> {
        let user_id = |name| match name {
            Name::Phone(_) => None,
            Name::UserId(id) => Some(id),
        };
        self.0.iter().flat_map(people::all_names).filter_map(user_id).collect()
    }

    /// The remembered events, in no particular order.
    pub fn marks(&self) -> &[Mark] {
        &self.0
    }

    /// The remembered events, the latest last. Those that speak of what the person had left by then come
    /// before the others.
    pub fn marks_in_order(&self) -> Vec<&Mark> {
        let leavings = Leavings::told_by(&self.0);
        let mut marks: Vec<&Mark> = self.0.iter().collect();
        marks.sort_by_key(|mark| {
            let what = (mark.phone, mark.user_id.as_deref(), mark.digest);
            (!leavings.is_of_somebody_else(mark), mark.occurred_at, what)
        });
        marks
    }
}

impl From<Vec<Mark>> for Ledger {
    fn from(marks: Vec<Mark>) -> Self {
        let mut ledger = Self::default();
        ledger.merge(Self(marks));
        ledger
    }
}
