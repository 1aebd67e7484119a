//! Pages of the exclusion list as it stood at an event number.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, QueryBuilder, Row as _};

use super::few;
use super::list_sql::{Columns, write_page};
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
    pub(super) const fn narrows(&self) -> bool {
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
    /// At the beginning of the list as it stood at this event.
    At { as_of: i64 },
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

/// By position, in the order in which [`write_page`] selects: by name, as it would be derived,
/// each of 15 columns is looked up again in each row, at a tenth of what a page costs.
impl FromRow<'_, PgRow> for OptOutRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            opted_out_at: row.try_get(0)?,
            event_number: row.try_get(1)?,
            recorded_at: row.try_get(2)?,
            phone: row.try_get(3)?,
            user_id: row.try_get(4)?,
            also_known_as: row.try_get(5)?,
            sent_as: row.try_get(6)?,
            source: row.try_get(7)?,
            sender: row.try_get(8)?,
            campaign_id: row.try_get(9)?,
            message_id: row.try_get(10)?,
            language: row.try_get(11)?,
            reason: row.try_get(12)?,
            listed: row.try_get(13)?,
            contact_id: row.try_get(14)?,
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
    // A later page goes along the list: the contacts say where the list stands now, and not where it stood.
    if let (Some(prefix), Position::Start) = (filter.prefix, position)
        && few::are_few(tx, prefix).await?
    {
        let mut query = QueryBuilder::new("");
        few::write_page_of_few(&mut query, tx.tenant(), (filter, prefix), limit);
        let rows = query.build_query_as::<OptOutRow>().fetch_all(tx.connection()).await?;
        // Identifiers are never taken away: if they are still few, they were when the page was read. Else some of
        // them may be missing from it.
        if few::are_few(tx, prefix).await? {
            return Ok(rows);
        }
    }
    let mut query = QueryBuilder::new("");
    write_page(&mut query, tx.tenant(), (filter, position), limit, Columns::All);
    Ok(query.build_query_as::<OptOutRow>().fetch_all(tx.connection()).await?)
}
