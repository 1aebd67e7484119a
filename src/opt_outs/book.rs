//! The contacts that a batch of events touches, in memory: who is who, what was known, what is new.
//!
//! No I/O: [`mod@super::record`] loads a book, folds the events into it in order and writes what changed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
// Hashes a third as long as the standard library's, seeded at random too; a batch is too small to be attacked.
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::contact::{Contact, Key};
use super::evidence::{Evidence, Recorded};
use crate::domain::consent::{Kind, Ledger, Mark, OptOutScope, Source, Status, View, fingerprint};
use crate::domain::identity::{Identity, UserId};
use crate::domain::phone::Phone;

/// A contact links at most this many identifiers. More is not a person but a caller who sends one user id
/// for everybody: their events are then recorded for each identifier apart, so that nothing is lost.
const MAX_IDENTIFIERS: usize = 16;

/// The same request without a time of its own, told again within this, is a repeat and not a new event.
const REPEAT_WINDOW: TimeDelta = TimeDelta::minutes(5);

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
    /// Match key.
    pub(super) sender: Option<i64>,
    pub(super) former_phone: Option<i64>,
    pub(super) former_user_id: Option<String>,
    /// The other details, when no message id tells events apart.
    pub(super) digest: Option<i64>,
}

/// An event to be written.
#[derive(Debug)]
pub(super) struct Event<'a> {
    pub(super) number: i64,
    pub(super) contact_id: i64,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) evidence: std::borrow::Cow<'a, Evidence>,
    pub(super) status: Option<Status>,
    pub(super) changed: bool,
}

/// The contacts of one batch of one tenant.
#[derive(Debug)]
pub(super) struct Book<'a> {
    /// What an opt-out counts for, for the event that is folded.
    scope: OptOutScope,
    now: DateTime<Utc>,
    last_event: i64,
    contacts: HashMap<i64, Contact>,
    by_key: HashMap<Key, i64>,
    known: HashMap<Likeness, i64>,
    /// Those that were merged into a contact, in this batch.
    followers: HashMap<i64, Vec<i64>>,
    events: Vec<Event<'a>>,
    moved: HashSet<Key>,
    /// Whether the batch has a change of identity, so that contacts bring their history.
    keeps_history: bool,
}

impl<'a> Book<'a> {
    /// An empty one, with room for so many events of people who are new.
    pub(super) fn new(last_event: i64, now: DateTime<Utc>, events: usize) -> Self {
        Self {
            scope: OptOutScope::default(),
            now,
            last_event,
            contacts: HashMap::with_capacity(events),
            by_key: HashMap::with_capacity(events),
            known: HashMap::with_capacity(events * 2),
            followers: HashMap::new(),
            events: Vec::with_capacity(events),
            moved: HashSet::with_capacity(events),
            keeps_history: false,
        }
    }

    /// Puts in a contact that is stored, found by one of its identifiers.
    pub(super) fn add_contact(&mut self, key: Key, contact: Contact) {
        self.by_key.insert(key, contact.id);
        self.contacts.entry(contact.id).or_insert(contact);
    }

    /// The ids of the contacts in the book.
    pub(super) fn contact_ids(&self) -> Vec<i64> {
        self.contacts.keys().copied().collect()
    }

    /// Puts in the stored events of all contacts in the book, in their order.
    pub(super) fn add_history(&mut self, mut history: std::collections::HashMap<i64, Vec<Mark>>) {
        self.keeps_history = true;
        for contact in self.contacts.values_mut() {
            contact.history = Some(history.remove(&contact.id).unwrap_or_default());
        }
    }

    /// Puts in an event that is stored and that one of the batch could be a repeat of.
    pub(super) fn add_known(&mut self, likeness: Likeness, number: i64) {
        self.known.insert(likeness, number);
    }

    /// When what is folded is recorded.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A contact in the book, as it stands now.
    pub(super) fn contact(&self, id: i64) -> Option<&Contact> {
        self.contacts.get(&id)
    }

    /// An event that was folded in and was no repeat.
    pub(super) fn event(&self, number: i64) -> Option<&Event<'a>> {
        let first = self.events.first()?.number;
        self.events.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// The contacts in the book that this identity belongs to.
    pub(super) fn contacts_of(&self, evidence: &Evidence) -> BTreeSet<i64> {
        keys(evidence).iter().filter_map(|key| self.by_key.get(key).copied()).collect()
    }

