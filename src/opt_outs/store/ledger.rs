//! Reads what recording needs to know of the contacts it touches, of many tenants at once.
#![expect(
    clippy::as_conversions,
    reason = "`as` in a query macro names the parameter's type, it converts nothing"
)]

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::history;
use crate::db::composite::composite;
use crate::db::{DbError, TenantsTx};
use crate::domain::consent::{Kind, Ledger, Mark, Source, fingerprint};
use crate::domain::identity::{Identity, UserId};
use crate::domain::ids::TenantId;
use crate::domain::phone::Phone;
use crate::opt_outs::book::Likeness;
use crate::opt_outs::contact::{Contact, Key, Places};

/// What a tenant is known by, now that its counter is held.
#[derive(Debug)]
pub(in crate::opt_outs) struct Found {
    /// The number of the tenant's last event.
    pub(in crate::opt_outs) last_event: i64,
    /// The database's time.
    pub(in crate::opt_outs) now: DateTime<Utc>,
    /// The contacts of the identifiers that were asked for.
    pub(in crate::opt_outs) contacts: Vec<(Key, Contact)>,
}

#[derive(Debug, sqlx::Encode)]
struct Question<'a> {
    tenant_id: Uuid,
    phone_keys: Vec<i64>,
    user_ids: Vec<&'a str>,
}
composite!(Question<'_>, "recording_question");

impl<'a> Question<'a> {
    fn new((tenant, keys): &'a (TenantId, BTreeSet<Key>)) -> Self {
        let (mut phone_keys, mut user_ids) = (Vec::new(), Vec::new());
        for key in keys {
            match key {
                Key::Phone(phone) => phone_keys.push(*phone),
                Key::UserId(user_id) => user_ids.push(user_id.as_str()),
            }
        }
        Self { tenant_id: tenant.uuid(), phone_keys, user_ids }
    }
}

/// Takes the counters of these tenants, and with them the right to record until the transaction ends; and finds the
/// contacts of their identifiers. `None` for a tenant whose counter another transaction holds, unless `waits`.
pub(in crate::opt_outs) async fn find_contacts(
    tx: &mut TenantsTx,
    wanted: &[(TenantId, BTreeSet<Key>)],
    waits: bool,
) -> Result<Vec<Option<Found>>, DbError> {
    let questions: Vec<Question<'_>> = wanted.iter().map(Question::new).collect();
    let rows = sqlx::query_as!(
        FoundRow,
        r#"select place as "place!", last_event as "last_event!", read_at as "read_at!", phone_key, user_id,
                  contact_id, since, listed, sender_since, sender_listed, ledger as "ledger: Json<Ledger>",
                  number, kind, source, occurred_at, event_phone, event_user_id, event_sender, former_phone,
                  former_user_id, campaign_id, message_id, language, reason
           from recording_contacts($1, $2)"#,
        &questions as &[Question<'_>],
        waits,
    )
    .fetch_all(tx.connection())
    .await?;

    let mut found: Vec<Option<Found>> = wanted.iter().map(|_| None).collect();
    for row in rows {
        let Some(found) = at(&mut found, row.place) else { continue };
        let (last_event, now) = (row.last_event, row.read_at);
        let found = found.get_or_insert_with(|| Found { last_event, now, contacts: Vec::new() });
        found.contacts.extend(row.read());
    }
    Ok(found)
}

/// What belongs to a place that a function of the schema counted from 1.
fn at<T>(items: &mut [T], place: i32) -> Option<&mut T> {
    items.get_mut(usize::try_from(place).ok()?.checked_sub(1)?)
}

/// A contact that was asked for, with its one event if it keeps no ledger.
struct FoundRow {
    place: i32,
    last_event: i64,
    read_at: DateTime<Utc>,
    phone_key: Option<i64>,
    user_id: Option<String>,
    contact_id: Option<i64>,
    since: Option<DateTime<Utc>>,
    listed: Option<i64>,
    sender_since: Option<DateTime<Utc>>,
    sender_listed: Option<i64>,
    ledger: Option<Json<Ledger>>,
    number: Option<i64>,
    kind: Option<String>,
    source: Option<String>,
    occurred_at: Option<DateTime<Utc>>,
    event_phone: Option<i64>,
    event_user_id: Option<String>,
    event_sender: Option<i64>,
    former_phone: Option<i64>,
    former_user_id: Option<String>,
    campaign_id: Option<String>,
    message_id: Option<String>,
    language: Option<String>,
    reason: Option<String>,
}

impl FoundRow {
    fn read(self) -> Option<(Key, Contact)> {
        let key = self.phone_key.map(Key::Phone).or(self.user_id.map(Key::UserId))?;
        let id = self.contact_id?;
        let places = Places {
            account: self.since.zip(self.listed),
            sender: self.sender_since.zip(self.sender_listed),
        };
        if let Some(Json(ledger)) = self.ledger {
            return Some((key, Contact::stored(id, ledger, places)));
        }
        let event = EventRow {
            number: self.number,
            kind: self.kind,
            source: self.source,
            occurred_at: self.occurred_at,
            phone: self.event_phone,
            user_id: self.event_user_id,
            sender: self.event_sender,
            former_phone: self.former_phone,
            former_user_id: self.former_user_id,
            details: [self.campaign_id, self.message_id, self.language, self.reason],
        };
        Some((key, Contact::stored(id, Vec::from_iter(event.mark()).into(), places)))
    }
}

/// An event as far as the state machine remembers it.
struct EventRow {
    number: Option<i64>,
    kind: Option<String>,
    source: Option<String>,
    occurred_at: Option<DateTime<Utc>>,
    phone: Option<i64>,
    user_id: Option<String>,
    sender: Option<i64>,
    former_phone: Option<i64>,
    former_user_id: Option<String>,
    details: [Option<String>; 4],
}

impl EventRow {
    fn mark(self) -> Option<Mark> {
        let identity = |phone: Option<i64>, user_id: Option<String>| {
            let phone = phone.and_then(Phone::from_stored);
            let user_id = user_id.and_then(|id| UserId::parse(&id).ok());
            Identity::new(phone, user_id).ok()
        };
        let what = (Kind::from_name(&self.kind?)?, Source::from_name(&self.source?)?);
        let details = self.details.each_ref().map(Option::as_deref);
        let whom = identity(self.phone, self.user_id)?;
        let former = identity(self.former_phone, self.former_user_id);
        Some(
            Mark::new(what, self.occurred_at?, self.number?, &whom, &details)
                .said_to(self.sender.and_then(Phone::from_stored))
                .formerly(former.as_ref()),
        )
    }
}

/// Reads every event of these contacts of a tenant, in the order of recording.
pub(in crate::opt_outs) async fn find_history(
    tx: &mut TenantsTx,
    tenant: TenantId,
    contacts: &[i64],
) -> Result<HashMap<i64, Vec<Mark>>, DbError> {
    tx.become_tenant(tenant).await?;
    let rows = sqlx::query!(
        r#"with family as (
           select contact_id, contact_id as member from unnest($2::bigint[]) q (contact_id)
           union all
           select q.contact_id, c.contact_id
           from unnest($2::bigint[]) q (contact_id)
           join contacts c on c.tenant_id = $1 and c.merged_into = q.contact_id)
         select f.contact_id as "contact_id!", e.number as "number?", e.kind as "kind?", e.source as "source?",
                e.occurred_at as "occurred_at?", e.phone, e.user_id, e.sender, e.former_phone, e.former_user_id,
                e.campaign_id, e.message_id, e.language, e.reason
         from family f
         cross join lateral (
           select * from consent_events where tenant_id = $1 and contact_id = f.member
           order by occurred_at, number offset 0) e
         order by e.number"#,
        tenant.uuid(),
        contacts,
    )
    .fetch_all(tx.connection())
    .await?;
    let mut history: HashMap<i64, Vec<Mark>> = HashMap::new();
    for row in rows {
        let event = EventRow {
            number: row.number,
            kind: row.kind,
            source: row.source,
            occurred_at: row.occurred_at,
            phone: row.phone,
            user_id: row.user_id,
            sender: row.sender,
            former_phone: row.former_phone,
            former_user_id: row.former_user_id,
            details: [row.campaign_id, row.message_id, row.language, row.reason],
        };
        history.entry(row.contact_id).or_default().extend(event.mark());
    }
    Ok(history)
}

/// Whose earlier events could be repeated by those that are recorded.
#[derive(Debug)]
pub(in crate::opt_outs) struct Suspicion {
    pub(in crate::opt_outs) tenant: TenantId,
    /// Contacts with the times of events.
    pub(in crate::opt_outs) by_time: Vec<(i64, DateTime<Utc>)>,
    /// Contacts whose events are known by their message ids alone.
    pub(in crate::opt_outs) by_message: Vec<i64>,
    pub(in crate::opt_outs) message_ids: Vec<String>,
}

#[derive(Debug, sqlx::Encode)]
struct Likenesses<'a> {
    tenant_id: Uuid,
    contacts: Vec<i64>,
    times: Vec<DateTime<Utc>>,
    message_contacts: &'a [i64],
    message_ids: &'a [String],
}
composite!(Likenesses<'_>, "recording_likeness");

impl<'a> Likenesses<'a> {
    fn new(suspicion: &'a Suspicion) -> Self {
        let (contacts, times) = suspicion.by_time.iter().copied().unzip();
        Self {
            tenant_id: suspicion.tenant.uuid(),
            contacts,
            times,
            message_contacts: &suspicion.by_message,
            message_ids: &suspicion.message_ids,
        }
    }
}

/// Finds the events that these suspicions are about; for each a list, in the same order.
pub(in crate::opt_outs) async fn find_repeats(
    tx: &mut TenantsTx,
    suspicions: &[Suspicion],
) -> Result<Vec<Vec<(Likeness, i64)>>, DbError> {
    let asked: Vec<Likenesses<'_>> = suspicions.iter().map(Likenesses::new).collect();
    let rows = sqlx::query_as!(
        LikenessRow,
        r#"select place as "place!", by_message as "by_message!", number as "number!", kind as "kind!",
                  source as "source!", occurred_at as "occurred_at!", message_id, phone, user_id, sender,
                  former_phone, former_user_id, campaign_id, language, reason
           from recording_repeats($1)"#,
        &asked as &[Likenesses<'_>],
    )
    .fetch_all(tx.connection())
    .await?;
    let mut found: Vec<Vec<(Likeness, i64)>> = suspicions.iter().map(|_| Vec::new()).collect();
    for row in rows {
        if let Some(found) = at(&mut found, row.place) {
            found.extend(row.read());
        }
    }
    Ok(found)
}

struct LikenessRow {
    place: i32,
    by_message: bool,
    number: i64,
    kind: String,
    source: String,
    occurred_at: DateTime<Utc>,
    message_id: Option<String>,
    phone: Option<i64>,
    user_id: Option<String>,
    sender: Option<i64>,
    former_phone: Option<i64>,
    former_user_id: Option<String>,
    campaign_id: Option<String>,
    language: Option<String>,
    reason: Option<String>,
}

impl LikenessRow {
    fn read(self) -> Option<(Likeness, i64)> {
        let details =
            [self.campaign_id.as_deref(), None, self.language.as_deref(), self.reason.as_deref()];
        let likeness = Likeness {
            kind: Kind::from_name(&self.kind)?,
            source: Source::from_name(&self.source)?,
            occurred_at: (!self.by_message).then_some(self.occurred_at),
            digest: self.message_id.is_none().then(|| fingerprint(&details)),
            message_id: self.message_id,
            phone: self.phone,
            user_id: self.user_id,
            sender: self.sender.and_then(Phone::from_stored).map(Phone::match_key),
            former_phone: self.former_phone,
            former_user_id: self.former_user_id,
        };
        Some((likeness, self.number))
    }
}

#[derive(Debug, sqlx::Encode)]
struct Reference {
    tenant_id: Uuid,
    number: i64,
}
composite!(Reference, "recording_reference");

/// Reads events that were recorded before, in the order in which they are asked for.
pub(in crate::opt_outs) async fn find_events(
    tx: &mut TenantsTx,
    wanted: &[(TenantId, i64)],
) -> Result<Vec<Option<history::EventRow>>, DbError> {
    let asked: Vec<Reference> = wanted
        .iter()
        .map(|(tenant, number)| Reference { tenant_id: tenant.uuid(), number: *number })
        .collect();
    let rows = sqlx::query!(
        r#"select place as "place!", number as "number!", kind as "kind!", source as "source!",
                  occurred_at as "occurred_at!", recorded_at as "recorded_at!", phone, user_id,
                  sent_as as "sent_as!", sender, campaign_id, message_id, language, reason, former_phone,
                  former_user_id, rule, key_id, sender_id, status as "status!", changed as "changed!"
           from recording_events($1)"#,
        &asked as &[Reference],
    )
    .fetch_all(tx.connection())
    .await?;
    let mut found: Vec<Option<history::EventRow>> = wanted.iter().map(|_| None).collect();
    for row in rows {
        let Some(found) = at(&mut found, row.place) else { continue };
        *found = Some(history::EventRow {
            number: row.number,
            kind: row.kind,
            source: row.source,
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
            phone: row.phone,
            user_id: row.user_id,
            sent_as: row.sent_as,
            sender: row.sender,
            campaign_id: row.campaign_id,
            message_id: row.message_id,
            language: row.language,
            reason: row.reason,
            former_phone: row.former_phone,
            former_user_id: row.former_user_id,
            rule: row.rule,
            key_id: row.key_id,
            sender_id: row.sender_id,
            status: row.status,
            changed: row.changed,
        });
    }
    Ok(found)
}
