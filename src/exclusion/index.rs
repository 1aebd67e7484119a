//! Everybody on one tenant's list, in memory: exact, at a known event number.

use std::collections::HashMap;

use super::packed::{Known, PLACES, pack_user_id};
use super::table::{PackedUserId, PhoneKey, Table};
use super::{Listed, Since};
use crate::domain::consent::{Ledger, Reach, Standing, View};
use crate::domain::identity::UserId;
use crate::domain::phone::Phone;

/// A contact as it stands, with all its identifiers.
#[derive(Debug)]
pub(super) struct ContactState {
    pub(super) contact_id: i64,
    pub(super) phone: Option<i64>,
    pub(super) user_id: Option<String>,
    /// With the ledger, wherever there is one: it names all identifiers.
    pub(super) standing: Standing,
}

/// A contact that stands differently towards different senders.
#[derive(Debug)]
struct Differing {
    /// In each view that can differ from the others.
    views: Vec<(View, Since)>,
}

impl Differing {
    fn of(standing: &Standing) -> Self {
        let named = standing.ledger.as_ref().map(Ledger::views).unwrap_or_default();
        let general = [View::Account, View::AnySender, View::Sender(None)];
        let views = general.into_iter().chain(named.into_iter().filter(|v| !general.contains(v)));
        let micros = |view| standing.opted_out_since(view).map(|since| since.timestamp_micros());
        Self { views: views.map(|view| (view, micros(view))).collect() }
    }

    fn is_out(&self) -> bool {
        self.views.iter().any(|(_, since)| since.is_some())
    }

    fn since(&self, view: View) -> Since {
        let find = |wanted| self.views.iter().find(|(known, _)| *known == wanted);
        // A sender that no event names.
        find(view).or_else(|| find(View::Sender(None)))?.1
    }

    fn bytes(&self) -> usize {
        // With the map's entry and what the allocator adds.
        64 + self.views.capacity() * size_of::<(View, Since)>()
    }
}

/// The index of one tenant.
#[derive(Debug)]
pub(super) struct Index {
    phones: Table<PhoneKey>,
    user_ids: Table<PackedUserId>,
    /// Of other kinds than those that can be packed.
    odd_user_ids: HashMap<Box<str>, u64>,
    odd_bytes: usize,
    /// Match keys of senders, by their place.
    senders: Vec<i64>,
    places: HashMap<i64, u16>,
    /// By contact.
    differing: HashMap<u64, Differing>,
    differing_bytes: usize,
    /// The last event that it honours.
    pub(super) at: i64,
}