    /// Folds one event in. `scope` says what an opt-out counts for.
    pub(super) fn fold(&mut self, evidence: &'a Evidence, scope: OptOutScope) -> Recorded {
        self.scope = scope;
        self.fold_or_split(std::borrow::Cow::Borrowed(evidence))
    }

    fn fold_or_split(&mut self, evidence: std::borrow::Cow<'a, Evidence>) -> Recorded {
        match evidence.apart().filter(|_| self.is_crowded(&evidence)) {
            None => self.fold_one(evidence),
            Some([one, other]) => {
                let told_of_one = self.fold_or_split(std::borrow::Cow::Owned(one));
                let told_of_other = self.fold_or_split(std::borrow::Cow::Owned(other));
                let changed = told_of_one.changed || told_of_other.changed;
                Recorded { changed, ..told_of_one }
            }
        }
    }

    /// Whether recording this would link too many identifiers into one contact.
    fn is_crowded(&self, evidence: &Evidence) -> bool {
        let contacts = self.contacts_of(evidence);
        if contacts.is_empty() {
            return false;
        }
        let mut linked: BTreeSet<Key> = keys(evidence).into_iter().collect();
        for contact in contacts.iter().filter_map(|id| self.contacts.get(id)) {
            linked.extend(contact.keys());
        }
        linked.len() > MAX_IDENTIFIERS
    }

    fn fold_one(&mut self, evidence: std::borrow::Cow<'a, Evidence>) -> Recorded {
        let found = self.contacts_of(&evidence);
        let view = self.view_of(&evidence);
        if let Some(number) = self.repeat_of(&evidence, &found) {
            let contact_id = found.first().copied().unwrap_or(number);
            let status = self.contacts.get(&contact_id).and_then(|contact| contact.status(view));
            return Recorded { number, repeated: true, changed: false, status, contact_id };
        }
        let number = self.last_event + 1;
        self.last_event = number;
        let before: Vec<Ledger> = found
            .iter()
            .filter_map(|id| self.contacts.get(id))
            .map(|contact| contact.ledger.clone())
            .collect();
        let contact_id = self.unite(&found, number);
        let occurred_at = self.time_of(&evidence);
        for key in keys(&evidence) {
            if self.by_key.insert(key.clone(), contact_id) != Some(contact_id) {
                self.moved.insert(key);
            }
        }
        let keeps_history = self.keeps_history;
        let contact = self
            .contacts
            .entry(contact_id)
            .or_insert_with(|| Contact::new(contact_id, keeps_history));
        contact.absorb(evidence.mark(occurred_at, number));
        contact.touched = Some(number);
        let status = contact.status(view);
        let changed = has_changed(&before, &contact.ledger, view);
        for likeness in likenesses(&evidence, occurred_at) {
            self.known.entry(likeness).or_insert(number);
        }
        self.events.push(Event { number, contact_id, occurred_at, evidence, status, changed });
        Recorded { number, repeated: false, changed, status, contact_id }
    }

    /// How the tenant looks at what this event says. Who somebody is concerns every sender.
    fn view_of(&self, evidence: &Evidence) -> View {
        self.scope.view(evidence.sender.filter(|_| evidence.kind != Kind::IdChange))
    }

    /// The event's own time. An opt-in is never taken to lie ahead of our clock: a STOP that comes in the
    /// meantime would be lost to it.
    fn time_of(&self, evidence: &Evidence) -> DateTime<Utc> {
        // As the database keeps it.
        let given = evidence.counts_at().map_or(self.now, |at| at.trunc_subsecs(6));
        if evidence.kind == Kind::OptIn { given.min(self.now) } else { given }
    }

