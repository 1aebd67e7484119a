//! The layers around the elements of a delivery, each read as slices of the body.
//!
//! [`RawValue`] passes over what is inside: an element that no parser takes (half of a surrogate pair, `1e999`, 200
//! levels) does not spoil its neighbours, and nothing is copied. Each layer is passed over once more by the one above,
//! so the work stays linear.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::super::signal::{Business, ContactRef};
use super::element::{contact_ref, text_of};

/// A piece of the body that is JSON.
pub(super) type Slice<'a> = &'a RawValue;

/// The only `object` of deliveries about WhatsApp.
const OBJECT: &str = "whatsapp_business_account";

/// The lists that are read, by their names in a change's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// What people write.
    Messages,
    /// What became of what the business wrote.
    Statuses,
    /// WhatsApp's own switch for marketing messages.
    UserPreferences,
    /// New user ids.
    UserIdUpdate,
}

impl List {
    /// As it is called in the delivery.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Statuses => "statuses",
            Self::UserPreferences => "user_preferences",
            Self::UserIdUpdate => "user_id_update",
        }
    }

    /// Whether `contacts[]` may say more about who is meant. Preferences and updates name their person themselves.
    pub(super) const fn uses_contacts(self) -> bool {
        matches!(self, Self::Messages | Self::Statuses)
    }
}

/// The entries of a delivery, with its `object`, or why it has none.
pub(super) fn entries(body: &[u8]) -> Result<(Slice<'_>, Vec<Slice<'_>>), &'static str> {
    let raw: Slice<'_> = serde_json::from_slice(body).map_err(|_not_json| "not_json")?;
    let delivery: Delivery<'_> = object(raw).ok_or("not_an_object")?;
    let name = delivery.object.filter(|name| text_of(name).as_deref() == Some(OBJECT));
    let entries = delivery.entry.and_then(list).ok_or("entry_not_a_list");
    Ok((name.ok_or("other_object")?, entries?))
}

/// The elements, if it is an array.
pub(super) fn list(raw: Slice<'_>) -> Option<Vec<Slice<'_>>> {
    serde_json::from_str(raw.get()).ok()
}

/// An array of this element.
pub(super) fn array_of(element: Slice<'_>) -> Option<Box<RawValue>> {
    to_raw_value(&[element]).ok()
}

/// An object's fields. Derived readers would take an array too.
fn object<'a, T: Deserialize<'a>>(raw: Slice<'a>) -> Option<T> {
    let text = raw.get();
    text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()
}

/// A delivery.
#[derive(Deserialize, Serialize)]
pub(super) struct Delivery<'a> {
    #[serde(borrow)]
    object: Option<Slice<'a>>,
    #[serde(borrow)]
    entry: Option<Slice<'a>>,
}

impl Delivery<'_> {
    /// One with nothing but this entry.
    pub(super) fn of<'a>(object: Slice<'a>, entry: Slice<'a>) -> Single<'a> {
        Single { object, entry: [entry] }
    }
}

/// A delivery with one entry.
#[derive(Serialize)]
pub(super) struct Single<'a> {
    object: Slice<'a>,
    entry: [Slice<'a>; 1],
}

impl Single<'_> {
    /// As bytes.
    pub(super) fn written(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(self).ok()
    }
}

/// An entry: what happened at one WhatsApp Business Account.
#[derive(Clone, Copy, Deserialize, Serialize)]
pub(super) struct Entry<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    id: Option<Slice<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    time: Option<Slice<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    changes: Option<Slice<'a>>,
}

impl<'a> Entry<'a> {
    /// `None` if it is no object.
    pub(super) fn read(raw: Slice<'a>) -> Option<Self> {
        object(raw)
    }

    /// `None` if there is no array of them.
    pub(super) fn changes(&self) -> Option<Vec<Slice<'a>>> {
        self.changes.and_then(list)
    }

    /// The id of the account.
    pub(super) fn account(&self) -> Option<String> {
        self.id.and_then(text_of)
    }

    /// When Meta sent it; changes that have no time of their own happened then.
    pub(super) const fn time(&self) -> Option<Slice<'a>> {
        self.time
    }

    /// The same entry with this change and no other.
    pub(super) fn with(&self, change: &RawValue) -> Option<Box<RawValue>> {
        let changes = to_raw_value(&[change]).ok()?;
        to_raw_value(&Entry { changes: Some(&changes), ..*self }).ok()
    }
}

/// A change: what happened, all of one kind.
#[derive(Clone, Copy, Deserialize, Serialize)]
pub(super) struct Change<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    field: Option<Slice<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    value: Option<Slice<'a>>,
}

impl<'a> Change<'a> {
    /// `None` if it is no object.
    pub(super) fn read(raw: Slice<'a>) -> Option<Self> {
        object(raw)
    }

