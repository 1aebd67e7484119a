//! Reads what recording needs to know of the contacts it touches.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::types::Json;

pub(in crate::opt_outs) use super::write::write;
use crate::db::{DbError, TenantTx};
use crate::domain::consent::{Kind, Ledger, Mark, Source, fingerprint};
use crate::domain::identity::{Identity, UserId};
use crate::domain::phone::Phone;
use crate::opt_outs::book::{Contact, Key, Likeness, Places};

/// Finds the contacts of these identifiers, and the database's time now that the counter is held.
pub(in crate::opt_outs) async fn find_contacts(
    tx: &mut TenantTx,
    wanted: &BTreeSet<Key>,
) -> Result<(DateTime<Utc>, Vec<(Key, Contact)>), DbError> {
    let (mut phones, mut user_ids) = (Vec::new(), Vec::new());
    for key in wanted {
        match key {
            Key::Phone(phone) => phones.push(*phone),
            Key::UserId(user_id) => user_ids.push(user_id.clone()),
        }
    }
    let rows = sqlx::query_as!(
        FoundRow,
        r#"select clock_timestamp() as "now!", f.phone_key as "phone_key?", f.user_id as "user_id?",
                  c.contact_id as "contact_id?", c.since as "since?", c.listed as "listed?",
                  c.sender_since as "sender_since?", c.sender_listed as "sender_listed?", c.ledger as "ledger?: Json<Ledger>",
                  e.number as "number?", e.kind as "kind?", e.source as "source?", e.occurred_at as "occurred_at?",
                  e.phone as "event_phone?", e.user_id as "event_user_id?", e.sender as "event_sender?",
                  e.former_phone as "former_phone?", e.former_user_id as "former_user_id?", e.campaign_id as "campaign_id?",
                  e.message_id as "message_id?", e.language as "language?", e.reason as "reason?"
           from (values (1)) one
           left join (
             -- `lateral` and `limit` leave nothing but a look-up by key, whatever the statistics say of the
             -- tenant: `= any` may be planned as a filter over all of its rows, here and for ever.
             select k.phone_key, null as user_id, p.contact_id
             from unnest($2::bigint[]) k (phone_key)
             cross join lateral (
               select contact_id from contact_phones
               where tenant_id = $1 and phone_key = k.phone_key limit 1) p
             union all
             select null, k.user_id, u.contact_id
             from unnest($3::text[]) k (user_id)
             cross join lateral (
               select contact_id from contact_user_ids
               where tenant_id = $1 and user_id = k.user_id limit 1) u) f on true
           left join lateral (
             select * from contacts where tenant_id = $1 and contact_id = f.contact_id limit 1) c on true
           -- A contact of a single event keeps no ledger: the event says it all.
           left join lateral (
             select * from consent_events
             where c.ledger is null and tenant_id = $1 and number >= c.event_number
             order by tenant_id, number limit 1) e on e.number = c.event_number"#,
        tx.tenant().uuid(),
        &phones,
        &user_ids,
    )
    .fetch_all(tx.connection())
    .await?;

    let now = rows.first().map_or_else(DateTime::<Utc>::default, |row| row.now);
    Ok((now, rows.into_iter().filter_map(FoundRow::read).collect()))
}

/// A contact that was asked for, with its one event if it keeps no ledger.
struct FoundRow {
    now: DateTime<Utc>,
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

/// Reads every event of these contacts, in the order of recording.
pub(in crate::opt_outs) async fn find_history(
    tx: &mut TenantTx,
    contacts: &[i64],
) -> Result<HashMap<i64, Vec<Mark>>, DbError> {
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
        tx.tenant().uuid(),
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

/// Finds the events of these contacts at these times.
pub(in crate::opt_outs) async fn find_events_at(
    tx: &mut TenantTx,
    wanted: &[(i64, DateTime<Utc>)],
) -> Result<Vec<(Likeness, i64)>, DbError> {
    let (contacts, times): (Vec<i64>, Vec<DateTime<Utc>>) = wanted.iter().copied().unzip();
    let rows = sqlx::query_as!(
        LikenessRow,
        "with asked as (
           select distinct contact_id, occurred_at from unnest($2::bigint[], $3::timestamptz[]) q (contact_id, occurred_at)),
         family as (
           select contact_id, contact_id as member, occurred_at from asked
           union all
           select a.contact_id, c.contact_id, a.occurred_at
           from asked a join contacts c on c.tenant_id = $1 and c.merged_into = a.contact_id)
         select e.number, e.kind, e.source, e.occurred_at, e.message_id, e.phone, e.user_id, e.sender,
                e.former_phone, e.former_user_id, e.campaign_id,
                e.language, e.reason
         from family f
         join consent_events e
           on e.tenant_id = $1 and e.contact_id = f.member and e.occurred_at = f.occurred_at",
        tx.tenant().uuid(),
        &contacts,
        &times,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().filter_map(LikenessRow::read).collect())
}

/// Finds the events of these contacts with one of these message ids.
pub(in crate::opt_outs) async fn find_events_by_message(
    tx: &mut TenantTx,
    contacts: &[i64],
    message_ids: &[String],
) -> Result<Vec<(Likeness, i64)>, DbError> {
    let rows = sqlx::query_as!(
        LikenessRow,
        "select e.number, e.kind, e.source, e.occurred_at, e.message_id, e.phone, e.user_id, e.sender,
                e.former_phone, e.former_user_id, e.campaign_id,
                e.language, e.reason
         from consent_events e
         where e.tenant_id = $1 and e.message_id = any($3)
           and e.contact_id in (
             select unnest($2::bigint[])
             union all
             select c.contact_id from contacts c where c.tenant_id = $1 and c.merged_into = any($2))",
        tx.tenant().uuid(),
        contacts,
        message_ids,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().filter_map(LikenessRow::read).collect())
}

struct LikenessRow {
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
            occurred_at: Some(self.occurred_at),
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
