//! The contacts that a batch of events touches, in memory: who is who, what was known, what is new.
//!
//! No I/O: [`super::record`] loads a book, folds the events into it in order and writes what changed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::evidence::{Evidence, Recorded};
use crate::domain::consent::{Kind, Ledger, Mark, Source, State, Status, fingerprint};
use crate::domain::phone::Phone;

/// A contact links at most this many identifiers. More is not a person but a caller who sends one user id
/// for everybody: their events are then recorded for each identifier apart, so that nothing is lost.
const MAX_IDENTIFIERS: usize = 16;

/// The same request without a time of its own, told again within this, is a repeat and not a new event.
const REPEAT_WINDOW: TimeDelta = TimeDelta::minutes(5);

/// An identifier as contacts are looked up by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    /// A phone's match key.
    Phone(i64),
    /// A user id.
    UserId(String),
}

/// What makes two events the same event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Likeness {
    pub(super) kind: Kind,
    pub(super) source: Source,
    /// `None` matches by message id alone.
    pub(super) occurred_at: Option<DateTime<Utc>>,
    pub(super) message_id: Option<String>,
    pub(super) phone: Option<i64>,
    pub(super) user_id: Option<String>,
    /// The other details, when no message id tells events apart.
    pub(super) digest: Option<i64>,
}

/// What a contact shows on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) status: Status,
    pub(super) event_number: i64,
    pub(super) since: DateTime<Utc>,
    pub(super) phone: Option<i64>,
    pub(super) user_id: Option<String>,
    pub(super) also_known_as: Vec<String>,
}

/// A contact in the book.
#[derive(Debug)]
pub(super) struct Contact {
    pub(super) id: i64,
    pub(super) ledger: Ledger,
    /// As it stood before this batch.
    pub(super) before: Option<Shown>,
    /// Its current row on the list: when the person opted out, and the row's number.
    pub(super) listed: Option<(DateTime<Utc>, i64)>,
    pub(super) merged_into: Option<i64>,
    /// Number of the last event of this batch that touched it.
    pub(super) touched: Option<i64>,
}

impl Contact {
    /// A contact as it is stored.
    pub(super) fn stored(id: i64, ledger: Ledger, listed: Option<(DateTime<Utc>, i64)>) -> Self {
        let before = show(&ledger);
        Self { id, ledger, before, listed, merged_into: None, touched: None }
    }

    fn new(id: i64) -> Self {
        Self {
            id,
            ledger: Ledger::default(),
            before: None,
            listed: None,
            merged_into: None,
            touched: None,
        }
    }

    /// As it stands now.
    pub(super) fn shown(&self) -> Option<Shown> {
        show(&self.ledger)
    }

    fn status(&self) -> Option<Status> {
        self.ledger.state().map(|state| state.status)
    }

    pub(super) fn keys(&self) -> BTreeSet<Key> {
        self.ledger.marks().iter().flat_map(keys_of_mark).collect()
    }
}

fn keys_of_mark(mark: &Mark) -> impl Iterator<Item = Key> + use<> {
    mark.phone_key().map(Key::Phone).into_iter().chain(mark.user_id.clone().map(Key::UserId))
}

/// What people see of a contact: its latest phone and user id by the events' own times, and the others. Of a
/// number in two spellings the later one is shown.
pub(super) fn show(ledger: &Ledger) -> Option<Shown> {
    let State { status, decided_by } = ledger.state()?;
    let mut marks: Vec<&Mark> = ledger.marks().iter().collect();
    marks.sort_by_key(|mark| (mark.occurred_at, mark.phone, mark.user_id.as_deref(), mark.digest));
    let phones: BTreeMap<i64, i64> =
        marks.iter().filter_map(|mark| mark.phone_key().zip(mark.phone)).collect();
    let user_ids: BTreeSet<&str> =
        marks.iter().filter_map(|mark| mark.user_id.as_deref()).collect();
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
        status,
        event_number: decided_by.number,
        since: decided_by.occurred_at,
        phone,
        also_known_as: other_phones.chain(other_user_ids).collect(),
        user_id,
    })
}

/// An event to be written.
#[derive(Debug)]
pub(super) struct Event<'a> {
    pub(super) number: i64,
    pub(super) contact_id: i64,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) evidence: std::borrow::Cow<'a, Evidence>,
    pub(super) status: Status,
    pub(super) changed: bool,
}

