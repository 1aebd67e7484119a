//! What Meta's WhatsApp Cloud API delivers
//! (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview>).
//!
//! A delivery has `entry[]`, each with `changes[]`, each with one kind of list, and may be for several tenants. Meta
//! repeats a whole delivery for days unless it is taken whole, so nothing in it may hold up the rest: each element is
//! read from its own slice of the body, and one that cannot be read is [`Outcome::Dead`] alone.

mod element;
mod envelope;

use std::fmt;

use serde_json::value::RawValue;

use self::envelope::{Change, Contacts, Delivery, Entry, List, Slice, Value};
use super::signal::{Business, Outcome};

/// Things in one delivery at most. Meta batches up to 1,000, and more than these do not fit in a delivery of 3 MB; it
/// keeps a tenant who signs millions of empty objects from taking the memory of all.
const MAX_ITEMS: usize = 20_000;

/// One thing in a delivery, and where it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Where it is.
    pub(super) place: Place,
    /// What became of it.
    pub(super) outcome: Outcome,
}

/// Where in a delivery something is. Written out as `entry 0, change 2, messages 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The delivery as a whole.
    Body,
    /// An entry as a whole.
    Entry {
        /// The index of the entry.
        entry: usize,
    },
    /// A change as a whole.
    Change {
        /// The index of the entry.
        entry: usize,
        /// The index of the change in it.
        change: usize,
    },
    /// An element of a list.
    Element {
        /// The index of the entry.
        entry: usize,
        /// The index of the change in it.
        change: usize,
        /// Which list.
        list: List,
        /// The index in the list; 0 if the list is none.
        index: usize,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("body"),
            Self::Entry { entry } => write!(f, "entry {entry}"),
            Self::Change { entry, change } => write!(f, "entry {entry}, change {change}"),
            Self::Element { entry, change, list, index } => {
                write!(f, "entry {entry}, change {change}, {} {index}", list.name())
            }
        }
    }
}

/// Takes a delivery apart, in its order. Never fails: what cannot be read is an item too.
pub(super) fn parse(body: &[u8]) -> Vec<Item> {
    let mut items = Items::default();
    match envelope::entries(body) {
        Ok((_, entries)) => {
            for (index, entry) in entries.iter().enumerate() {
                items.entry(index, entry);
            }
        }
        Err(reason) => items.add(Place::Body, Outcome::Dead(reason)),
    }
    if items.found.len() > MAX_ITEMS {
        return vec![Item { place: Place::Body, outcome: Outcome::Dead("too_many_items") }];
    }
    items.found
}

/// What is at a place, as a delivery of its own: what is kept of an item that could not be handled, and parsed again
/// later. It parses to one item with the same outcome. `None` if there is nothing at that place.
pub(super) fn alone(body: &[u8], place: &Place) -> Option<Vec<u8>> {
    let (entry_at, change_at, element_at) = match *place {
        Place::Body => return Some(body.to_vec()),
        Place::Entry { entry } => (entry, None, None),
        Place::Change { entry, change } => (entry, Some(change), None),
        Place::Element { entry, change, list, index } => (entry, Some(change), Some((list, index))),
    };
    let (object, entries) = envelope::entries(body).ok()?;
    let raw_entry = *entries.get(entry_at)?;
    let Some(change_at) = change_at else {
        return Delivery::of(object, raw_entry).written();
    };
    let entry = Entry::read(raw_entry)?;
    let raw_change = *entry.changes()?.get(change_at)?;
    let change = match element_at {
        None => raw_change.to_owned(),
        Some((list, index)) => {
            let change = Change::read(raw_change)?;
            let value = only(&change.value()?, list, index)?;
            change.with(&value)?
        }
    };
    Delivery::of(object, &entry.with(&change)?).written()
}

/// A change's value with nothing but one element, and the contact that is needed to read it.
fn only(value: &Value<'_>, list: List, index: usize) -> Option<Box<RawValue>> {
    let raw = value.list(list)?;
    let Some(elements) = envelope::list(raw) else {
        return (index == 0).then(|| value.with(None, list, raw)).flatten();
    };
    let element = *elements.get(index)?;
    let contacts = if list.uses_contacts() { Contacts::of(value) } else { Contacts::default() };
    let contact = element::contact_in(&contacts, list, element);
    value.with(contact, list, &envelope::array_of(element)?)
}

#[derive(Default)]
struct Items {
    found: Vec<Item>,
}

impl Items {
    fn add(&mut self, place: Place, outcome: Outcome) {
        self.found.push(Item { place, outcome });
    }

    /// Beyond the limit nothing is read any more; the delivery is dead as a whole.
    fn is_full(&self) -> bool {
        self.found.len() > MAX_ITEMS
    }

    fn entry(&mut self, at: usize, raw: Slice<'_>) {
        if self.is_full() {
            return;
        }
        let entry = Entry::read(raw);
        let Some((entry, changes)) = entry.and_then(|entry| Some((entry, entry.changes()?))) else {
            self.add(Place::Entry { entry: at }, Outcome::Dead("entry_malformed"));
            return;
        };
        for (index, raw) in changes.iter().enumerate() {
            self.change(at, index, &entry, raw);
        }
    }

    fn change(&mut self, entry_at: usize, at: usize, entry: &Entry<'_>, raw: Slice<'_>) {
        if self.is_full() {
            return;
        }
        let place = Place::Change { entry: entry_at, change: at };
        let Some(change) = Change::read(raw) else {
            return self.add(place, Outcome::Dead("change_malformed"));
        };
        let Some(field) = change.field() else {
            return self.add(place, Outcome::Dead("change_malformed"));
        };
        let lists = match field.as_str() {
            "messages" => [List::Messages, List::Statuses].as_slice(),
            "user_preferences" => &[List::UserPreferences],
            "user_id_update" => &[List::UserIdUpdate],
            "template_category_update" => {
                return self.add(place, element::template(entry, change.raw_value()));
            }
            _ => return self.add(place, Outcome::Ignored("field_not_used")),
        };
        let Some(value) = change.value() else {
            return self.add(place, Outcome::Dead("value_malformed"));
        };
        let business = value.business(entry);
        let contacts = Contacts::of(&value);
        let mut found = false;
        for list in lists {
            if let Some(raw) = value.list(*list) {
                found = true;
                self.list(place, *list, raw, &business, &contacts);
            }
        }
        if !found {
            // Of messages there are deliveries with nothing but errors of the business's own.
            let outcome = if field == "messages" {
                Outcome::Ignored("no_list")
            } else {
                Outcome::Dead("list_missing")
            };
            self.add(place, outcome);
        }
    }

    fn list(
        &mut self,
        change: Place,
        list: List,
        raw: Slice<'_>,
        business: &Business,
        contacts: &Contacts<'_>,
    ) {
        let Place::Change { entry, change } = change else { return };
        let place = |index| Place::Element { entry, change, list, index };
        let Some(elements) = envelope::list(raw) else {
            return self.add(place(0), Outcome::Dead("list_malformed"));
        };
        for (index, raw) in elements.into_iter().enumerate() {
            if self.is_full() {
                return;
            }
            self.add(place(index), element::read(list, raw, business, contacts));
        }
    }
}

#[cfg(test)]
mod tests;
