//! Reads one contact with its history, and all events in commit order.

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use crate::db::{DbError, TenantTx};
use crate::domain::consent::{Ledger, OptOutScope, Status, View};
use crate::domain::identity::{Identifier, Identity, UserId};
use crate::domain::ids::{KeyId, SenderId};
use crate::domain::phone::Phone;
use crate::opt_outs::book::Event;
use crate::opt_outs::contact::{Contact, Decided, show};

/// A consent event as it was recorded.
#[derive(Clone, Debug)]
pub(in crate::opt_outs) struct EventRow {
    pub(in crate::opt_outs) number: i64,
    pub(in crate::opt_outs) kind: String,
    pub(in crate::opt_outs) source: String,
    pub(in crate::opt_outs) occurred_at: DateTime<Utc>,
    pub(in crate::opt_outs) recorded_at: DateTime<Utc>,
    pub(in crate::opt_outs) phone: Option<i64>,
    pub(in crate::opt_outs) user_id: Option<String>,
    pub(in crate::opt_outs) sent_as: String,
    pub(in crate::opt_outs) sender: Option<i64>,
    pub(in crate::opt_outs) campaign_id: Option<String>,
    pub(in crate::opt_outs) message_id: Option<String>,
    pub(in crate::opt_outs) language: Option<String>,
    pub(in crate::opt_outs) reason: Option<String>,
    pub(in crate::opt_outs) former_phone: Option<i64>,
    pub(in crate::opt_outs) former_user_id: Option<String>,
    pub(in crate::opt_outs) rule: Option<String>,
    pub(in crate::opt_outs) key_id: Option<uuid::Uuid>,
    pub(in crate::opt_outs) sender_id: Option<uuid::Uuid>,
    pub(in crate::opt_outs) status: String,
    pub(in crate::opt_outs) changed: bool,
}

impl EventRow {
    /// An event as reading it back will show it.
    pub(in crate::opt_outs) fn of(event: &Event<'_>, recorded_at: DateTime<Utc>) -> Self {
        let evidence = event.evidence.as_ref();
        let phone = |identity: &Identity| identity.phone().map(Phone::stored);
        let user_id = |identity: &Identity| identity.user_id().map(|id| id.as_str().to_owned());
        let [campaign_id, message_id, language, reason] =
            evidence.details().map(|detail| detail.map(str::to_owned));
        Self {
            number: event.number,
            kind: evidence.kind.as_str().to_owned(),
            source: evidence.source.as_str().to_owned(),
            occurred_at: event.occurred_at,
            recorded_at,
            phone: phone(&evidence.identity),
            user_id: user_id(&evidence.identity),
            sent_as: evidence.sent_as.clone(),
            sender: evidence.sender.map(Phone::stored),
            campaign_id,
            message_id,
            language,
            reason,
            former_phone: evidence.former.as_ref().and_then(phone),
            former_user_id: evidence.former.as_ref().and_then(user_id),
            rule: evidence.rule.as_ref().map(|rule| rule.as_str().to_owned()),
            key_id: evidence.key.map(KeyId::uuid),
            sender_id: evidence.hook.map(SenderId::uuid),
            status: event.status.map_or("none", Status::as_str).to_owned(),
            changed: event.changed,
        }
    }
}

/// A contact's current state.
#[derive(Clone, Debug)]
pub(in crate::opt_outs) struct ContactRow {
    pub(in crate::opt_outs) contact_id: i64,
    pub(in crate::opt_outs) phone: Option<i64>,
    pub(in crate::opt_outs) user_id: Option<String>,
    /// In the account view.
    pub(in crate::opt_outs) status: String,
    pub(in crate::opt_outs) event_number: i64,
    pub(in crate::opt_outs) since: DateTime<Utc>,
    pub(in crate::opt_outs) ledger: Option<Json<Ledger>>,
    /// Of the deciding event, which is the only one where there is no ledger.
    pub(in crate::opt_outs) sender: Option<i64>,
}

impl ContactRow {
    /// A contact as reading it back will show it.
    pub(in crate::opt_outs) fn of(contact: &Contact) -> Option<Self> {
        let shown = contact.shown()?;
        let (event_number, since) = contact.deciding_event(&shown)?;
        Some(Self {
            contact_id: contact.id,
            status: contact.stored_status(&shown).to_owned(),
            phone: shown.phone,
            user_id: shown.user_id,
            event_number,
            since,
            ledger: contact.kept_ledger().cloned().map(Json),
            sender: contact.ledger.marks().first().and_then(|mark| mark.sender),
        })
    }

