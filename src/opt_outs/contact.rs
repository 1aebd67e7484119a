//! One contact in memory: its ledger, the identifiers it is found by, and what it shows to people.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::domain::consent::{Kind, Ledger, Mark, OptOutScope, State, Status, View};
use crate::domain::phone::Phone;

/// An identifier as contacts are looked up by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    /// A phone's match key.
    Phone(i64),
    /// A user id.
    UserId(String),
}

/// What a contact shows to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) phone: Option<i64>,
    pub(super) user_id: Option<String>,
    pub(super) also_known_as: Vec<String>,
    /// In the account view.
    pub(super) account: Option<Decided>,
    /// Towards any sender.
    pub(super) any_sender: Option<Decided>,
}

/// A state and the event that decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) status: Status,
    pub(super) event_number: i64,
    pub(super) since: DateTime<Utc>,
}

impl From<State<'_>> for Decided {
    fn from(State { status, decided_by }: State<'_>) -> Self {
        Self { status, event_number: decided_by.number, since: decided_by.occurred_at }
    }
}

impl Shown {
    /// What both scopes show of this contact on the list, or each of them.
    pub(super) fn lines(&self) -> Vec<Line> {
        let out = |decided: Option<Decided>| decided.filter(|d| d.status == Status::OptedOut);
        let line = |only_in| {
            move |decided: Decided| Line {
                only_in,
                event_number: decided.event_number,
                since: decided.since,
            }
        };
        let (account, any_sender) = (out(self.account), out(self.any_sender));
        if account == any_sender {
            return account.map(line(None)).into_iter().collect();
        }
        let account = account.map(line(Some(OptOutScope::Account)));
        let any_sender = any_sender.map(line(Some(OptOutScope::Sender)));
        account.into_iter().chain(any_sender).collect()
    }
}

/// A row of the list: the event that put it there, and in which scope it is shown if not in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) only_in: Option<OptOutScope>,
    pub(super) event_number: i64,
    pub(super) since: DateTime<Utc>,
}

impl Line {
    pub(super) fn is_only_of_senders(&self) -> bool {
        self.only_in == Some(OptOutScope::Sender)
    }
}

/// Where a row of the list is stored: when the person opted out, and the event that listed it.
pub(super) type Place = (DateTime<Utc>, i64);

/// The current rows of a contact on the list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    /// Of the row that the scope `account` shows.
    pub(super) account: Option<Place>,
    /// Of the row that only the scope `sender` shows.
    pub(super) sender: Option<Place>,
}

/// A contact in the book.
#[derive(Debug)]
pub(super) struct Contact {
    pub(super) id: i64,
    pub(super) ledger: Ledger,
    /// Every event, where a change of identity may ask for what the ledger has forgotten.
    pub(super) history: Option<Vec<Mark>>,
    /// As it stood before this batch.
    pub(super) before: Option<Shown>,
    pub(super) places: Places,
    pub(super) merged_into: Option<i64>,
    /// Number of the last event of this batch that touched it.
    pub(super) touched: Option<i64>,
}

impl Contact {
    /// A contact as it is stored.
    pub(super) fn stored(id: i64, ledger: Ledger, places: Places) -> Self {
        let before = show(&ledger);
        Self { id, ledger, history: None, before, places, merged_into: None, touched: None }
    }

    pub(super) fn new(id: i64, keeps_history: bool) -> Self {
        Self {
            id,
            ledger: Ledger::default(),
            history: keeps_history.then(Vec::new),
            before: None,
            places: Places::default(),
            merged_into: None,
            touched: None,
        }
    }

    /// As it stands now.
    pub(super) fn shown(&self) -> Option<Shown> {
        show(&self.ledger)
    }

    pub(super) fn status(&self, view: View) -> Option<Status> {
        self.ledger.state(view).map(|state| state.status)
    }

    /// Its status in the account view, as it is stored; `shown` is what it shows.
    pub(super) fn stored_status(&self, shown: &Shown) -> &'static str {
        match (self.merged_into, shown.account) {
            (Some(_), _) => "merged",
            (None, Some(decided)) => decided.status.as_str(),
            (None, None) => "none",
        }
    }

    /// The event that decides the state; of a contact without one, its last event.
    pub(super) fn deciding_event(&self, shown: &Shown) -> Option<(i64, DateTime<Utc>)> {
        let last = || self.ledger.marks_in_order().pop();
        let decided = shown.account.map(|decided| (decided.event_number, decided.since));
        decided.or_else(|| last().map(|mark| (mark.number, mark.occurred_at)))
    }

    /// The ledger, unless a single event says it all.
    pub(super) fn kept_ledger(&self) -> Option<&Ledger> {
        (!self.ledger.is_single_event()).then_some(&self.ledger)
    }

    pub(super) fn keys(&self) -> BTreeSet<Key> {
        self.ledger.marks().iter().flat_map(keys_of_mark).collect()
    }

    pub(super) fn absorb(&mut self, mark: Mark) {
        if let Some(history) = &mut self.history {
            history.push(mark.clone());
            // One that the ledger does not remember draws no line: making it anew would only take time.
            if mark.kind == Kind::IdChange && self.ledger.remembers_change(&mark) {
                self.ledger = Ledger::from(history.clone());
                return;
            }
        }
        self.ledger.absorb(mark);
    }

    pub(super) fn merge(&mut self, ledger: Ledger, history: Option<Vec<Mark>>) {
        self.ledger.merge(ledger);
        if let Some(own) = &mut self.history {
            own.extend(history.unwrap_or_default());
            own.sort_by_key(|mark| mark.number);
        }
    }
}

fn keys_of_mark(mark: &Mark) -> impl Iterator<Item = Key> + use<> {
    let phones = mark.phone_key().into_iter().chain(mark.former_phone_key());
    let user_ids = mark.user_id.clone().into_iter().chain(mark.former_user_id.clone());
    phones.map(Key::Phone).chain(user_ids.map(Key::UserId))
}

/// What people see of a contact: its latest phone and user id by the events' own times, and the others. Of a
/// number in two spellings the later one is shown.
pub(super) fn show(ledger: &Ledger) -> Option<Shown> {
    let marks = ledger.marks_in_order();
    marks.first()?;
    let mut phones: BTreeMap<i64, i64> = BTreeMap::new();
    let mut user_ids: BTreeSet<&str> = BTreeSet::new();
    for mark in &marks {
        phones.extend(mark.former_phone_key().zip(mark.former_phone));
        phones.extend(mark.phone_key().zip(mark.phone));
        user_ids.extend(mark.former_user_id.as_deref());
        user_ids.extend(mark.user_id.as_deref());
    }
    let phone = marks.iter().rev().find_map(|mark| mark.phone);
    let user_id = marks.iter().rev().find_map(|mark| mark.user_id.clone());
    let other_phones = phones
        .into_values()
        .filter(|other| Some(*other) != phone)
        .filter_map(|digits| Phone::from_stored(digits).map(Phone::e164));
    let other_user_ids = user_ids
        .into_iter()
        .filter(|other| Some(*other) != user_id.as_deref())
        .map(ToOwned::to_owned);
    Some(Shown {
        phone,
        also_known_as: other_phones.chain(other_user_ids).collect(),
        user_id,
        account: ledger.state(View::Account).map(Decided::from),
        any_sender: ledger.state(View::AnySender).map(Decided::from),
    })
}