    /// Which kind.
    pub(super) fn field(&self) -> Option<String> {
        self.field.and_then(text_of)
    }

    /// `None` if there is none or it is no object.
    pub(super) fn value(&self) -> Option<Value<'a>> {
        self.value.and_then(object)
    }

    /// As it is.
    pub(super) const fn raw_value(&self) -> Option<Slice<'a>> {
        self.value
    }

    /// The same change with this value.
    pub(super) fn with(&self, value: &RawValue) -> Option<Box<RawValue>> {
        to_raw_value(&Change { value: Some(value), ..*self }).ok()
    }
}

/// The value of a change that has lists.
#[derive(Clone, Copy, Default, Deserialize, Serialize)]
pub(super) struct Value<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    metadata: Option<Slice<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    contacts: Option<Slice<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    messages: Option<Slice<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    statuses: Option<Slice<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    user_preferences: Option<Slice<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    user_id_update: Option<Slice<'a>>,
}

impl<'a> Value<'a> {
    /// A list as it is; `None` if it is missing or null.
    pub(super) const fn list(&self, list: List) -> Option<Slice<'a>> {
        match list {
            List::Messages => self.messages,
            List::Statuses => self.statuses,
            List::UserPreferences => self.user_preferences,
            List::UserIdUpdate => self.user_id_update,
        }
    }

    /// The business: the account of the entry, and the number that the value is about.
    pub(super) fn business(&self, entry: &Entry<'_>) -> Business {
        let metadata: Metadata<'_> = self.metadata.and_then(object).unwrap_or_default();
        Business {
            account: entry.account(),
            sender_id: metadata.phone_number_id.and_then(text_of),
            number: metadata.display_phone_number.and_then(text_of),
        }
    }

    /// The same value with this list, this contact and nothing else.
    pub(super) fn with(
        &self,
        contact: Option<Slice<'_>>,
        list: List,
        raw: &RawValue,
    ) -> Option<Box<RawValue>> {
        let contacts = contact.map(array_of);
        let contacts = match &contacts {
            Some(written) => Some(&**written.as_ref()?),
            None => None,
        };
        let mut value = Value { metadata: self.metadata, contacts, ..Value::default() };
        match list {
            List::Messages => value.messages = Some(raw),
            List::Statuses => value.statuses = Some(raw),
            List::UserPreferences => value.user_preferences = Some(raw),
            List::UserIdUpdate => value.user_id_update = Some(raw),
        }
        to_raw_value(&value).ok()
    }
}

#[derive(Default, Deserialize)]
struct Metadata<'a> {
    #[serde(borrow)]
    display_phone_number: Option<Slice<'a>>,
    #[serde(borrow)]
    phone_number_id: Option<Slice<'a>>,
}

/// The people of a change, by their names. Hashed, so that many messages with many contacts cost no more than both.
#[derive(Default)]
pub(super) struct Contacts<'a> {
    known: Vec<(ContactRef, Slice<'a>)>,
    by_phone: HashMap<String, usize>,
    by_user_id: HashMap<String, usize>,
}

impl<'a> Contacts<'a> {
    /// Those of a value that can be read and name somebody. They may be missing (system messages have none:
    /// <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system/>).
    pub(super) fn of(value: &Value<'a>) -> Self {
        let mut contacts = Self::default();
        for raw in value.contacts.and_then(list).unwrap_or_default() {
            let Ok(contact) = serde_json::from_str(raw.get()) else { continue };
            let names = contact_ref(&contact, "wa_id", &["user_id", "parent_user_id"]);
            if names.is_empty() {
                continue;
            }
            let at = contacts.known.len();
            if let Some(phone) = &names.phone {
                contacts.by_phone.entry(phone.clone()).or_insert(at);
            }
            if let Some(user_id) = &names.user_id {
                contacts.by_user_id.entry(user_id.clone()).or_insert(at);
            }
            contacts.known.push((names, raw));
        }
        contacts
    }

    /// The contact of somebody who is named so: the one with that phone, else the one with that user id. For somebody
    /// who is not named at all, the only one.
    pub(super) fn find(&self, named: &ContactRef) -> Option<(&ContactRef, Slice<'a>)> {
        let by_name = |names: &HashMap<String, usize>, name: &Option<String>| {
            name.as_ref().and_then(|name| names.get(name)).copied()
        };
        let at = if named.is_empty() {
            (self.known.len() == 1).then_some(0)
        } else {
            by_name(&self.by_phone, &named.phone)
                .or_else(|| by_name(&self.by_user_id, &named.user_id))
        };
        self.known.get(at?).map(|(names, raw)| (names, *raw))
    }
}
