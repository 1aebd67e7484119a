//! Writes what a batch of events changed.
#![expect(
    clippy::as_conversions,
    reason = "`as` in a query macro names the parameter's type, it converts nothing"
)]

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use crate::db::{DbError, TenantTx};
use crate::domain::consent::{Ledger, Status};
use crate::domain::ids::{KeyId, SenderId};
use crate::domain::phone::Phone;
use crate::opt_outs::book::{Changes, Contact, Event, Key, Line, Place, Shown};

/// Writes events, contacts, identifiers and the list, and advances the tenant's counter.
pub(in crate::opt_outs) async fn write(
    tx: &mut TenantTx,
    changes: Changes<'_>,
) -> Result<(), DbError> {
    if changes.events.is_empty() {
        return Ok(());
    }
    insert_events(tx, &changes.events).await?;
    let entries: Vec<Entry<'_>> = changes.contacts.iter().filter_map(Entry::of).collect();
    upsert_contacts(tx, &entries).await?;
    move_phones(tx, &changes).await?;
    move_user_ids(tx, &changes).await?;
    delist(tx, &entries).await?;
    list(tx, &entries).await?;
    tx.advance_counter(changes.last_event).await
}

/// Columns of events: who told them and why, and whom the person was known as before.
struct Origin {
    former_phones: Vec<Option<i64>>,
    former_user_ids: Vec<Option<String>>,
    rules: Vec<Option<String>>,
    keys: Vec<Option<uuid::Uuid>>,
    hooks: Vec<Option<uuid::Uuid>>,
}