    /// The contact's other identifiers, as the list shows them.
    pub(in crate::opt_outs) fn also_known_as(&self) -> Vec<String> {
        let ledger = self.ledger.as_ref().map(|Json(ledger)| ledger);
        ledger.and_then(show).map(|shown| shown.also_known_as).unwrap_or_default()
    }

    /// Where it stands in this scope; `None` if it has neither left nor come back.
    pub(in crate::opt_outs) fn decided(&self, scope: OptOutScope) -> Option<Decided> {
        match (scope, &self.ledger) {
            (OptOutScope::Sender, Some(Json(ledger))) => {
                ledger.state(View::AnySender).map(Decided::from)
            }
            _ => Some(Decided {
                status: Status::from_name(&self.status)?,
                event_number: self.event_number,
                since: self.since,
            }),
        }
    }

    /// Where it stands towards each sender that its events name, by the sender's digits.
    pub(in crate::opt_outs) fn towards_senders(&self) -> Vec<(i64, Decided)> {
        let Some(Json(ledger)) = &self.ledger else {
            return self.sender.zip(self.decided(OptOutScope::Account)).into_iter().collect();
        };
        let state = |sender| ledger.state(View::Sender(Some(sender))).map(Decided::from);
        let senders = ledger.senders().into_iter();
        senders.filter_map(|(key, digits)| Some((digits, state(key)?))).collect()
    }
}

/// Finds the contact of an identifier.
pub(in crate::opt_outs) async fn find_contact(
    tx: &mut TenantTx,
    identifier: &Identifier,
) -> Result<Option<ContactRow>, DbError> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_as!(
        ContactRow,
        // Only a plain look-up by key can run inside the index under row-level security, `coalesce` cannot.
        r#"select c.contact_id as "contact_id!", c.phone, c.user_id, c.status as "status!",
                  c.event_number as "event_number!", c.since as "since!", c.ledger as "ledger: Json<Ledger>",
                  e.sender as "sender?"
           from (
             select contact_id from contact_phones where tenant_id = $1 and phone_key = $2
             union all
             select contact_id from contact_user_ids where tenant_id = $1 and user_id = $3) i
           cross join lateral (
             select * from contacts where tenant_id = $1 and contact_id = i.contact_id limit 1) c
           left join lateral (
             select number, sender from consent_events where tenant_id = $1 and number >= c.event_number
             order by tenant_id, number limit 1) e on e.number = c.event_number"#,
        tenant,
        identifier.phone().map(Phone::match_key),
        identifier.user_id().map(UserId::as_str),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}

/// Up to `limit` events of a contact, the latest first, behind the position `before`.
pub(in crate::opt_outs) async fn events_of(
    tx: &mut TenantTx,
    contact_id: i64,
    before: Option<(DateTime<Utc>, i64)>,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    let (at, number) = before.unzip();
    let rows = sqlx::query_as!(
        EventRow,
        "select number, kind, source, occurred_at, recorded_at, phone, user_id, sent_as, sender, campaign_id,
                message_id, language, reason, former_phone, former_user_id, rule, key_id, sender_id, status, changed
         from consent_events
         where tenant_id = $1
           and contact_id in (
             select $2::bigint
             union all
             select contact_id from contacts where tenant_id = $1 and merged_into = $2)
           and ($3::timestamptz is null or (occurred_at, number) < ($3, $4))
         order by occurred_at desc, number desc
         limit $5",
        tx.tenant().uuid(),
        contact_id,
        at,
        number,
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// Up to `limit` events behind a number, in commit order.
pub(in crate::opt_outs) async fn events_after(
    tx: &mut TenantTx,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    let rows = sqlx::query_as!(
        EventRow,
        "select number, kind, source, occurred_at, recorded_at, phone, user_id, sent_as, sender, campaign_id,
                message_id, language, reason, former_phone, former_user_id, rule, key_id, sender_id, status, changed
         from consent_events
         where tenant_id = $1 and number > $2
         order by number
         limit $3",
        tx.tenant().uuid(),
        after,
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}
