//! SQL of the exclusion engine: look-ups by key, and what an index is filled and kept up with.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::index::ContactState;
use crate::db::{CopyRow, DbError, TenantTx};
use crate::domain::consent::{Ledger, Reach, Standing, Status, View};

/// Who of those asked about is on the list, and since when, in microseconds after 1970.
#[derive(Debug, Default)]
pub(super) struct OnList {
    /// By the phone's match key.
    pub(super) phones: HashMap<i64, i64>,
    /// By user id.
    pub(super) user_ids: HashMap<String, i64>,
}

/// Looks up phones, sorted by match key: neighbours share index pages.
///
/// `lateral` and `limit` leave nothing but a look-up by key for each one asked about. An ordinary join, and
/// `= any`, depend on what the statistics say of the tenant: where they know nothing yet, they went through
/// the whole list once for every contact. Only contacts that stand differently towards different senders bring
/// their ledger along.
pub(super) async fn look_up_phones(
    tx: &mut TenantTx,
    phone_keys: &[i64],
    view: View,
    on_list: &mut OnList,
) -> Result<(), DbError> {
    let rows = sqlx::query_as!(
        StandingRow,
        r#"select k.phone_key, null as user_id, c.status, c.since, c.sender,
                  case when c.sender = 0 then c.ledger end as "ledger: Json<Ledger>"
           from unnest($2::bigint[]) k (phone_key)
           cross join lateral (
             select contact_id from contact_phones
             where tenant_id = $1 and phone_key = k.phone_key limit 1) p
           cross join lateral (
             select status, since, sender, ledger from contacts
             where tenant_id = $1 and contact_id = p.contact_id limit 1) c
           where c.status = 'opted_out' or c.sender = 0"#,
        tx.tenant().uuid(),
        phone_keys,
    )
    .fetch_all(tx.connection())
    .await?;
    let out = rows.into_iter().filter_map(|row| Some((row.phone_key?, row.out_in(view)?)));
    on_list.phones.extend(out);
    Ok(())
}

/// Looks up user ids, sorted, in the same way.
pub(super) async fn look_up_user_ids(
    tx: &mut TenantTx,
    user_ids: &[String],
    view: View,
    on_list: &mut OnList,
) -> Result<(), DbError> {
    let rows = sqlx::query_as!(
        StandingRow,
        r#"select null::bigint as phone_key, k.user_id, c.status, c.since, c.sender,
                  case when c.sender = 0 then c.ledger end as "ledger: Json<Ledger>"
           from unnest($2::text[]) k (user_id)
           cross join lateral (
             select contact_id from contact_user_ids
             where tenant_id = $1 and user_id = k.user_id limit 1) u
           cross join lateral (
             select status, since, sender, ledger from contacts
             where tenant_id = $1 and contact_id = u.contact_id limit 1) c
           where c.status = 'opted_out' or c.sender = 0"#,
        tx.tenant().uuid(),
        user_ids,
    )
    .fetch_all(tx.connection())
    .await?;
    let out = rows.into_iter().filter_map(|mut row| Some((row.user_id.take()?, row.out_in(view)?)));
    on_list.user_ids.extend(out);
    Ok(())
}

struct StandingRow {
    phone_key: Option<i64>,
    user_id: Option<String>,
    status: String,
    since: DateTime<Utc>,
    sender: Option<i64>,
    ledger: Option<Json<Ledger>>,
}

impl StandingRow {
    /// Since when the contact is out in this view, if it is.
    fn out_in(self, view: View) -> Option<i64> {
        let is_out = Status::from_name(&self.status) == Some(Status::OptedOut);
        let standing = Standing {
            out_since: is_out.then_some(self.since),
            reach: Reach::from_stored(self.sender),
            ledger: self.ledger.map(|Json(ledger)| ledger),
        };
        standing.opted_out_since(view).map(|since| since.timestamp_micros())
    }
}

struct ContactRow {
    contact_id: i64,
    phone: Option<i64>,
    user_id: Option<String>,
    status: String,
    since: DateTime<Utc>,
    sender: Option<i64>,
    ledger: Option<Json<Ledger>>,
}

impl From<ContactRow> for ContactState {
    fn from(row: ContactRow) -> Self {
        let is_out = Status::from_name(&row.status) == Some(Status::OptedOut);
        Self {
            contact_id: row.contact_id,
            phone: row.phone,
            user_id: row.user_id,
            standing: Standing {
                out_since: is_out.then_some(row.since),
                reach: Reach::from_stored(row.sender),
                ledger: row.ledger.map(|Json(ledger)| ledger),
            },
        }
    }
}

/// The contacts that events behind `after`, up to `until`, were about, as they stand now. An event whose contact has
/// been merged since brings the one that it was merged into: what was said of the one holds for the other. One that is
/// merged itself brings nothing: it has no standing, and its identifiers are another one's.
pub(super) async fn changed(
    tx: &mut TenantTx,
    after: i64,
    until: i64,
) -> Result<Vec<ContactState>, DbError> {
    let rows = sqlx::query_as!(
        ContactRow,
        r#"select c.contact_id, c.phone, c.user_id, c.status, c.since, c.sender, c.ledger as "ledger: Json<Ledger>"
           from (
             select distinct contact_id from consent_events
             where tenant_id = $1 and number > $2 and number <= $3) e
           cross join lateral (
             select coalesce(merged_into, contact_id) as id from contacts
             where tenant_id = $1 and contact_id = e.contact_id limit 1) m
           cross join lateral (
             select * from contacts where tenant_id = $1 and contact_id = m.id limit 1) c
           where c.merged_into is null"#,
        tx.tenant().uuid(),
        after,
        until,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(ContactState::from).collect())
}

/// Reads those on the list among the contacts with ids behind `after`, up to `until`.
///
/// A binary `copy`: it costs a third of what rows of the driver cost.
pub(super) async fn copy_listed(
    tx: &mut TenantTx,
    after: i64,
    until: i64,
    mut take: impl FnMut(ContactState) + Send,
) -> Result<u64, DbError> {
    // A UUID and integers cannot end a literal.
    let statement = format!(
        "copy (select contact_id, phone, user_id, case when status = 'opted_out' then since end, sender, ledger::text
               from contacts
               where tenant_id = '{}' and contact_id > {after} and contact_id <= {until}
                 and (status = 'opted_out' or sender = 0) and merged_into is null)
         to stdout (format binary)",
        tx.tenant()
    );
    let mut damaged = None;
    let count = tx
        .copy_rows(("contacts", &statement), |row| match contact_of(row) {
            Ok(contact) => take(contact),
            Err(error) => damaged = Some(error),
        })
        .await?;
    damaged.map_or(Ok(count), |error| Err(DbError::from(sqlx::Error::Decode(error.into()))))
}

fn contact_of(mut row: CopyRow<'_>) -> Result<ContactState, serde_json::Error> {
    Ok(ContactState {
        contact_id: row.integer().unwrap_or_default(),
        phone: row.integer(),
        user_id: row.text().map(str::to_owned),
        standing: Standing {
            out_since: row.micros().and_then(DateTime::from_timestamp_micros),
            reach: Reach::from_stored(row.integer()),
            ledger: row.bytes().map(serde_json::from_slice).transpose()?,
        },
    })
}