    /// Makes one contact of those found: the oldest takes in the others. None found: a new one.
    fn unite(&mut self, found: &BTreeSet<i64>, number: i64) -> i64 {
        let Some((first, others)) =
            found.iter().copied().collect::<Vec<_>>().split_first().map(|(f, o)| (*f, o.to_vec()))
        else {
            return number;
        };
        for other in others {
            // A family is one step: whoever was merged into the other one, in this batch, is now merged into the first.
            for follower in self.followers.remove(&other).unwrap_or_default() {
                self.follow(follower, first);
            }
            self.follow(other, first);
            let Some(merged) = self.contacts.get_mut(&other) else { continue };
            merged.touched = Some(number);
            let (keys, ledger) = (merged.keys(), merged.ledger.clone());
            let history = merged.history.clone();
            for key in keys {
                self.by_key.insert(key.clone(), first);
                self.moved.insert(key);
            }
            if let Some(contact) = self.contacts.get_mut(&first) {
                contact.merge(ledger, history);
            }
        }
        first
    }

    /// Notes that a contact was merged into another one.
    fn follow(&mut self, follower: i64, into: i64) {
        if let Some(contact) = self.contacts.get_mut(&follower) {
            contact.merged_into = Some(into);
        }
        self.followers.entry(into).or_default().push(follower);
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
        let mark = evidence.mark(self.now, 0);
        let has_its_effect = match (mark.kind, contact.status(self.view_of(evidence))) {
            (Kind::OptOut, status) => status == Some(Status::OptedOut),
            (Kind::OptIn, status) => status == Some(Status::OptedIn),
            (Kind::IdChange, _) => true,
        };
        let same = |known: &&Mark| {
            known.source == mark.source
                && known.digest == mark.digest
                && known.tells_like(&mark)
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
        Changes { last_event: self.last_event, now: self.now, events: self.events, contacts, moved }
    }
}

/// What a closed book changes.
#[derive(Debug)]
pub(super) struct Changes<'a> {
    pub(super) last_event: i64,
    /// When it was recorded.
    pub(super) now: DateTime<Utc>,
    pub(super) events: Vec<Event<'a>>,
    pub(super) contacts: Vec<Contact>,
    pub(super) moved: BTreeMap<Key, i64>,
}

/// The identifiers of an event, former ones included.
pub(super) fn keys(evidence: &Evidence) -> Vec<Key> {
    let identities = std::iter::once(&evidence.identity).chain(&evidence.former);
    let keys: BTreeSet<Key> = identities
        .flat_map(|identity| {
            let phone = identity.phone().map(|phone| Key::Phone(phone.match_key()));
            let user_id = identity.user_id().map(|id| Key::UserId(id.as_str().to_owned()));
            phone.into_iter().chain(user_id)
        })
        .collect();
    keys.into_iter().collect()
}

/// Whether a contact stands otherwise than before. Of several contacts that become one, the most restrictive
/// state is what it was before.
fn has_changed(before: &[Ledger], now: &Ledger, view: View) -> bool {
    // Towards nobody in particular: towards any of those whom the events name, or all others.
    let views = if view == View::AnySender { now.views() } else { vec![view] };
    views.into_iter().any(|view| {
        let status = |ledger: &Ledger| ledger.state(view).map(|state| state.status);
        let known: Vec<Status> = before.iter().filter_map(status).collect();
        let was = known.iter().find(|status| **status == Status::OptedOut).or(known.first());
        was.copied() != status(now)
    })
}

impl Likeness {
    /// What an event must have in common with this one to be the same.
    pub(super) fn of(evidence: &Evidence, occurred_at: Option<DateTime<Utc>>) -> Self {
        let text = |id: &UserId| id.as_str().to_owned();
        Self {
            kind: evidence.kind,
            source: evidence.source,
            occurred_at,
            digest: evidence.message_id.is_none().then(|| fingerprint(&evidence.details())),
            message_id: evidence.message_id.as_ref().map(|id| id.as_str().to_owned()),
            phone: evidence.identity.phone().map(Phone::stored),
            user_id: evidence.identity.user_id().map(text),
            sender: evidence.sender.map(Phone::match_key),
            former_phone: evidence.former.as_ref().and_then(Identity::phone).map(Phone::stored),
            former_user_id: evidence.former.as_ref().and_then(Identity::user_id).map(text),
        }
    }
}

/// The ways in which a later event of the batch may be found to repeat this one.
fn likenesses(evidence: &Evidence, occurred_at: DateTime<Utc>) -> impl Iterator<Item = Likeness> {
    let by_message = evidence.message_id.as_ref().map(|_| Likeness::of(evidence, None));
    std::iter::once(Likeness::of(evidence, Some(occurred_at))).chain(by_message)
}
