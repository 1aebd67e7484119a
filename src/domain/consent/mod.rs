//! The state machine of consent.
//!
//! A contact's state is a function of the *set* of its events, so any order of arrival and any number of
//! repetitions ends the same:
//!
//! - An opt-out stands until an opt-in lifts it. The events' own times decide: the opt-in must be later;
//!   at equal times the opt-out stands. A time without a fraction, as providers give it, may have been any
//!   moment of its second.
//! - An opt-in lifts the opt-outs of the identifiers that it carries and of those that were linked to them
//!   by then. A link that is only learnt from a later event carries no opt-in back: of two contacts that
//!   turn out to be one, the most restrictive state wins.
//! - What WhatsApp's own switch set (or a send refused for it, error 131050), only WhatsApp's own resume
//!   lifts: nobody else can make such a message arrive.
//!
//! To decide this, only the latest event of each kind per set of identifiers matters: the [`Ledger`].

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::identity::Identity;
use super::phone::Phone;

/// What an event says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The person wants no more marketing.
    OptOut,
    /// The person wants it again.
    OptIn,
}

impl Kind {
    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt_out",
            Self::OptIn => "opt_in",
        }
    }

    /// Reads a name that [`Kind::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::OptOut, Self::OptIn].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Where an event comes from. The order is the tie-break between opt-outs of the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A list brought from elsewhere.
    Import,
    /// A plain API call that names no other source.
    Api,
    /// A web form.
    Web,
    /// An employee on the person's behalf.
    Agent,
    /// A word the person wrote.
    Keyword,
    /// A button the person pressed.
    Button,
    /// A send that WhatsApp refused with error 131050.
    ProviderError,
    /// WhatsApp's own stop and resume.
    ProviderPreference,
}

impl Source {
    /// All sources, in the order of the type.
    pub const ALL: [Self; 8] = [
        Self::Import,
        Self::Api,
        Self::Web,
        Self::Agent,
        Self::Keyword,
        Self::Button,
        Self::ProviderError,
        Self::ProviderPreference,
    ];

    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Api => "api",
            Self::Web => "web",
            Self::Agent => "agent",
            Self::Keyword => "keyword",
            Self::Button => "button",
            Self::ProviderError => "provider_error",
            Self::ProviderPreference => "provider_preference",
        }
    }

    /// Reads a name that [`Source::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }

    /// Whether only WhatsApp's own resume lifts an opt-out of this source.
    pub const fn is_provider(self) -> bool {
        matches!(self, Self::ProviderError | Self::ProviderPreference)
    }

    /// Whether an opt-in may come from here: a person's own act or one with a stated reason. An import is
    /// neither, and a failed send says nothing of the kind.
    pub const fn may_opt_in(self) -> bool {
        !matches!(self, Self::Import | Self::ProviderError)
    }
}

/// A contact's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// On the exclusion list.
    OptedOut,
    /// Came back by an explicit opt-in, or opted in without ever leaving.
    OptedIn,
}

impl Status {
    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptedOut => "opted_out",
            Self::OptedIn => "opted_in",
        }
    }

    /// Reads a name that [`Status::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::OptedOut, Self::OptedIn].into_iter().find(|status| status.as_str() == name)
    }
}

/// What the state machine remembers of one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Opt-out or opt-in.
    pub kind: Kind,
    /// Where it came from.
    pub source: Source,
    /// The event's own time.
    pub occurred_at: DateTime<Utc>,
    /// The tenant's number of the event.
    pub number: i64,
    /// Canonical digits of the phone that it carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<i64>,
    /// User id that it carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// For a phone with a user id: the earliest event of this class, from when on the two are one contact.
    pub linked_at: DateTime<Utc>,
    /// Fingerprint of the rest of the event: the last tie-break, so that the choice between two events of
    /// the same instant and source does not depend on which arrived first.
    pub digest: i64,
}

impl Mark {
    /// The mark of an event.
    pub fn new(
        (kind, source): (Kind, Source),
        occurred_at: DateTime<Utc>,
        number: i64,
        identity: &Identity,
        details: &[Option<&str>],
    ) -> Self {
        Self {
            kind,
            source,
            occurred_at,
            linked_at: occurred_at,
            number,
            phone: identity.phone().map(Phone::stored),
            user_id: identity.user_id().map(|id| id.as_str().to_owned()),
            digest: fingerprint(details),
        }
    }

    /// The number under which all spellings of this mark's phone meet.
    pub fn phone_key(&self) -> Option<i64> {
        self.phone.and_then(Phone::from_stored).map(Phone::match_key)
    }

    fn same_class(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.source.is_provider() == other.source.is_provider()
            && self.phone_key() == other.phone_key()
            && self.user_id == other.user_id
    }

    fn order(&self, other: &Self) -> Ordering {
        let rank = |mark: &Self| (mark.occurred_at, mark.source, mark.digest, mark.phone);
        rank(self).cmp(&rank(other))
    }

    /// The last moment that this event's time can mean.
    fn at_the_latest(&self) -> DateTime<Utc> {
        if self.occurred_at.timestamp_subsec_nanos() == 0 {
            self.occurred_at + TimeDelta::microseconds(999_999)
        } else {
            self.occurred_at
        }
    }

    /// Whether this opt-in comes late enough, and from the right place, to lift that opt-out of the same person.
    fn may_lift(&self, opt_out: &Self) -> bool {
        self.occurred_at > opt_out.at_the_latest()
            && (!opt_out.source.is_provider() || self.source == Source::ProviderPreference)
    }
}

