//! The elements of a delivery, one at a time: what somebody wrote, tapped, switched, or is called now.

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::super::signal::{
    self, Business, ContactRef, MAX_TEXT, Outcome, Preference, Said, Signal, TemplateCategory,
};
use super::envelope::{Contacts, Entry, List, Slice};

/// "Recipient has stopped marketing messages from this business", the only code that is somebody's wish
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes>). 131049 is a limit
/// of WhatsApp's, and 131026 may be anything.
const STOPPED: &str = "131050";

/// What an element says.
type Read = Result<Said, Outcome>;

/// Reads one element of a list.
pub(super) fn read(
    list: List,
    raw: Slice<'_>,
    business: &Business,
    contacts: &Contacts<'_>,
) -> Outcome {
    let Ok(element @ Json::Object(_)) = serde_json::from_str(raw.get()) else {
        return Outcome::Dead("malformed");
    };
    let said = match list {
        List::Messages => message(&element),
        List::Statuses => status(&element),
        List::UserPreferences => preference(&element),
        List::UserIdUpdate => id_update(&element),
    };
    let said = match said {
        Ok(said) => said,
        Err(outcome) => return outcome,
    };
    let contact = match &said {
        Said::IdChange { .. } => Some(new_contact(list, &element)),
        _ => Some(known_as(list, &element, contacts)),
    };
    let Some(contact) = contact.filter(|contact| !contact.is_empty()) else {
        return Outcome::Dead("no_contact");
    };
    Outcome::Signal(Box::new(Signal {
        business: business.clone(),
        contact,
        at: element.get("timestamp").and_then(instant),
        // The others have no id of their own.
        message_id: element.get("id").and_then(scalar).filter(|_| list.uses_contacts()),
        said,
    }))
}

/// The contact of `contacts[]` without which an element would be read differently.
pub(super) fn contact_in<'a>(
    contacts: &Contacts<'a>,
    list: List,
    raw: Slice<'_>,
) -> Option<Slice<'a>> {
    let element: Json = serde_json::from_str(raw.get()).ok()?;
    contacts.find(&own_names(list, &element)).map(|(_, raw)| raw)
}

/// A template's category. The change has no time of its own, and `category_update_timestamp` is when an announced one
/// will happen
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_category_update>).
pub(super) fn template(entry: &Entry<'_>, value: Option<Slice<'_>>) -> Outcome {
    let value = value.and_then(|raw| serde_json::from_str::<Json>(raw.get()).ok());
    let field = |name: &str| value.as_ref().and_then(|value| value.get(name)).and_then(scalar);
    let Some(template_id) = field("message_template_id") else {
        return Outcome::Dead("malformed");
    };
    let change = TemplateCategory {
        template_id,
        name: field("message_template_name"),
        language: field("message_template_language"),
        previous: field("previous_category"),
        new: field("new_category"),
        correct: field("correct_category"),
    };
    let at = entry.time().and_then(|raw| serde_json::from_str(raw.get()).ok());
    Outcome::Signal(Box::new(Signal {
        business: Business { account: entry.account(), ..Business::default() },
        contact: ContactRef::default(),
        at: at.as_ref().and_then(instant),
        message_id: None,
        said: Said::TemplateCategory(change),
    }))
}

/// A message by its type
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/>).
fn message(message: &Json) -> Read {
    // In a group nobody speaks to the business alone.
    if message.get("group_id").is_some_and(|group| !group.is_null()) {
        return Err(Outcome::Ignored("group"));
    }
    let kind = message.get("type").and_then(Json::as_str).ok_or(Outcome::Dead("malformed"))?;
    let part = message.get(kind);
    match kind {
        "text" => {
            let body = words(part, "body").ok_or(Outcome::Dead("malformed"))?;
            Ok(Said::Text(body))
        }
        // The reply to a template's button. It may come without `context`.
        "button" => tap(part, "payload", "text"),
        "interactive" => interactive(part),
        "image" | "video" | "document" => {
            words(part, "caption").map(Said::Caption).ok_or(Outcome::Ignored("no_words"))
        }
        "system" => system(message),
        "audio" | "contacts" | "edit" | "location" | "order" | "reaction" | "revoke"
        | "sticker" | "unsupported" => Err(Outcome::Ignored("type_not_used")),
        _ => Err(Outcome::Ignored("unknown_type")),
    }
}

fn interactive(interactive: Option<&Json>) -> Read {
    let part = |kind: &str| interactive.and_then(|interactive| interactive.get(kind));
    match part("type").and_then(Json::as_str) {
        Some(kind @ ("button_reply" | "list_reply")) => tap(part(kind), "id", "title"),
        Some(_) => Err(Outcome::Ignored("type_not_used")),
        None => Err(Outcome::Dead("malformed")),
    }
}

fn tap(part: Option<&Json>, payload: &str, title: &str) -> Read {
    let (payload, title) = (words(part, payload), words(part, title));
    if payload.is_none() && title.is_none() {
        return Err(Outcome::Dead("malformed"));
    }
    Ok(Said::Tap { payload, title })
}

