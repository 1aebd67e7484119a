//! Pages of the exclusion list as it stood at an event number.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Postgres, QueryBuilder, Row as _};

use crate::db::{DbError, TenantTx};
use crate::domain::consent::{OptOutScope, Source};
use crate::domain::range::DateRange;

/// Which opt-outs, in which order.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Filter {
    /// Whose opt-outs: those that count for the account, or those towards any sender.
    #[serde(skip_serializing_if = "is_account")]
    pub(in crate::opt_outs) scope: OptOutScope,
    pub(in crate::opt_outs) range: DateRange,
    pub(in crate::opt_outs) source: Option<Source>,
    /// Canonical digits of the business number.
    pub(in crate::opt_outs) sender: Option<i64>,
    pub(in crate::opt_outs) campaign_id: Option<String>,
    /// Leading digits of the phone, without `+`.
    pub(in crate::opt_outs) prefix: Option<u64>,
    pub(in crate::opt_outs) oldest_first: bool,
}

/// Left out of what a cursor is bound to, so that cursors from before there were scopes go on.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_account(scope: &OptOutScope) -> bool {
    *scope == OptOutScope::Account
}

impl Filter {
    /// Whether more is asked for than a range of time, which alone is a stretch of the index.
    const fn narrows(&self) -> bool {
        let Self { scope: _, range: _, source, sender, campaign_id, prefix, oldest_first: _ } =
            self;
        source.is_some() || sender.is_some() || campaign_id.is_some() || prefix.is_some()
    }
}

/// Where a page begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::opt_outs) enum Position {
    /// At the beginning of the list as it stands now.
    Start,
    /// Behind a row of the list as it stood at the event `as_of`, which all pages of one reading stand at.
    Behind { as_of: i64, row: (DateTime<Utc>, i64, i64) },
}

/// An opt-out on the list.
pub(in crate::opt_outs) struct OptOutRow {
    pub(in crate::opt_outs) opted_out_at: DateTime<Utc>,
    pub(in crate::opt_outs) listed: i64,
    pub(in crate::opt_outs) contact_id: i64,
    pub(in crate::opt_outs) event_number: i64,
    pub(in crate::opt_outs) recorded_at: DateTime<Utc>,
    pub(in crate::opt_outs) phone: Option<i64>,
    pub(in crate::opt_outs) user_id: Option<String>,
    pub(in crate::opt_outs) also_known_as: Option<Vec<String>>,
    pub(in crate::opt_outs) sent_as: String,
    pub(in crate::opt_outs) source: String,
    pub(in crate::opt_outs) sender: Option<i64>,
    pub(in crate::opt_outs) campaign_id: Option<String>,
    pub(in crate::opt_outs) message_id: Option<String>,
    pub(in crate::opt_outs) language: Option<String>,
    pub(in crate::opt_outs) reason: Option<String>,
    /// The event that this reading of the list stands at.
    as_of: i64,
}

/// By position, in the order in which both forms of [`page_query`] select: by name, as it would be derived,
/// each of 15 columns is looked up again in each row, at a tenth of what a page costs.
impl FromRow<'_, PgRow> for OptOutRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            opted_out_at: row.try_get(0)?,
            listed: row.try_get(1)?,
            contact_id: row.try_get(2)?,
            event_number: row.try_get(3)?,
            recorded_at: row.try_get(4)?,
            phone: row.try_get(5)?,
            user_id: row.try_get(6)?,
            also_known_as: row.try_get(7)?,
            sent_as: row.try_get(8)?,
            source: row.try_get(9)?,
            sender: row.try_get(10)?,
            campaign_id: row.try_get(11)?,
            message_id: row.try_get(12)?,
            language: row.try_get(13)?,
            reason: row.try_get(14)?,
            as_of: row.try_get(15)?,
        })
    }
}

impl OptOutRow {
    /// The position behind this row.
    pub(in crate::opt_outs) const fn position(&self) -> Position {
        Position::Behind {
            as_of: self.as_of,
            row: (self.opted_out_at, self.listed, self.contact_id),
        }
    }
}

/// Up to `limit` rows behind `position`.
pub(in crate::opt_outs) async fn page(
    tx: &mut TenantTx,
    filter: &Filter,
    position: &Position,
    limit: i64,
) -> Result<Vec<OptOutRow>, DbError> {
    let mut query = page_query(tx, filter, position, limit);
    Ok(query.build_query_as::<OptOutRow>().fetch_all(tx.connection()).await?)
}

