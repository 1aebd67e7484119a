//! One set-based look-up of who among many is on the exclusion list.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use crate::db::{DbError, TenantTx};
use crate::domain::consent::{Ledger, Reach, Standing, Status, View};

/// Who of those asked about is on the list, and since when.
#[derive(Debug, Default)]
pub(super) struct OnList {
    /// By the phone's match key.
    pub(super) phones: HashMap<i64, DateTime<Utc>>,
    /// By user id.
    pub(super) user_ids: HashMap<String, DateTime<Utc>>,
}

/// Looks up identifiers, sorted: neighbours share index pages.
///
/// `lateral` and `limit` leave nothing but a look-up by key for each one asked about. An ordinary join, and
/// `= any`, depend on what the statistics say of the tenant: where they know nothing yet, they went through
/// the whole list once for every contact.
pub(super) async fn look_up(
    tx: &mut TenantTx,
    phone_keys: &[i64],
    user_ids: &[String],
    view: View,
) -> Result<OnList, DbError> {
    if view != View::Account {
        return look_up_towards(tx, phone_keys, user_ids, view).await;
    }
    let mut on_list = OnList::default();
    if !phone_keys.is_empty() {
        let rows = sqlx::query!(
            r#"select k.phone_key as "phone_key!", c.since
               from unnest($2::bigint[]) k (phone_key)
               cross join lateral (
                 select contact_id from contact_phones
                 where tenant_id = $1 and phone_key = k.phone_key limit 1) p
               cross join lateral (
                 select status, since from contacts
                 where tenant_id = $1 and contact_id = p.contact_id limit 1) c
               where c.status = 'opted_out'"#,
            tx.tenant().uuid(),
            phone_keys,
        )
        .fetch_all(tx.connection())
        .await?;
        on_list.phones = rows.into_iter().map(|row| (row.phone_key, row.since)).collect();
    }
    if !user_ids.is_empty() {
        let rows = sqlx::query!(
            r#"select k.user_id as "user_id!", c.since
               from unnest($2::text[]) k (user_id)
               cross join lateral (
                 select contact_id from contact_user_ids
                 where tenant_id = $1 and user_id = k.user_id limit 1) u
               cross join lateral (
                 select status, since from contacts
                 where tenant_id = $1 and contact_id = u.contact_id limit 1) c
               where c.status = 'opted_out'"#,
            tx.tenant().uuid(),
            user_ids,
        )
        .fetch_all(tx.connection())
        .await?;
        on_list.user_ids = rows.into_iter().map(|row| (row.user_id, row.since)).collect();
    }
    Ok(on_list)
}

/// The same where it matters which sender asks. Only contacts that stand differently towards different senders
/// bring their ledger along.
async fn look_up_towards(
    tx: &mut TenantTx,
    phone_keys: &[i64],
    user_ids: &[String],
    view: View,
) -> Result<OnList, DbError> {
    let mut on_list = OnList::default();
    if !phone_keys.is_empty() {
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
        on_list.phones = out.collect();
    }
    if !user_ids.is_empty() {
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
        let out =
            rows.into_iter().filter_map(|mut row| Some((row.user_id.take()?, row.out_in(view)?)));
        on_list.user_ids = out.collect();
    }
    Ok(on_list)
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
    fn out_in(self, view: View) -> Option<DateTime<Utc>> {
        let is_out = Status::from_name(&self.status) == Some(Status::OptedOut);
        let standing = Standing {
            out_since: is_out.then_some(self.since),
            reach: Reach::from_stored(self.sender),
            ledger: self.ledger.map(|Json(ledger)| ledger),
        };
        standing.opted_out_since(view)
    }
}

/// What Meta last said of a template's category, in one language or in all.
pub(super) async fn template_categories(
    tx: &mut TenantTx,
    name: &str,
    language: Option<&str>,
) -> Result<Vec<String>, DbError> {
    let categories = sqlx::query_scalar!(
        "select category from template_categories
         where tenant_id = $1 and name = $2 and ($3::text is null or language = $3)",
        tx.tenant().uuid(),
        name,
        language,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(categories)
}
