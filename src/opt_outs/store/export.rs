//! Pieces of the exclusion list as a binary copy: it costs a fraction of what rows of the driver cost.

use sqlx::QueryBuilder;

use super::list::{Filter, Position};
use super::list_sql::{CAMPAIGN_SETTING, Columns, Written, write_page, write_place_of};
use crate::db::{CopyRow, DbError, TenantTx};

/// An opt-out on the list, in the memory that it came in. Instants are microseconds after 1970.
#[derive(Debug)]
pub(in crate::opt_outs) struct CopiedRow<'a> {
    pub(in crate::opt_outs) opted_out_at: i64,
    pub(in crate::opt_outs) event_number: i64,
    pub(in crate::opt_outs) recorded_at: i64,
    pub(in crate::opt_outs) phone: Option<i64>,
    pub(in crate::opt_outs) user_id: Option<&'a str>,
    /// Separated by spaces.
    pub(in crate::opt_outs) also_known_as: Option<String>,
    pub(in crate::opt_outs) sent_as: &'a str,
    pub(in crate::opt_outs) source: &'a str,
    pub(in crate::opt_outs) sender: Option<i64>,
    pub(in crate::opt_outs) campaign_id: Option<&'a str>,
    pub(in crate::opt_outs) message_id: Option<&'a str>,
    pub(in crate::opt_outs) language: Option<&'a str>,
    pub(in crate::opt_outs) reason: Option<&'a str>,
}

impl<'a> CopiedRow<'a> {
    /// In the order in which [`Columns::Shown`] selects.
    fn read(mut row: CopyRow<'a>) -> Self {
        Self {
            opted_out_at: row.micros().unwrap_or_default(),
            event_number: row.integer().unwrap_or_default(),
            recorded_at: row.micros().unwrap_or_default(),
            phone: row.integer(),
            user_id: row.text(),
            also_known_as: row.texts().map(|texts| texts.collect::<Vec<_>>().join(" ")),
            sent_as: row.text().unwrap_or_default(),
            source: row.text().unwrap_or_default(),
            sender: row.integer(),
            campaign_id: row.text(),
            message_id: row.text(),
            language: row.text(),
            reason: row.text(),
        }
    }
}

/// Hands on up to `limit` rows behind `position`, in order, and says how many there were.
pub(in crate::opt_outs) async fn copy(
    tx: &mut TenantTx,
    filter: &Filter,
    position: &Position,
    limit: i64,
    mut take: impl FnMut(CopiedRow<'_>) + Send,
) -> Result<u64, DbError> {
    // A `copy` is planned for its values each time. Where the statistics do not know the tenant yet, it could come
    // to sort all that is left of the list for every piece.
    sqlx::query("select set_config('enable_bitmapscan', 'off', true), set_config($1, $2, true)")
        .bind(CAMPAIGN_SETTING)
        .bind(filter.campaign_id.as_deref())
        .execute(tx.connection())
        .await?;
    let mut page = Written::default();
    write_page(&mut page, tx.tenant(), (filter, position), limit, Columns::Shown);
    let statement = format!("copy ({}) to stdout (format binary)", page.0);
    tx.copy_rows(("opt_outs", &statement), |row| take(CopiedRow::read(row))).await
}

/// The position behind `count` rows behind `position`, in the reading that stands at `as_of`; `None` if there are fewer.
/// It goes along the index alone, at a twentieth of what the rows cost.
pub(in crate::opt_outs) async fn position_behind(
    tx: &mut TenantTx,
    filter: &Filter,
    (position, as_of): (&Position, i64),
    count: i64,
) -> Result<Option<Position>, DbError> {
    let mut place = QueryBuilder::new("");
    write_place_of(&mut place, tx.tenant(), (filter, position), count);
    let row = place.build_query_as().fetch_optional(tx.connection()).await?;
    Ok(row.map(|row| Position::Behind { as_of, row }))
}