/// A person's number or user id changed
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system/>).
/// `customer_changed_number` is the older name.
fn system(message: &Json) -> Read {
    let part = |name: &str| message.get("system").and_then(|system| system.get(name));
    match part("type").and_then(Json::as_str) {
        Some("user_changed_number" | "customer_changed_number" | "user_changed_user_id") => {}
        Some(_) => return Err(Outcome::Ignored("type_not_used")),
        None => return Err(Outcome::Dead("malformed")),
    }
    let now = part("user_id").and_then(scalar);
    let phone = message.get("from").and_then(scalar).or_else(|| part("customer").and_then(scalar));
    // Since August 2026 the former user id is named. Before, it was the message's own, if that was not the new one
    // already.
    let user_id = part("previous_user_id").and_then(scalar).or_else(|| {
        message.get("from_user_id").and_then(scalar).filter(|user_id| Some(user_id) != now.as_ref())
    });
    let parent = || part("previous_parent_user_id").and_then(scalar);
    let former = ContactRef { phone, user_id: user_id.or_else(parent) };
    if former.is_empty() { Err(Outcome::Dead("no_contact")) } else { Ok(Said::IdChange { former }) }
}

/// What became of a message of the business
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status/>).
fn status(status: &Json) -> Read {
    match status.get("status").and_then(Json::as_str) {
        Some("failed") => {}
        Some(_) => return Err(Outcome::Ignored("status_not_used")),
        None => return Err(Outcome::Dead("malformed")),
    }
    if status.get("recipient_type").and_then(Json::as_str) == Some("group") {
        return Err(Outcome::Ignored("group"));
    }
    let errors = status.get("errors").and_then(Json::as_array).map(Vec::as_slice);
    let stopped = errors
        .unwrap_or_default()
        .iter()
        .any(|error| error.get("code").and_then(scalar).is_some_and(|code| code.trim() == STOPPED));
    if stopped { Ok(Said::Refused) } else { Err(Outcome::Ignored("error_not_used")) }
}

/// WhatsApp's own switch for marketing messages
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences>).
/// What is not known is never guessed: it may be somebody's stop.
fn preference(preference: &Json) -> Read {
    if preference.get("category").and_then(Json::as_str) != Some("marketing_messages") {
        return Err(Outcome::Dead("unknown_category"));
    }
    match preference.get("value").and_then(Json::as_str) {
        Some("stop") => Ok(Said::Preference(Preference::Stop)),
        Some("resume") => Ok(Said::Preference(Preference::Resume)),
        Some("signup") => Ok(Said::Preference(Preference::Signup)),
        _ => Err(Outcome::Dead("unknown_value")),
    }
}

/// A new user id
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/>).
fn id_update(update: &Json) -> Read {
    let former = ContactRef { phone: None, user_id: changed_id(update, "previous") };
    if former.is_empty() { Err(Outcome::Dead("no_contact")) } else { Ok(Said::IdChange { former }) }
}

/// `previous` or `current` of an update's user id, or of the parent's if it has no other.
fn changed_id(update: &Json, which: &str) -> Option<String> {
    let id = |of: &str| update.get(of).and_then(|change| change.get(which)).and_then(scalar);
    id("user_id").or_else(|| id("parent_user_id"))
}

/// Who somebody is after a change.
fn new_contact(list: List, element: &Json) -> ContactRef {
    if list == List::UserIdUpdate {
        let phone = element.get("wa_id").and_then(scalar);
        return ContactRef { phone, user_id: changed_id(element, "current") };
    }
    let Some(system) = element.get("system") else { return ContactRef::default() };
    let mut contact = contact_ref(system, "wa_id", &["user_id", "parent_user_id"]);
    if contact.phone.is_none() {
        contact.phone = system.get("new_wa_id").and_then(scalar);
    }
    contact
}

/// Who an element is about: as it names them itself, and what `contacts[]` adds to that.
fn known_as(list: List, element: &Json, contacts: &Contacts<'_>) -> ContactRef {
    let own = own_names(list, element);
    let Some((known, _)) = contacts.find(&own).filter(|_| list.uses_contacts()) else {
        return own;
    };
    ContactRef {
        phone: own.phone.or_else(|| known.phone.clone()),
        user_id: own.user_id.or_else(|| known.user_id.clone()),
    }
}

fn own_names(list: List, element: &Json) -> ContactRef {
    match list {
        List::Messages => contact_ref(element, "from", &["from_user_id", "from_parent_user_id"]),
        List::Statuses => {
            contact_ref(element, "recipient_id", &["recipient_user_id", "recipient_parent_user_id"])
        }
        // Their `contacts[]` may be of somebody else.
        List::UserPreferences | List::UserIdUpdate => {
            contact_ref(element, "wa_id", &["user_id", "parent_user_id"])
        }
    }
}

/// The names of a person in an object: the phone, and the first user id that there is.
pub(super) fn contact_ref(object: &Json, phone: &str, user_ids: &[&str]) -> ContactRef {
    let name = |of: &str| object.get(of).and_then(scalar);
    ContactRef { phone: name(phone), user_id: user_ids.iter().find_map(|of| name(of)) }
}

/// An id as a text. Meta writes the same ids as texts and as numbers.
fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => signal::id(text),
        Json::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}

/// The same for a slice of the body.
pub(super) fn text_of(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok().as_ref().and_then(scalar)
}

/// Seconds since 1970: a text in messages, a number in preferences.
fn instant(value: &Json) -> Option<chrono::DateTime<chrono::Utc>> {
    let seconds = match value {
        Json::String(text) => text.trim().parse().ok(),
        number => number.as_i64(),
    };
    signal::instant(seconds?)
}

/// Words that people read or wrote, or that a business put behind a button.
fn words(part: Option<&Json>, name: &str) -> Option<String> {
    let text = part?.get(name)?.as_str()?;
    (!text.is_empty()).then(|| signal::storable(text, MAX_TEXT))
}