/// FNV-1a over the fields, told apart by their position
/// (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>). Stable for ever: it is stored.
pub fn fingerprint(details: &[Option<&str>]) -> i64 {
    let fields = details.iter().flat_map(|detail| {
        let mark: &[u8] = if detail.is_some() { &[0xff] } else { &[0xfe] };
        mark.iter().chain(detail.unwrap_or_default().as_bytes())
    });
    let hash = fields.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.cast_signed()
}

/// The latest event of each kind per set of identifiers: all that a contact's state depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ledger(Vec<Mark>);

/// Which identifiers belong to one person, as far as the links told so far say.
#[derive(Default)]
struct People<'a> {
    phones: BTreeMap<i64, usize>,
    user_ids: BTreeMap<&'a str, usize>,
    count: usize,
}

impl<'a> People<'a> {
    /// Makes one person of a phone and a user id. There are few of either: see the callers' limit.
    fn link(&mut self, mark: &'a Mark) {
        let (Some(phone), Some(user_id)) = (mark.phone_key(), mark.user_id.as_deref()) else {
            return;
        };
        let new = self.count;
        self.count += 1;
        let one = *self.phones.entry(phone).or_insert(new);
        let other = *self.user_ids.entry(user_id).or_insert(one);
        if one != other {
            let everybody = self.phones.values_mut().chain(self.user_ids.values_mut());
            everybody.filter(|person| **person == other).for_each(|person| *person = one);
        }
    }

    /// Whether the two events are of one person: they share an identifier, or theirs are linked.
    fn are_one(&self, one: &Mark, other: &Mark) -> bool {
        let shares_phone = one.phone.is_some() && one.phone_key() == other.phone_key();
        let shares_user_id = one.user_id.is_some() && one.user_id == other.user_id;
        let person = self.person(one);
        shares_phone || shares_user_id || (person.is_some() && person == self.person(other))
    }

    fn person(&self, mark: &Mark) -> Option<usize> {
        let by_phone = mark.phone_key().and_then(|phone| self.phones.get(&phone));
        let by_user_id = || mark.user_id.as_deref().and_then(|id| self.user_ids.get(id));
        by_phone.or_else(by_user_id).copied()
    }
}

/// A contact's state, and the event that decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State<'a> {
    /// Opted out or opted in.
    pub status: Status,
    /// The latest opt-out that stands, or else the latest opt-in.
    pub decided_by: &'a Mark,
}

impl Ledger {
    /// Takes in one event. Later events of the same class replace earlier ones; a repeat changes nothing.
    pub fn absorb(&mut self, mark: Mark) {
        let Some(known) = self.0.iter_mut().find(|known| known.same_class(&mark)) else {
            self.0.push(mark);
            return;
        };
        let linked_at = known.linked_at.min(mark.linked_at);
        if known.order(&mark) == Ordering::Less {
            *known = mark;
        }
        known.linked_at = linked_at;
    }

    /// Takes in another contact that turned out to be the same person.
    pub fn merge(&mut self, other: Self) {
        for mark in other.0 {
            self.absorb(mark);
        }
    }

    /// The state that these events add up to; `None` when there are none.
    pub fn state(&self) -> Option<State<'_>> {
        let latest = |marks: Vec<&Mark>, status: Status| {
            let decided_by = marks.into_iter().max_by(|a, b| a.order(b))?;
            Some(State { status, decided_by: self.0.iter().find(|mark| *mark == decided_by)? })
        };
        let opt_ins = || self.0.iter().filter(|mark| mark.kind == Kind::OptIn);
        latest(self.standing(), Status::OptedOut)
            .or_else(|| latest(opt_ins().collect(), Status::OptedIn))
    }

    /// The opt-outs that no opt-in has lifted.
    fn standing(&self) -> Vec<&Mark> {
        let of_kind = |kind: Kind| self.0.iter().filter(move |mark| mark.kind == kind);
        let mut standing: Vec<&Mark> = of_kind(Kind::OptOut).collect();
        let mut opt_ins: Vec<&Mark> = of_kind(Kind::OptIn).collect();
        if standing.is_empty() || opt_ins.is_empty() {
            return standing;
        }
        opt_ins.sort_by_key(|mark| mark.occurred_at);
        let mut links: Vec<&Mark> =
            self.0.iter().filter(|mark| mark.phone.is_some() && mark.user_id.is_some()).collect();
        links.sort_by_key(|mark| mark.linked_at);
        let mut links = links.into_iter().peekable();
        let mut people = People::default();
        for opt_in in opt_ins {
            while let Some(link) = links.next_if(|link| link.linked_at <= opt_in.occurred_at) {
                people.link(link);
            }
            standing
                .retain(|opt_out| !(opt_in.may_lift(opt_out) && people.are_one(opt_in, opt_out)));
        }
        standing
    }

    /// Whether one event says it all, so that nothing needs to be remembered beside it.
    pub fn is_single_event(&self) -> bool {
        match self.0.as_slice() {
            [mark] => {
                mark.phone.is_none() || mark.user_id.is_none() || mark.linked_at == mark.occurred_at
            }
            _ => false,
        }
    }

    /// The remembered events, in no particular order.
    pub fn marks(&self) -> &[Mark] {
        &self.0
    }
}

impl From<Vec<Mark>> for Ledger {
    fn from(marks: Vec<Mark>) -> Self {
        let mut ledger = Self::default();
        for mark in marks {
            ledger.absorb(mark);
        }
        ledger
    }
}

#[cfg(test)]
mod tests;
