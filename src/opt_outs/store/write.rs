//! Writes what recording changed, of many tenants at once.
#![expect(
    clippy::as_conversions,
    reason = "`as` in a query macro names the parameter's type, it converts nothing"
)]

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::db::composite::composite;
use crate::db::{DbError, TenantsTx};
use crate::domain::consent::{Ledger, OptOutScope, Status};
use crate::domain::identity::{Identity, UserId};
use crate::domain::ids::{KeyId, SenderId, TenantId};
use crate::domain::phone::Phone;
use crate::domain::text::Token;
use crate::opt_outs::book::{Changes, Event};
use crate::opt_outs::contact::{Contact, Key, Line, Place, Shown};

/// Writes events, contacts, identifiers and the list of these tenants, and advances their counters.
pub(in crate::opt_outs) async fn write(
    tx: &mut TenantsTx,
    changes: &[(TenantId, Changes<'_>)],
) -> Result<(), DbError> {
    let entries: Vec<Vec<Entry<'_>>> = changes
        .iter()
        .map(|(_, changes)| changes.contacts.iter().filter_map(Entry::of).collect())
        .collect();
    let rows: Vec<ChangesRow<'_>> = changes
        .iter()
        .zip(&entries)
        .filter(|((_, changes), _)| !changes.events.is_empty())
        .map(|((tenant, changes), entries)| ChangesRow::new(*tenant, changes, entries))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!("select recording_save($1)", &rows as &[ChangesRow<'_>])
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// What changed for one tenant.
#[derive(Debug, sqlx::Encode)]
struct ChangesRow<'a> {
    tenant_id: Uuid,
    last_event: i64,
    events: Vec<EventRow<'a>>,
    contacts: Vec<ContactRow<'a>>,
    merged: Vec<i64>,
    merged_into: Vec<i64>,
    phone_keys: Vec<i64>,
    phone_contacts: Vec<i64>,
    user_ids: Vec<&'a str>,
    user_id_contacts: Vec<i64>,
    endings: Vec<EndingRow>,
    listings: Vec<ListingRow<'a>>,
    relistings: Vec<RelistingRow<'a>>,
}
composite!(ChangesRow<'_>, "recording_changes");

impl<'a> ChangesRow<'a> {
    fn new(tenant: TenantId, changes: &'a Changes<'a>, entries: &'a [Entry<'a>]) -> Self {
        let contacts = || entries.iter().map(|entry| entry.contact);
        let merged = contacts().filter_map(|contact| Some((contact.id, contact.merged_into?)));
        let (merged, merged_into) = merged.unzip();
        let (mut phone_keys, mut phone_contacts) = (Vec::new(), Vec::new());
        let (mut user_ids, mut user_id_contacts) = (Vec::new(), Vec::new());
        for (key, contact) in &changes.moved {
            match key {
                Key::Phone(phone) => {
                    phone_keys.push(*phone);
                    phone_contacts.push(*contact);
                }
                Key::UserId(user_id) => {
                    user_ids.push(user_id.as_str());
                    user_id_contacts.push(*contact);
                }
            }
        }
        let events: Vec<EventRow<'_>> =
            changes.events.iter().map(|event| EventRow::new(event, changes.now)).collect();
        let (listings, relistings) = listings(entries, &events);
        Self {
            tenant_id: tenant.uuid(),
            last_event: changes.last_event,
            events,
            contacts: entries.iter().map(ContactRow::new).collect(),
            merged,
            merged_into,
            phone_keys,
            phone_contacts,
            user_ids,
            user_id_contacts,
            endings: entries.iter().flat_map(EndingRow::of).collect(),
            listings,
            relistings,
        }
    }
}

#[derive(Debug, sqlx::Encode)]
struct EventRow<'a> {
    number: i64,
    contact_id: i64,
    kind: &'static str,
    source: &'static str,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    phone: Option<i64>,
    user_id: Option<&'a str>,
    sent_as: &'a str,
    sender: Option<i64>,
    campaign_id: Option<&'a str>,
    message_id: Option<&'a str>,
    language: Option<&'a str>,
    reason: Option<&'a str>,
    status: &'static str,
    changed: bool,
    former_phone: Option<i64>,
    former_user_id: Option<&'a str>,
    rule: Option<&'a str>,
    key_id: Option<Uuid>,
    sender_id: Option<Uuid>,
}
composite!(EventRow<'_>, "recording_event");

impl<'a> EventRow<'a> {
    fn new(event: &'a Event<'a>, recorded_at: DateTime<Utc>) -> Self {
        let evidence = event.evidence.as_ref();
        let [campaign_id, message_id, language, reason] = evidence.details();
        let former = evidence.former.as_ref();
        Self {
            number: event.number,
            contact_id: event.contact_id,
            kind: evidence.kind.as_str(),
            source: evidence.source.as_str(),
            occurred_at: event.occurred_at,
            recorded_at,
            phone: evidence.identity.phone().map(Phone::stored),
            user_id: evidence.identity.user_id().map(UserId::as_str),
            sent_as: &evidence.sent_as,
            sender: evidence.sender.map(Phone::stored),
            campaign_id,
            message_id,
            language,
            reason,
            status: event.status.map_or("none", Status::as_str),
            changed: event.changed,
            former_phone: former.and_then(Identity::phone).map(Phone::stored),
            former_user_id: former.and_then(Identity::user_id).map(UserId::as_str),
            rule: evidence.rule.as_ref().map(Token::as_str),
            key_id: evidence.key.map(KeyId::uuid),
            sender_id: evidence.hook.map(SenderId::uuid),
        }
    }
}

/// A touched contact beside what it shows now.
struct Entry<'a> {
    contact: &'a Contact,
    now: Shown,
    touched: i64,
    /// The rows of the list that it has and keeps.
    kept: Vec<(Line, Place)>,
    /// The rows that it has and that no longer say what it is; by whether only the scope `sender` shows them.
    ended: Vec<(bool, Place)>,
    /// The rows that it gets.
    new: Vec<Line>,
}

impl<'a> Entry<'a> {
    fn of(contact: &'a Contact) -> Option<Self> {
        let (now, touched) = (contact.shown()?, contact.touched?);
        let mut new = if contact.merged_into.is_none() { now.lines() } else { Vec::new() };
        let before = contact.before.as_ref();
        let is_same = before.is_some_and(|before| {
            (before.phone, &before.user_id, &before.also_known_as)
                == (now.phone, &now.user_id, &now.also_known_as)
        });
        let had = before.map(Shown::lines).unwrap_or_default();
        let (mut kept, mut ended) = (Vec::new(), Vec::new());
        let places = [(false, contact.places.account), (true, contact.places.sender)];
        for (of_senders, place) in places {
            let Some(place) = place else { continue };
            let line = had.iter().find(|line| line.is_only_of_senders() == of_senders);
            match line.filter(|line| is_same && new.contains(line)) {
                Some(line) => {
                    new.retain(|other| other != line);
                    kept.push((*line, place));
                }
                None => ended.push((of_senders, place)),
            }
        }
        Some(Self { contact, now, touched, kept, ended, new })
    }

    /// Where its row of this kind is once this batch is written.
    fn place(&self, of_senders: bool) -> Option<Place> {
        let kept = self.kept.iter().copied();
        let new = self.new.iter().map(|line| (*line, (line.since, self.touched)));
        kept.chain(new)
            .find(|(line, _)| line.is_only_of_senders() == of_senders)
            .map(|(_, place)| place)
    }
}

#[derive(Debug, sqlx::Encode)]
struct ContactRow<'a> {
    contact_id: i64,
    phone: Option<i64>,
    user_id: Option<&'a str>,
    status: &'static str,
    event_number: Option<i64>,
    since: Option<DateTime<Utc>>,
    listed: Option<i64>,
    ledger: Option<Json<&'a Ledger>>,
    merged_into: Option<i64>,
    sender: Option<i64>,
    sender_since: Option<DateTime<Utc>>,
    sender_listed: Option<i64>,
}
composite!(ContactRow<'_>, "recording_contact");

impl<'a> ContactRow<'a> {
    fn new(entry: &'a Entry<'a>) -> Self {
        let Entry { contact, now, .. } = entry;
        let (event_number, since) = contact.deciding_event(now).unzip();
        let (sender_since, sender_listed) = entry.place(true).unzip();
        Self {
            contact_id: contact.id,
            phone: now.phone,
            user_id: now.user_id.as_deref(),
            status: contact.stored_status(now),
            event_number,
            since,
            listed: entry.place(false).map(|(_, listed)| listed),
            ledger: contact.kept_ledger().map(Json),
            merged_into: contact.merged_into,
            sender: contact.ledger.reach().stored(),
            sender_since,
            sender_listed,
        }
    }
}

/// The end of a row of the list that no longer says what its contact is.
#[derive(Debug, sqlx::Encode)]
struct EndingRow {
    contact_id: i64,
    opted_out_at: DateTime<Utc>,
    listed: i64,
    delisted: i64,
    of_senders: bool,
}
composite!(EndingRow, "recording_ending");

impl EndingRow {
    fn of(entry: &Entry<'_>) -> impl Iterator<Item = Self> {
        let (contact_id, delisted) = (entry.contact.id, entry.touched);
        entry.ended.iter().map(move |(of_senders, (opted_out_at, listed))| Self {
            contact_id,
            opted_out_at: *opted_out_at,
            listed: *listed,
            delisted,
            of_senders: *of_senders,
        })
    }
}

/// A new row of the list, with the details of the event that put the contact there.
#[derive(Debug, sqlx::Encode)]
struct ListingRow<'a> {
    opted_out_at: DateTime<Utc>,
    listed: i64,
    contact_id: i64,
    only_in: Option<&'static str>,
    event_number: i64,
    recorded_at: DateTime<Utc>,
    phone: Option<i64>,
    user_id: Option<&'a str>,
    also_known_as: Option<&'a [String]>,
    sent_as: &'a str,
    source: &'static str,
    sender: Option<i64>,
    campaign_id: Option<&'a str>,
    message_id: Option<&'a str>,
    language: Option<&'a str>,
    reason: Option<&'a str>,
}
composite!(ListingRow<'_>, "recording_listing");

/// The same where the event was recorded before.
#[derive(Debug, sqlx::Encode)]
struct RelistingRow<'a> {
    contact_id: i64,
    listed: i64,
    event_number: i64,
    phone: Option<i64>,
    user_id: Option<&'a str>,
    also_known_as: Option<&'a [String]>,
    only_in: Option<&'static str>,
}
composite!(RelistingRow<'_>, "recording_relisting");

/// The new rows of the list: those of events that are written with them, and the others.
fn listings<'a>(
    entries: &'a [Entry<'a>],
    events: &[EventRow<'a>],
) -> (Vec<ListingRow<'a>>, Vec<RelistingRow<'a>>) {
    let first = events.first().map_or(i64::MAX, |event| event.number);
    let event = |number: i64| events.get(usize::try_from(number.checked_sub(first)?).ok()?);
    let (mut listings, mut relistings) = (Vec::new(), Vec::new());
    for entry in entries {
        let others = entry.now.also_known_as.as_slice();
        let also_known_as = (!others.is_empty()).then_some(others);
        for line in &entry.new {
            let only_in = line.only_in.map(OptOutScope::as_str);
            let (phone, user_id) = (entry.now.phone, entry.now.user_id.as_deref());
            let Some(event) = event(line.event_number) else {
                relistings.push(RelistingRow {
                    contact_id: entry.contact.id,
                    listed: entry.touched,
                    event_number: line.event_number,
                    phone,
                    user_id,
                    also_known_as,
                    only_in,
                });
                continue;
            };
            listings.push(ListingRow {
                opted_out_at: event.occurred_at,
                listed: entry.touched,
                contact_id: entry.contact.id,
                only_in,
                event_number: event.number,
                recorded_at: event.recorded_at,
                phone,
                user_id,
                also_known_as,
                sent_as: event.sent_as,
                source: event.source,
                sender: event.sender,
                campaign_id: event.campaign_id,
                message_id: event.message_id,
                language: event.language,
                reason: event.reason,
            });
        }
    }
    (listings, relistings)
}
