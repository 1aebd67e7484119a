//! The statement that reads a stretch of the list, for pages and for exports alike.

use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::{Postgres, QueryBuilder};

use super::list::{Filter, Position};
use crate::domain::consent::{OptOutScope, Source};
use crate::domain::ids::TenantId;
use crate::domain::phone::PhoneRange;

/// The setting of a transaction that [`Written`] takes the campaign from.
pub(super) const CAMPAIGN_SETTING: &str = "app.campaign_id";

/// A statement that is being written, with values in it.
pub(super) trait Sql {
    fn push(&mut self, sql: &str);
    fn tenant(&mut self, tenant: TenantId);
    fn integer(&mut self, integer: i64);
    fn instant(&mut self, instant: DateTime<Utc>);
    fn scope(&mut self, scope: OptOutScope);
    fn source(&mut self, source: Source);
    fn campaign_id(&mut self, campaign_id: &str);
}

/// Values are bound: each combination of filters is one statement with one plan.
impl Sql for QueryBuilder<Postgres> {
    fn push(&mut self, sql: &str) {
        self.push(sql);
    }
    fn tenant(&mut self, tenant: TenantId) {
        self.push_bind(tenant.uuid());
    }
    fn integer(&mut self, integer: i64) {
        self.push_bind(integer);
    }
    fn instant(&mut self, instant: DateTime<Utc>) {
        self.push_bind(instant);
    }
    fn scope(&mut self, scope: OptOutScope) {
        self.push_bind(scope.as_str());
    }
    fn source(&mut self, source: Source) {
        self.push_bind(source.as_str());
    }
    fn campaign_id(&mut self, campaign_id: &str) {
        self.push_bind(campaign_id.to_owned());
    }
}

/// Values are written out, for a `copy`, which takes no parameters. None of them can end its literal: they are
/// UUIDs, numbers, instants and names of ours. What strangers wrote is taken from [`CAMPAIGN_SETTING`].
#[derive(Debug, Default)]
pub(super) struct Written(pub(super) String);

impl Written {
    fn literal(&mut self, value: &str, of: &str) {
        for part in ["'", value, "'::", of] {
            self.0.push_str(part);
        }
    }
}

impl Sql for Written {
    fn push(&mut self, sql: &str) {
        self.0.push_str(sql);
    }
    fn tenant(&mut self, tenant: TenantId) {
        self.literal(&tenant.to_string(), "uuid");
    }
    fn integer(&mut self, integer: i64) {
        self.literal(&integer.to_string(), "bigint");
    }
    fn instant(&mut self, instant: DateTime<Utc>) {
        self.literal(&instant.to_rfc3339_opts(SecondsFormat::Micros, true), "timestamptz");
    }
    fn scope(&mut self, scope: OptOutScope) {
        self.literal(scope.as_str(), "text");
    }
    fn source(&mut self, source: Source) {
        self.literal(source.as_str(), "text");
    }
    fn campaign_id(&mut self, _: &str) {
        self.0.push_str("(select current_setting('");
        self.0.push_str(CAMPAIGN_SETTING);
        self.0.push_str("'))");
    }
}

/// What is selected of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// What people are shown. Each column costs PostgreSQL a tenth of what reading its row costs.
    Shown,
    /// Behind it where the row is, and the event that the reading stands at.
    All,
}

/// In the order in which both readers take them apart.
const SHOWN: [&str; 13] = [
    "opted_out_at",
    "event_number",
    "recorded_at",
    "phone",
    "user_id",
    "also_known_as",
    "sent_as",
    "source",
    "sender",
    "campaign_id",
    "message_id",
    "language",
    "reason",
];
const PLACE: [&str; 2] = ["listed", "contact_id"];

/// Selects up to `limit` rows behind `position`.
///
/// Without filters it goes along the index and takes the row behind each entry.
///
/// With filters, most entries are none of the page's: then the keys are found in the index alone, every filter
/// included, and only then their rows are fetched: one by one, which `lateral` and `limit` leave no choice
/// about, whatever the statistics say of the tenant. They come in the order of the keys, so nothing is sorted.
pub(super) fn write_page(
    sql: &mut impl Sql,
    tenant: TenantId,
    (filter, position): (&Filter, &Position),
    limit: i64,
    columns: Columns,
) {
    if !filter.narrows() {
        write_columns(sql, ("", columns), tenant, position);
        sql.push(" from opt_outs where ");
        write_stretch(sql, tenant, filter, position);
        write_order(sql, "", filter);
        sql.push(" limit ");
        sql.integer(limit);
        return;
    }
    write_columns(sql, ("o.", columns), tenant, position);
    sql.push(" from (select opted_out_at, listed, contact_id, only_in from opt_outs where ");
    write_stretch(sql, tenant, filter, position);
    write_order(sql, "", filter);
    sql.push(" limit ");
    sql.integer(limit);
    write_rows_of_keys(sql, tenant, filter);
}