/// A page without filters goes along the index and takes the row behind each entry.
///
/// With filters, most entries are none of the page's: then the keys are found in the index alone, every filter
/// included, and only then their rows are fetched: one by one, which `lateral` and `limit` leave no choice
/// about, whatever the statistics say of the tenant. Each combination of filters is a statement of its own, so
/// each gets a plan of its own.
fn page_query(
    tx: &TenantTx,
    filter: &Filter,
    position: &Position,
    limit: i64,
) -> QueryBuilder<Postgres> {
    let (direction, behind) = if filter.oldest_first { ("asc", ">") } else { ("desc", "<") };
    let mut sql = QueryBuilder::new(if filter.narrows() {
        "with page as materialized (
           select opted_out_at, listed, contact_id, only_in from opt_outs where tenant_id = "
    } else {
        "select opted_out_at, listed, contact_id, event_number, recorded_at, phone, user_id, also_known_as,
                sent_as, source, sender, campaign_id, message_id, language, reason, "
    });
    if !filter.narrows() {
        push_as_of(&mut sql, tx, position);
        sql.push(" as as_of from opt_outs where tenant_id = ");
    }
    sql.push_bind(tx.tenant().uuid());
    sql.push(" and listed <= ");
    push_as_of(&mut sql, tx, position);
    sql.push(" and (delisted is null or delisted > ");
    push_as_of(&mut sql, tx, position);
    sql.push(") and (only_in is null or only_in = ").push_bind(filter.scope.as_str()).push(")");
    if let Position::Behind { row: (opted_out_at, listed, contact_id), .. } = *position {
        sql.push(format!(" and (opted_out_at, listed, contact_id) {behind} ("));
        sql.push_bind(opted_out_at)
            .push(", ")
            .push_bind(listed)
            .push(", ")
            .push_bind(contact_id)
            .push(")");
    }
    push_filter(&mut sql, filter);
    let order = |of: &str| {
        format!(
            " order by {of}opted_out_at {direction}, {of}listed {direction}, {of}contact_id {direction}"
        )
    };
    sql.push(order("")).push(" limit ").push_bind(limit);
    if !filter.narrows() {
        return sql;
    }
    sql.push(
        ") select o.opted_out_at, o.listed, o.contact_id, o.event_number, o.recorded_at, o.phone, o.user_id,
                  o.also_known_as, o.sent_as, o.source, o.sender, o.campaign_id, o.message_id, o.language, o.reason, ",
    );
    push_as_of(&mut sql, tx, position);
    sql.push(
        " as as_of
           from page p
           cross join lateral (
             select * from opt_outs r
             where r.opted_out_at = p.opted_out_at and r.listed = p.listed and r.contact_id = p.contact_id
               and r.only_in is not distinct from p.only_in and r.tenant_id = ",
    );
    sql.push_bind(tx.tenant().uuid()).push(" limit 1) o");
    sql.push(order("p."));
    sql
}

/// Every condition of the filter; all can be decided inside the index.
fn push_filter(sql: &mut QueryBuilder<Postgres>, filter: &Filter) {
    if let Some(from) = filter.range.from() {
        sql.push(" and opted_out_at >= ").push_bind(from);
    }
    if let Some(to) = filter.range.to() {
        sql.push(" and opted_out_at < ").push_bind(to);
    }
    if let Some(source) = filter.source {
        sql.push(" and source = ").push_bind(source.as_str());
    }
    if let Some(sender) = filter.sender {
        sql.push(" and sender = ").push_bind(sender);
    }
    if let Some(campaign_id) = &filter.campaign_id {
        sql.push(" and campaign_id = ").push_bind(campaign_id.clone());
    }
    if let Some(prefix) = filter.prefix {
        push_prefix(sql, prefix);
    }
}

/// The event that the reading stands at: given, or the tenant's last one in the statement's own snapshot.
fn push_as_of(sql: &mut QueryBuilder<Postgres>, tx: &TenantTx, position: &Position) {
    match position {
        Position::Behind { as_of, .. } => sql.push_bind(*as_of),
        Position::Start => sql
            .push("(select last_event from tenants where tenant_id = ")
            .push_bind(tx.tenant().uuid())
            .push(")"),
    };
}

/// Numbers of 8 to 15 digits that begin with `prefix`, as ranges: a comparison of numbers is leakproof, so it
/// can be decided inside the index under row-level security, which a `like` cannot.
fn push_prefix(sql: &mut QueryBuilder<Postgres>, prefix: u64) {
    let digits = prefix.checked_ilog10().unwrap_or(0) + 1;
    sql.push(" and (");
    for length in digits.max(8)..=15 {
        let width = 10_u64.pow(length - digits);
        let bound = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        if length > digits.max(8) {
            sql.push(" or ");
        }
        sql.push("(phone >= ").push_bind(bound(prefix * width));
        sql.push(" and phone < ").push_bind(bound((prefix + 1) * width)).push(")");
    }
    sql.push(")");
}