impl Index {
    /// An empty one that honours no event. `seed` decides where in its tables things are, so that nobody outside can
    /// choose numbers that collide.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            phones: Table::new(seed),
            user_ids: Table::new(seed),
            odd_user_ids: HashMap::new(),
            odd_bytes: 0,
            senders: Vec::new(),
            places: HashMap::new(),
            differing: HashMap::new(),
            differing_bytes: 0,
            at: 0,
        }
    }

    /// Identifiers on the list.
    pub(super) fn len(&self) -> usize {
        self.phones.len() + self.user_ids.len() + self.odd_user_ids.len()
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let odd = self.odd_user_ids.capacity() * (size_of::<(Box<str>, u64)>() + 1);
        let senders = self.senders.capacity() * 32;
        let tables = self.phones.bytes() + self.user_ids.bytes();
        tables + odd + self.odd_bytes + senders + self.differing_bytes + size_of::<Self>()
    }

    /// Bytes that it would take with room for so many phones.
    pub(super) fn bytes_with(&self, phones: usize) -> usize {
        self.bytes() + Table::<PhoneKey>::bytes_for(phones).saturating_sub(self.phones.bytes())
    }

    /// Makes room for so many phones.
    pub(super) fn reserve(&mut self, phones: usize) {
        self.phones.reserve(phones);
    }

    /// Phones on the list.
    pub(super) const fn phones(&self) -> usize {
        self.phones.len()
    }

    /// Gives back room that is not needed.
    pub(super) fn fit(&mut self) {
        self.phones.fit();
        self.user_ids.fit();
    }

    /// Puts a contact in as it stands now, or takes it out.
    pub(super) fn apply(&mut self, contact: &ContactState) {
        let value = self.value_of(contact);
        if let Some(ledger) = &contact.standing.ledger {
            ledger.phone_keys().into_iter().for_each(|key| self.set_phone(key, value));
            ledger.user_ids().into_iter().for_each(|id| self.set_user_id(id, value));
        } else {
            let phone = contact.phone.and_then(Phone::from_stored);
            if let Some(phone) = phone {
                self.set_phone(phone.match_key(), value);
            }
            contact.user_id.iter().for_each(|id| self.set_user_id(id, value));
        }
    }

    fn value_of(&mut self, contact: &ContactState) -> u64 {
        let id = u64::try_from(contact.contact_id).unwrap_or_default();
        if let Some(gone) = self.differing.remove(&id) {
            self.differing_bytes -= gone.bytes();
        }
        let out_since = contact.standing.out_since.map(|since| since.timestamp_micros());
        let packed = match (contact.standing.reach, out_since) {
            (Reach::Everybody | Reach::Only(_), None) => return 0,
            (Reach::Everybody, Some(since)) => Known::Out(since).pack(),
            (Reach::Only(sender), Some(since)) => {
                self.place_of(sender).and_then(|place| Known::OutTowards(place, since).pack())
            }
            (Reach::Differs, _) => None,
        };
        if let Some(value) = packed {
            return value;
        }
        let differing = match contact.standing.reach {
            Reach::Differs => Differing::of(&contact.standing),
            // Only a sender that found no place, or a time that no event can have.
            Reach::Everybody => Differing { views: vec![(View::Sender(None), out_since)] },
            Reach::Only(sender) => Differing {
                views: vec![
                    (View::Account, out_since),
                    (View::AnySender, out_since),
                    (View::Sender(Some(sender)), out_since),
                    (View::Sender(None), None),
                ],
            },
        };
        if !differing.is_out() {
            return 0;
        }
        self.differing_bytes += differing.bytes();
        self.differing.insert(id, differing);
        Known::Elsewhere(id).pack().unwrap_or_default()
    }

    fn place_of(&mut self, sender: i64) -> Option<u16> {
        if let Some(place) = self.places.get(&sender) {
            return Some(*place);
        }
        let place = u16::try_from(self.senders.len()).ok()?;
        if place >= PLACES {
            return None;
        }
        self.senders.push(sender);
        self.places.insert(sender, place);
        Some(place)
    }

    fn set_phone(&mut self, match_key: i64, value: u64) {
        if let Ok(key) = u64::try_from(match_key) {
            self.phones.set(PhoneKey(key), value);
        }
    }

    fn set_user_id(&mut self, id: &str, value: u64) {
        if let Some(packed) = pack_user_id(id) {
            self.user_ids.set(packed, value);
        } else if value == 0 {
            if self.odd_user_ids.remove(id).is_some() {
                self.odd_bytes -= id.len();
            }
        } else if self.odd_user_ids.insert(id.into(), value).is_none() {
            self.odd_bytes += id.len();
        }
    }

    /// Those of these match keys that are on the list in this view, in their order.
    pub(super) fn find_phones(&self, keys: &[PhoneKey], view: View) -> Vec<Listed> {
        let mut values = Vec::new();
        self.phones.get_all(keys, &mut values);
        let own = self.place_in(view);
        let listed = |(place, value)| Some(Listed { place, since: self.since(value, view, own)? });
        values.into_iter().filter_map(listed).collect()
    }

    /// Since when a user id is on the list, if it is.
    pub(super) fn find_user_id(&self, id: &UserId, view: View) -> Since {
        let value = match pack_user_id(id.as_str()) {
            Some(packed) => self.user_ids.get(packed),
            None => self.odd_user_ids.get(id.as_str()).copied().unwrap_or_default(),
        };
        self.since(value, view, self.place_in(view))
    }

    /// The place of the sender that a view is about.
    fn place_in(&self, view: View) -> Option<u16> {
        match view {
            View::Sender(Some(sender)) => self.places.get(&sender).copied(),
            _ => None,
        }
    }

    // Must say what `Standing::opted_out_since` says of the contact.
    fn since(&self, value: u64, view: View, place: Option<u16>) -> Since {
        match Known::unpack(value)? {
            Known::Out(since) => Some(since),
            Known::OutTowards(own, since) => {
                let counts = !matches!(view, View::Sender(_)) || place == Some(own);
                counts.then_some(since)
            }
            Known::Elsewhere(contact) => self.differing.get(&contact)?.since(view),
        }
    }
}