impl Origin {
    fn of(events: &[Event<'_>]) -> Self {
        let evidence = || events.iter().map(|event| &event.evidence);
        let former = || evidence().map(|e| e.former.as_ref());
        Self {
            former_phones: former().map(|f| f?.phone().map(Phone::stored)).collect(),
            former_user_ids: former().map(|f| Some(f?.user_id()?.as_str().to_owned())).collect(),
            rules: evidence().map(|e| Some(e.rule.as_ref()?.as_str().to_owned())).collect(),
            keys: evidence().map(|e| e.key.map(KeyId::uuid)).collect(),
            hooks: evidence().map(|e| e.hook.map(SenderId::uuid)).collect(),
        }
    }
}

async fn insert_events(tx: &mut TenantTx, events: &[Event<'_>]) -> Result<(), DbError> {
    let column =
        |read: fn(&Event<'_>) -> Option<String>| events.iter().map(read).collect::<Vec<_>>();
    let numbers: Vec<i64> = events.iter().map(|e| e.number).collect();
    let contact_ids: Vec<i64> = events.iter().map(|e| e.contact_id).collect();
    let kinds = column(|e| Some(e.evidence.kind.as_str().to_owned()));
    let sources = column(|e| Some(e.evidence.source.as_str().to_owned()));
    let times: Vec<DateTime<Utc>> = events.iter().map(|e| e.occurred_at).collect();
    let phones: Vec<Option<i64>> =
        events.iter().map(|e| e.evidence.identity.phone().map(Phone::stored)).collect();
    let user_ids = column(|e| e.evidence.identity.user_id().map(|id| id.as_str().to_owned()));
    let sent_as = column(|e| Some(e.evidence.sent_as.clone()));
    let senders: Vec<Option<i64>> =
        events.iter().map(|e| e.evidence.sender.map(Phone::stored)).collect();
    let campaigns = column(|e| e.evidence.campaign_id.as_ref().map(|id| id.as_str().to_owned()));
    let messages = column(|e| e.evidence.message_id.as_ref().map(|id| id.as_str().to_owned()));
    let languages = column(|e| e.evidence.language.as_ref().map(|tag| tag.as_str().to_owned()));
    let reasons = column(|e| e.evidence.reason.as_ref().map(|text| text.as_str().to_owned()));
    let origin = Origin::of(events);
    let statuses = column(|e| Some(e.status.map_or("none", Status::as_str).to_owned()));
    let changed: Vec<bool> = events.iter().map(|e| e.changed).collect();
    sqlx::query!(
        "insert into consent_events
           (tenant_id, number, contact_id, kind, source, occurred_at, phone, user_id, sent_as, sender,
            campaign_id, message_id, language, reason, status, changed, former_phone, former_user_id, rule,
            key_id, sender_id)
         select $1, * from unnest(
           $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::text[],
           $9::text[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
           $16::bool[], $17::bigint[], $18::text[], $19::text[], $20::uuid[], $21::uuid[])",
        tx.tenant().uuid(),
        &numbers,
        &contact_ids,
        &kinds as &[Option<String>],
        &sources as &[Option<String>],
        &times,
        &phones as &[Option<i64>],
        &user_ids as &[Option<String>],
        &sent_as as &[Option<String>],
        &senders as &[Option<i64>],
        &campaigns as &[Option<String>],
        &messages as &[Option<String>],
        &languages as &[Option<String>],
        &reasons as &[Option<String>],
        &statuses as &[Option<String>],
        &changed,
        &origin.former_phones as &[Option<i64>],
        &origin.former_user_ids as &[Option<String>],
        &origin.rules as &[Option<String>],
        &origin.keys as &[Option<uuid::Uuid>],
        &origin.hooks as &[Option<uuid::Uuid>],
    )
    .execute(tx.connection())
    .await?;
    Ok(())
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

    fn status(&self) -> &'static str {
        match (self.contact.merged_into, self.now.account) {
            (Some(_), _) => "merged",
            (None, Some(decided)) => decided.status.as_str(),
            (None, None) => "none",
        }
    }

    /// The event that decides the state; of a contact without one, its last event.
    fn event(&self) -> Option<(i64, DateTime<Utc>)> {
        let last = || self.contact.ledger.marks_in_order().pop();
        let decided = self.now.account.map(|decided| (decided.event_number, decided.since));
        decided.or_else(|| last().map(|mark| (mark.number, mark.occurred_at)))
    }
}

async fn upsert_contacts(tx: &mut TenantTx, entries: &[Entry<'_>]) -> Result<(), DbError> {
    let ids: Vec<i64> = entries.iter().map(|e| e.contact.id).collect();
    let phones: Vec<Option<i64>> = entries.iter().map(|e| e.now.phone).collect();
    let user_ids: Vec<Option<String>> = entries.iter().map(|e| e.now.user_id.clone()).collect();
    let statuses: Vec<String> = entries.iter().map(|e| e.status().to_owned()).collect();
    let (numbers, since): (Vec<_>, Vec<_>) = entries.iter().map(|e| e.event().unzip()).unzip();
    let listed: Vec<_> = entries.iter().map(|e| e.place(false).map(|(_, listed)| listed)).collect();
    let ledgers: Vec<Option<Json<&Ledger>>> = entries
        .iter()
        .map(|e| (!e.contact.ledger.is_single_event()).then_some(Json(&e.contact.ledger)))
        .collect();
    let merged: Vec<Option<i64>> = entries.iter().map(|e| e.contact.merged_into).collect();
    let senders: Vec<Option<i64>> =
        entries.iter().map(|e| e.contact.ledger.reach().stored()).collect();
    let (sender_since, sender_listed): (Vec<_>, Vec<_>) =
        entries.iter().map(|e| e.place(true).unzip()).unzip();
    sqlx::query!(
        "insert into contacts as c
           (tenant_id, contact_id, phone, user_id, status, event_number, since, listed, ledger, merged_into,
            sender, sender_since, sender_listed)
         select $1, * from unnest(
           $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::bigint[],
           $9::jsonb[], $10::bigint[], $11::bigint[], $12::timestamptz[], $13::bigint[])
         on conflict (tenant_id, contact_id) do update set
           phone = excluded.phone, user_id = excluded.user_id, status = excluded.status,
           event_number = excluded.event_number, since = excluded.since, listed = excluded.listed,
           ledger = excluded.ledger, merged_into = excluded.merged_into, sender = excluded.sender,
           sender_since = excluded.sender_since, sender_listed = excluded.sender_listed",
        tx.tenant().uuid(),
        &ids,
        &phones as &[Option<i64>],
        &user_ids as &[Option<String>],
        &statuses,
        &numbers as &[Option<i64>],
        &since as &[Option<DateTime<Utc>>],
        &listed as &[Option<i64>],
        &ledgers as &[Option<Json<&Ledger>>],
        &merged as &[Option<i64>],
        &senders as &[Option<i64>],
        &sender_since as &[Option<DateTime<Utc>>],
        &sender_listed as &[Option<i64>],
    )
    .execute(tx.connection())
    .await?;
    follow_merged(tx, entries).await
}

/// Contacts that were merged into one that is now merged itself follow it, so that a family is one step.
async fn follow_merged(tx: &mut TenantTx, entries: &[Entry<'_>]) -> Result<(), DbError> {
    let (from, to): (Vec<i64>, Vec<i64>) = entries
        .iter()
        .filter_map(|e| e.contact.merged_into.map(|into| (e.contact.id, into)))
        .unzip();
    if !from.is_empty() {
        sqlx::query!(
            "update contacts c set merged_into = m.into_id
             from unnest($2::bigint[], $3::bigint[]) m (from_id, into_id)
             where c.tenant_id = $1 and c.merged_into = m.from_id",
            tx.tenant().uuid(),
            &from,
            &to,
        )
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}

async fn move_phones(tx: &mut TenantTx, changes: &Changes<'_>) -> Result<(), DbError> {
    let (phone_keys, contacts): (Vec<i64>, Vec<i64>) = changes
        .moved
        .iter()
        .filter_map(|(key, contact)| match key {
            Key::Phone(phone) => Some((*phone, *contact)),
            Key::UserId(_) => None,
        })
        .unzip();
    if phone_keys.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into contact_phones (tenant_id, phone_key, contact_id)
         select $1, * from unnest($2::bigint[], $3::bigint[])
         on conflict (tenant_id, phone_key) do update set contact_id = excluded.contact_id",
        tx.tenant().uuid(),
        &phone_keys,
        &contacts,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

async fn move_user_ids(tx: &mut TenantTx, changes: &Changes<'_>) -> Result<(), DbError> {
    let (user_ids, contacts): (Vec<String>, Vec<i64>) = changes
        .moved
        .iter()
        .filter_map(|(key, contact)| match key {
            Key::Phone(_) => None,
            Key::UserId(user_id) => Some((user_id.clone(), *contact)),
        })
        .unzip();
    if user_ids.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into contact_user_ids (tenant_id, user_id, contact_id)
         select $1, * from unnest($2::text[], $3::bigint[])
         on conflict (tenant_id, user_id) do update set contact_id = excluded.contact_id",
        tx.tenant().uuid(),
        &user_ids,
        &contacts,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Ends the rows of the list that no longer say what their contact is.
async fn delist(tx: &mut TenantTx, entries: &[Entry<'_>]) -> Result<(), DbError> {
    let (mut ids, mut since, mut listed, mut delisted, mut of_senders) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        for (is_of_senders, (opted_out_at, number)) in &entry.ended {
            ids.push(entry.contact.id);
            since.push(*opted_out_at);
            listed.push(*number);
            delisted.push(entry.touched);
            of_senders.push(*is_of_senders);
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update opt_outs o set delisted = d.delisted
         from unnest($2::bigint[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bool[])
           d (contact_id, opted_out_at, listed, delisted, of_senders)
         where o.tenant_id = $1 and o.opted_out_at = d.opted_out_at and o.listed = d.listed
           and o.contact_id = d.contact_id and (o.only_in is not distinct from 'sender') = d.of_senders",
        tx.tenant().uuid(),
        &ids,
        &since,
        &listed,
        &delisted,
        &of_senders,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Puts contacts on the list, with the details of the event that put them there.
async fn list(tx: &mut TenantTx, entries: &[Entry<'_>]) -> Result<(), DbError> {
    let new: Vec<(&Entry<'_>, &Line)> =
        entries.iter().flat_map(|entry| entry.new.iter().map(move |line| (entry, line))).collect();
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = new.iter().map(|(e, _)| e.contact.id).collect();
    let listed: Vec<i64> = new.iter().map(|(e, _)| e.touched).collect();
    let numbers: Vec<i64> = new.iter().map(|(_, line)| line.event_number).collect();
    let phones: Vec<Option<i64>> = new.iter().map(|(e, _)| e.now.phone).collect();
    let user_ids: Vec<Option<String>> = new.iter().map(|(e, _)| e.now.user_id.clone()).collect();
    // Identifiers have no spaces, so a joined text can be split again; `unnest` would flatten arrays.
    let others: Vec<Option<String>> = new
        .iter()
        .map(|(e, _)| (!e.now.also_known_as.is_empty()).then(|| e.now.also_known_as.join(" ")))
        .collect();
    let only_in: Vec<Option<String>> =
        new.iter().map(|(_, line)| line.only_in.map(|scope| scope.as_str().to_owned())).collect();
    sqlx::query!(
        "insert into opt_outs
           (tenant_id, opted_out_at, listed, contact_id, only_in, event_number, recorded_at, phone, user_id,
            also_known_as, sent_as, source, sender, campaign_id, message_id, language, reason)
         select $1, e.occurred_at, n.listed, n.contact_id, n.only_in, e.number, e.recorded_at, n.phone, n.user_id,
                string_to_array(n.others, ' '), e.sent_as, e.source, e.sender, e.campaign_id, e.message_id,
                e.language, e.reason
         from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[])
           n (contact_id, listed, event_number, phone, user_id, others, only_in)
         -- By order, not by equality: on tables without statistics PostgreSQL takes the index of contacts for
         -- as good as the primary key, and reads all of the tenant's entries for each event.
         join lateral (
           select * from consent_events where tenant_id = $1 and number >= n.event_number
           order by tenant_id, number limit 1) e on e.number = n.event_number",
        tx.tenant().uuid(),
        &ids,
        &listed,
        &numbers,
        &phones as &[Option<i64>],
        &user_ids as &[Option<String>],
        &others as &[Option<String>],
        &only_in as &[Option<String>],
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}