/// The contacts of one batch of one tenant.
#[derive(Debug)]
pub(super) struct Book<'a> {
    now: DateTime<Utc>,
    last_event: i64,
    contacts: HashMap<i64, Contact>,
    by_key: HashMap<Key, i64>,
    known: HashMap<Likeness, i64>,
    events: Vec<Event<'a>>,
    moved: HashSet<Key>,
}

impl<'a> Book<'a> {
    pub(super) fn new(last_event: i64, now: DateTime<Utc>) -> Self {
        Self {
            now,
            last_event,
            contacts: HashMap::new(),
            by_key: HashMap::new(),
            known: HashMap::new(),
            events: Vec::new(),
            moved: HashSet::new(),
        }
    }

    /// Puts in a contact that is stored, found by one of its identifiers.
    pub(super) fn add_contact(&mut self, key: Key, contact: Contact) {
        self.by_key.insert(key, contact.id);
        self.contacts.entry(contact.id).or_insert(contact);
    }

    /// Puts in an event that is stored and that one of the batch could be a repeat of.
    pub(super) fn add_known(&mut self, likeness: Likeness, number: i64) {
        self.known.insert(likeness, number);
    }

    /// The contacts in the book that this identity belongs to.
    pub(super) fn contacts_of(&self, evidence: &Evidence) -> BTreeSet<i64> {
        keys(evidence).iter().filter_map(|key| self.by_key.get(key).copied()).collect()
    }

    /// Folds one event in.
    pub(super) fn fold(&mut self, evidence: &'a Evidence) -> Recorded {
        match evidence.apart().filter(|_| self.is_crowded(evidence)) {
            None => self.fold_one(std::borrow::Cow::Borrowed(evidence)),
            Some([phone, user_id]) => {
                let told_of_phone = self.fold_one(std::borrow::Cow::Owned(phone));
                let told_of_user_id = self.fold_one(std::borrow::Cow::Owned(user_id));
                let changed = told_of_phone.changed || told_of_user_id.changed;
                Recorded { changed, ..told_of_phone }
            }
        }
    }

    /// Whether recording this would link too many identifiers into one contact.
    fn is_crowded(&self, evidence: &Evidence) -> bool {
        let contacts = self.contacts_of(evidence);
        let mut linked: BTreeSet<Key> = keys(evidence).into_iter().collect();
        for contact in contacts.iter().filter_map(|id| self.contacts.get(id)) {
            linked.extend(contact.keys());
        }
        linked.len() > MAX_IDENTIFIERS
    }

    fn fold_one(&mut self, evidence: std::borrow::Cow<'a, Evidence>) -> Recorded {
        let found = self.contacts_of(&evidence);
        if let Some(number) = self.repeat_of(&evidence, &found) {
            let contact_id = found.first().copied().unwrap_or(number);
            let status = self.contacts.get(&contact_id).and_then(Contact::status);
            return Recorded { number, repeated: true, changed: false, status, contact_id };
        }
        let number = self.last_event + 1;
        self.last_event = number;
        let before = self.most_restrictive(&found);
        let contact_id = self.unite(&found, number);
        let occurred_at = self.time_of(&evidence);
        let mark = Mark::new(
            (evidence.kind, evidence.source),
            occurred_at,
            number,
            &evidence.identity,
            &evidence.details(),
        );
        for key in keys(&evidence) {
            if self.by_key.insert(key.clone(), contact_id) != Some(contact_id) {
                self.moved.insert(key);
            }
        }
        let contact = self.contacts.entry(contact_id).or_insert_with(|| Contact::new(contact_id));
        contact.ledger.absorb(mark);
        contact.touched = Some(number);
        let status = contact.status().unwrap_or(Status::OptedOut);
        let changed = before != Some(status);
        for likeness in likenesses(&evidence, occurred_at) {
            self.known.entry(likeness).or_insert(number);
        }
        self.events.push(Event { number, contact_id, occurred_at, evidence, status, changed });
        Recorded { number, repeated: false, changed, status: Some(status), contact_id }
    }

    /// The event's own time. An opt-in is never taken to lie ahead of our clock: a STOP that comes in the
    /// meantime would be lost to it.
    fn time_of(&self, evidence: &Evidence) -> DateTime<Utc> {
        let given = evidence.occurred_at.unwrap_or(self.now);
        if evidence.kind == Kind::OptIn { given.min(self.now) } else { given }
    }

    fn most_restrictive(&self, found: &BTreeSet<i64>) -> Option<Status> {
        let states =
            || found.iter().filter_map(|id| self.contacts.get(id)).filter_map(Contact::status);
        states().find(|status| *status == Status::OptedOut).or_else(|| states().next())
    }

