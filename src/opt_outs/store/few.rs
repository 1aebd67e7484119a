//! The list of the few whose numbers begin in a rare way.
//!
//! The list is in the order of time, so whoever looks for a rare beginning goes through all of it. But phones have an
//! index of their own: where it names only few people, they are looked up one by one.

use sqlx::{Postgres, QueryBuilder, Row as _};

use super::list::{Filter, Position};
use super::list_sql::{
    Columns, Sql as _, write_columns, write_order, write_rows_of_keys, write_stretch,
};
use crate::db::{DbError, TenantTx};
use crate::domain::ids::TenantId;
use crate::domain::phone::PhoneRange;

/// As many as can be looked up one by one in the time of one page that goes along the list. Of more, a page's worth is
/// soon found along the list.
const FEW: i64 = 1_000;

/// Whether few people's numbers begin with these digits.
pub(super) async fn are_few(tx: &mut TenantTx, prefix: u64) -> Result<bool, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new("select count(*) from (");
    write_known(&mut sql, tx.tenant(), prefix);
    sql.push(") known");
    let row = sql.build().fetch_one(tx.connection()).await?;
    Ok(row.try_get::<i64, _>(0)? <= FEW)
}

/// Selects up to `limit` rows of these people, as the list stands now.
///
/// Each contact points at its current row for either scope; the filter decides as everywhere. `lateral` and `limit`
/// leave no choice but to look up one after the other.
pub(super) fn write_page_of_few(
    sql: &mut QueryBuilder<Postgres>,
    tenant: TenantId,
    (filter, prefix): (&Filter, u64),
    limit: i64,
) {
    let position = &Position::Start;
    write_columns(sql, ("o.", Columns::All), tenant, position);
    sql.push(
        " from (select k.opted_out_at, k.listed, k.contact_id, k.only_in
           from (select distinct contact_id from (",
    );
    write_known(sql, tenant, prefix);
    sql.push(
        ") known) i
           cross join lateral (
             select since, listed, sender_since, sender_listed from contacts
             where contact_id = i.contact_id and tenant_id = ",
    );
    sql.tenant(tenant);
    sql.push(
        " limit 1) c
           cross join lateral (
             select c.since, c.listed union select c.sender_since, c.sender_listed) r(since, listed)
           cross join lateral (
             select opted_out_at, listed, contact_id, only_in from opt_outs
             where opted_out_at = r.since and listed = r.listed and contact_id = i.contact_id and ",
    );
    write_stretch(sql, tenant, filter, position);
    sql.push(" limit 1) k");
    write_order(sql, "k.", filter);
    sql.push(" limit ");
    sql.integer(limit);
    write_rows_of_keys(sql, tenant, filter);
}

/// The contacts of phones whose match key may be that of a number that begins so; of each range one more than are few,
/// so that no range is gone through that has many.
fn write_known(sql: &mut QueryBuilder<Postgres>, tenant: TenantId, prefix: u64) {
    let mut before = "(";
    for PhoneRange { first, last } in PhoneRange::of_match_keys(prefix) {
        sql.push(before);
        sql.push("select contact_id from contact_phones where tenant_id = ");
        sql.tenant(tenant);
        sql.push(" and phone_key between ");
        sql.integer(first);
        sql.push(" and ");
        sql.integer(last);
        sql.push(" order by phone_key limit ");
        sql.integer(FEW + 1);
        before = ") union all (";
    }
    sql.push(")");
}