/// The rows of the keys that were selected before, in their order.
pub(super) fn write_rows_of_keys(sql: &mut impl Sql, tenant: TenantId, filter: &Filter) {
    sql.push(
        ") p
           cross join lateral (
             select * from opt_outs r
             where r.opted_out_at = p.opted_out_at and r.listed = p.listed and r.contact_id = p.contact_id
               and r.only_in is not distinct from p.only_in and r.tenant_id = ",
    );
    sql.tenant(tenant);
    sql.push(" limit 1) o");
    write_order(sql, "p.", filter);
}

pub(super) fn write_columns(
    sql: &mut impl Sql,
    (of, columns): (&str, Columns),
    tenant: TenantId,
    position: &Position,
) {
    let place = PLACE.iter().filter(|_| columns == Columns::All);
    let mut before = "select ";
    for column in SHOWN.iter().chain(place) {
        for part in [before, of, column] {
            sql.push(part);
        }
        before = ", ";
    }
    if columns == Columns::All {
        sql.push(before);
        write_as_of(sql, tenant, position);
        sql.push(" as as_of");
    }
}

/// Selects where the row number `count` behind `position` is; nothing if there are fewer.
pub(super) fn write_place_of(
    sql: &mut impl Sql,
    tenant: TenantId,
    (filter, position): (&Filter, &Position),
    count: i64,
) {
    sql.push("select opted_out_at, listed, contact_id from opt_outs where ");
    write_stretch(sql, tenant, filter, position);
    write_order(sql, "", filter);
    sql.push(" offset ");
    sql.integer(count - 1);
    sql.push(" limit 1");
}

/// Which rows: on the list at that event, behind the position, within the filter; all of it can be decided
/// inside the index.
pub(super) fn write_stretch(
    sql: &mut impl Sql,
    tenant: TenantId,
    filter: &Filter,
    position: &Position,
) {
    sql.push("tenant_id = ");
    sql.tenant(tenant);
    sql.push(" and listed <= ");
    write_as_of(sql, tenant, position);
    sql.push(" and (delisted is null or delisted > ");
    write_as_of(sql, tenant, position);
    sql.push(") and (only_in is null or only_in = ");
    sql.scope(filter.scope);
    sql.push(")");
    if let Position::Behind { row: (opted_out_at, listed, contact_id), .. } = *position {
        let behind = if filter.oldest_first { ">" } else { "<" };
        sql.push(" and (opted_out_at, listed, contact_id) ");
        sql.push(behind);
        sql.push(" (");
        sql.instant(opted_out_at);
        sql.push(", ");
        sql.integer(listed);
        sql.push(", ");
        sql.integer(contact_id);
        sql.push(")");
    }
    write_filter(sql, filter);
}

pub(super) fn write_order(sql: &mut impl Sql, of: &str, filter: &Filter) {
    let direction = if filter.oldest_first { "asc" } else { "desc" };
    sql.push(&format!(
        " order by {of}opted_out_at {direction}, {of}listed {direction}, {of}contact_id {direction}"
    ));
}

fn write_filter(sql: &mut impl Sql, filter: &Filter) {
    if let Some(from) = filter.range.from() {
        sql.push(" and opted_out_at >= ");
        sql.instant(from);
    }
    if let Some(to) = filter.range.to() {
        sql.push(" and opted_out_at < ");
        sql.instant(to);
    }
    if let Some(source) = filter.source {
        sql.push(" and source = ");
        sql.source(source);
    }
    if let Some(sender) = filter.sender {
        sql.push(" and sender = ");
        sql.integer(sender);
    }
    if let Some(campaign_id) = &filter.campaign_id {
        sql.push(" and campaign_id = ");
        sql.campaign_id(campaign_id);
    }
    if let Some(prefix) = filter.prefix {
        write_prefix(sql, prefix);
    }
}

/// The event that the reading stands at: given, or the tenant's last one in the statement's own snapshot.
fn write_as_of(sql: &mut impl Sql, tenant: TenantId, position: &Position) {
    match position {
        Position::At { as_of } | Position::Behind { as_of, .. } => sql.integer(*as_of),
        Position::Start => {
            sql.push("(select last_event from tenants where tenant_id = ");
            sql.tenant(tenant);
            sql.push(")");
        }
    }
}

/// Numbers of 8 to 15 digits that begin with `prefix`, as ranges: a comparison of numbers is leakproof, so it
/// can be decided inside the index under row-level security, which a `like` cannot.
fn write_prefix(sql: &mut impl Sql, prefix: u64) {
    let mut before = " and (";
    for PhoneRange { first, last } in PhoneRange::of_prefix(prefix) {
        sql.push(before);
        sql.push("(phone >= ");
        sql.integer(first);
        sql.push(" and phone <= ");
        sql.integer(last);
        sql.push(")");
        before = " or ";
    }
    sql.push(")");
}