    /// Makes one contact of those found: the oldest takes in the others. None found: a new one.
    fn unite(&mut self, found: &BTreeSet<i64>, number: i64) -> i64 {
        let Some((first, others)) =
            found.iter().copied().collect::<Vec<_>>().split_first().map(|(f, o)| (*f, o.to_vec()))
        else {
            return number;
        };
        for other in others {
            let Some(merged) = self.contacts.get_mut(&other) else { continue };
            merged.merged_into = Some(first);
            merged.touched = Some(number);
            let (keys, ledger) = (merged.keys(), merged.ledger.clone());
            for key in keys {
                self.by_key.insert(key.clone(), first);
                self.moved.insert(key);
            }
            if let Some(contact) = self.contacts.get_mut(&first) {
                contact.ledger.merge(ledger);
            }
        }
        first
    }

    /// The number of the event that this one repeats, if it does.
    fn repeat_of(&self, evidence: &Evidence, found: &BTreeSet<i64>) -> Option<i64> {
        let asked = Likeness::of(evidence, evidence.occurred_at);
        let has_own_mark = evidence.occurred_at.is_some() || evidence.message_id.is_some();
        if let Some(number) = self.known.get(&asked).filter(|_| has_own_mark) {
            return Some(*number);
        }
        if evidence.occurred_at.is_some() {
            return None;
        }
        // Told without a time: a repeat if the same was told just now and has had its effect.
        let contact = self.contacts.get(found.iter().next().filter(|_| found.len() == 1)?)?;
        let mark = Mark::new(
            (evidence.kind, evidence.source),
            self.now,
            0,
            &evidence.identity,
            &evidence.details(),
        );
        let has_its_effect = match contact.status()? {
            Status::OptedOut => mark.kind == Kind::OptOut,
            Status::OptedIn => mark.kind == Kind::OptIn,
        };
        let same = |known: &&Mark| {
            known.kind == mark.kind
                && known.source == mark.source
                && known.digest == mark.digest
                && known.phone_key() == mark.phone_key()
                && known.user_id == mark.user_id
                && self.now.signed_duration_since(known.occurred_at).abs() < REPEAT_WINDOW
        };
        let told = contact.ledger.marks().iter().find(same);
        told.filter(|_| has_its_effect).map(|known| known.number)
    }

    /// What is to be written.
    pub(super) fn close(self) -> Changes<'a> {
        let moved = self
            .moved
            .into_iter()
            .filter_map(|key| self.by_key.get(&key).copied().map(|contact| (key, contact)))
            .collect();
        let mut contacts: Vec<Contact> =
            self.contacts.into_values().filter(|contact| contact.touched.is_some()).collect();
        contacts.sort_unstable_by_key(|contact| contact.id);
        Changes { last_event: self.last_event, events: self.events, contacts, moved }
    }
}

/// What a closed book changes.
#[derive(Debug)]
pub(super) struct Changes<'a> {
    pub(super) last_event: i64,
    pub(super) events: Vec<Event<'a>>,
    pub(super) contacts: Vec<Contact>,
    pub(super) moved: BTreeMap<Key, i64>,
}

/// The identifiers of an event.
pub(super) fn keys(evidence: &Evidence) -> Vec<Key> {
    let phone = evidence.identity.phone().map(|phone| Key::Phone(phone.match_key()));
    let user_id = evidence.identity.user_id().map(|id| Key::UserId(id.as_str().to_owned()));
    phone.into_iter().chain(user_id).collect()
}

impl Likeness {
    /// What an event must have in common with this one to be the same.
    pub(super) fn of(evidence: &Evidence, occurred_at: Option<DateTime<Utc>>) -> Self {
        Self {
            kind: evidence.kind,
            source: evidence.source,
            occurred_at,
            digest: evidence.message_id.is_none().then(|| fingerprint(&evidence.details())),
            message_id: evidence.message_id.as_ref().map(|id| id.as_str().to_owned()),
            phone: evidence.identity.phone().map(Phone::stored),
            user_id: evidence.identity.user_id().map(|id| id.as_str().to_owned()),
        }
    }
}

/// The ways in which a later event of the batch may be found to repeat this one.
fn likenesses(evidence: &Evidence, occurred_at: DateTime<Utc>) -> impl Iterator<Item = Likeness> {
    let by_message = evidence.message_id.as_ref().map(|_| Likeness::of(evidence, None));
    std::iter::once(Likeness::of(evidence, Some(occurred_at))).chain(by_message)
}
