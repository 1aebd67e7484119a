//! What is remembered of one event.

use std::cmp::Ordering;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Kind, Source, View};
use crate::domain::identity::Identity;
use crate::domain::phone::Phone;

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
    /// Canonical digits of the business number that it was said to. 0 stands for one of too many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<i64>,
    /// Canonical digits of the phone that the person has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_phone: Option<i64>,
    /// User id that the person has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_user_id: Option<String>,
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
            sender: None,
            former_phone: None,
            former_user_id: None,
            digest: fingerprint(details),
        }
    }

    /// The same, said to this business number. A change of identity is of no sender: it is a fact about the
    /// person.
    #[must_use]
    pub fn said_to(mut self, sender: Option<Phone>) -> Self {
        self.sender = sender.map(Phone::stored).filter(|_| self.kind != Kind::IdChange);
        self
    }

    /// The same, about a person who was known as this before.
    #[must_use]
    pub fn formerly(mut self, former: Option<&Identity>) -> Self {
        self.former_phone = former.and_then(Identity::phone).map(Phone::stored);
        self.former_user_id = former.and_then(Identity::user_id).map(|id| id.as_str().to_owned());
        self
    }

    /// The number under which all spellings of this mark's phone meet.
    pub fn phone_key(&self) -> Option<i64> {
        key_of(self.phone)
    }

    /// The same of the phone that the person has left.
    pub fn former_phone_key(&self) -> Option<i64> {
        key_of(self.former_phone)
    }

    /// The number under which all spellings of the sender meet.
    pub fn sender_key(&self) -> Option<i64> {
        key_of(self.sender).or(self.sender)
    }

    /// Whether this says something about somebody whom `view` looks at. Who is who does not depend on it.
    pub(super) fn counts_in(&self, view: View) -> bool {
        match view {
            View::Account | View::AnySender => true,
            View::Sender(sender) => self.sender.is_none() || self.sender_key() == sender,
        }
    }

    /// Whether the two tell the same of the same people, but for their times.
    pub fn tells_like(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.source.is_provider() == other.source.is_provider()
            && self.phone_key() == other.phone_key()
            && self.user_id == other.user_id
            && self.sender_key() == other.sender_key()
            && self.former_phone_key() == other.former_phone_key()
            && self.former_user_id == other.former_user_id
    }

    /// The later, then the stronger source, then the content; never the number, which is the order of arrival.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        fn rank(mark: &Mark) -> impl Ord {
            let who = (mark.phone, mark.user_id.as_deref(), mark.sender);
            (mark.occurred_at, mark.source, mark.digest, who)
        }
        rank(self).cmp(&rank(other))
    }

    /// Whether this opt-in comes late enough, and from the right place, to lift that opt-out of the same person.
    pub(super) fn may_lift(&self, opt_out: &Self) -> bool {
        self.occurred_at > at_the_latest(opt_out.occurred_at)
            && (!opt_out.source.is_provider() || self.turns_on_again(opt_out))
    }

    /// Whether this is WhatsApp's own resume at the sender whose switch that opt-out turned.
    fn turns_on_again(&self, opt_out: &Self) -> bool {
        self.source == Source::ProviderPreference
            && (self.sender.is_none()
                || opt_out.sender.is_none()
                || self.sender_key() == opt_out.sender_key())
    }
}

/// The last moment that an event's time can mean.
pub(super) fn at_the_latest(time: DateTime<Utc>) -> DateTime<Utc> {
    if time.timestamp_subsec_nanos() == 0 { time + TimeDelta::microseconds(999_999) } else { time }
}

fn key_of(phone: Option<i64>) -> Option<i64> {
    phone.and_then(Phone::from_stored).map(Phone::match_key)
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
