//! What Meta says of templates; runs of the filter, and the sums of each campaign's.
#![expect(
    clippy::as_conversions,
    reason = "`as` in a query macro names the parameter's type, it converts nothing"
)]

use chrono::{DateTime, Utc};

use super::runs::Run;
use crate::db::{DbError, TenantTx};
use crate::domain::ids::RunId;
use crate::domain::phone::Phone;
use crate::domain::text::Token;

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

/// Writes runs of the transaction's tenant, and adds them to the sums of their campaigns. A run that is there already
/// is left as it is and not added again. Sums are changed in the order of their keys, so that two such transactions
/// cannot wait for each other.
#[expect(clippy::cognitive_complexity, reason = "each parameter of the macro counts as a branch")]
pub(super) async fn put_runs(tx: &mut TenantTx, runs: &[&Run]) -> Result<(), DbError> {
    let texts =
        |read: fn(&Run) -> &str| runs.iter().map(|r| read(r).to_owned()).collect::<Vec<_>>();
    let numbers = |read: fn(&Run) -> u64| {
        runs.iter().map(|r| i64::try_from(read(r)).unwrap_or(i64::MAX)).collect::<Vec<_>>()
    };
    let flags = |read: fn(&Run) -> bool| runs.iter().map(|r| read(r)).collect::<Vec<_>>();
    let uuids = |read: fn(&Run) -> uuid::Uuid| runs.iter().map(|r| read(r)).collect::<Vec<_>>();
    let senders: Vec<Option<i64>> = runs.iter().map(|r| r.sender.map(Phone::stored)).collect();
    sqlx::query!(
        "with new as (
           insert into filter_runs
             (tenant_id, campaign_id, run_id, at, key_id, as_of, sendable, excluded, invalid, on_list, sender,
              complete, recognized, category, decision, scope, form)
           select $1, * from unnest($2::text[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::bigint[],
             $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bool[], $13::bool[],
             $14::text[], $15::text[], $16::text[], $17::text[])
           on conflict (tenant_id, campaign_id, run_id) do nothing
           returning campaign_id, at, sendable, sendable + excluded + invalid as received, complete)
         insert into campaign_reach as r (tenant_id, campaign_id, planned, checked, first_run_at, last_run_at)
         select $1, campaign_id,
                coalesce(sum(sendable) filter (where complete and received > 1), 0)::bigint,
                coalesce(sum(sendable) filter (where complete and received = 1), 0)::bigint, min(at), max(at)
         from new group by campaign_id order by campaign_id
         on conflict (tenant_id, campaign_id) do update set
           planned = r.planned + excluded.planned, checked = r.checked + excluded.checked,
           first_run_at = least(r.first_run_at, excluded.first_run_at),
           last_run_at = greatest(r.last_run_at, excluded.last_run_at)",
        tx.tenant().uuid(),
        &texts(|r| r.campaign_id.as_str()),
        &uuids(|r| r.id.uuid()),
        &runs.iter().map(|r| r.at).collect::<Vec<_>>(),
        &uuids(|r| r.key.uuid()),
        &runs.iter().map(|r| r.as_of).collect::<Vec<_>>(),
        &numbers(|r| r.summary.sendable),
        &numbers(|r| r.summary.excluded),
        &numbers(|r| r.summary.invalid),
        &numbers(|r| r.summary.on_list),
        &senders as &[Option<i64>],
        &flags(|r| r.complete),
        &flags(|r| r.understood.recognized),
        &texts(|r| r.understood.category.as_str()),
        &texts(|r| r.exclusion.as_str()),
        &texts(|r| r.scope.as_str()),
        &texts(|r| r.form.as_str()),
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// A run as it was kept.
#[derive(Debug)]
pub(super) struct RunRow {
    pub(super) run_id: uuid::Uuid,
    pub(super) at: DateTime<Utc>,
    pub(super) key_id: uuid::Uuid,
    pub(super) as_of: i64,
    pub(super) sendable: i64,
    pub(super) excluded: i64,
    pub(super) invalid: i64,
    pub(super) on_list: i64,
    pub(super) sender: Option<i64>,
    pub(super) complete: bool,
    pub(super) recognized: bool,
    pub(super) category: String,
    pub(super) decision: String,
    pub(super) scope: String,
    pub(super) form: String,
}

/// A campaign's runs, newest first, those before `before`.
pub(super) async fn runs_of(
    tx: &mut TenantTx,
    campaign_id: &Token,
    before: Option<RunId>,
    limit: i64,
) -> Result<Vec<RunRow>, DbError> {
    let latest = uuid::Uuid::max();
    let rows = sqlx::query_as!(
        RunRow,
        "select run_id, at, key_id, as_of, sendable, excluded, invalid, on_list, sender, complete, recognized,
                category, decision, scope, form
         from filter_runs
         where tenant_id = $1 and campaign_id = $2 and run_id < $3
         order by run_id desc limit $4",
        tx.tenant().uuid(),
        campaign_id.as_str(),
        before.map_or(latest, RunId::uuid),
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// How many people a campaign was allowed to reach, over all its runs of the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CampaignReach {
    /// The campaign's id at the sender.
    pub(crate) campaign_id: String,
    /// Sendable recipients of the complete runs that asked about more than one.
    pub(crate) planned: i64,
    /// Sendable recipients of the complete runs that asked about exactly one, as at send time.
    pub(crate) checked: i64,
    /// When the first run ended.
    pub(crate) first_run_at: DateTime<Utc>,
    /// When the last run ended.
    pub(crate) last_run_at: DateTime<Utc>,
}

/// The reach of these campaigns, in any order; those that the filter never saw are left out. Runs of the last tenth
/// of a second may be missing.
pub(crate) async fn reach_of(
    tx: &mut TenantTx,
    campaign_ids: &[String],
) -> Result<Vec<CampaignReach>, DbError> {
    let rows = sqlx::query_as!(
        CampaignReach,
        "select campaign_id, planned, checked, first_run_at, last_run_at from campaign_reach
         where tenant_id = $1 and campaign_id = any($2)",
        tx.tenant().uuid(),
        campaign_ids,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}
