//! SQL on `daily_counts` and `count_progress`.

use chrono::NaiveDate;

use super::tally::{Group, Rows};
use crate::db::{Db, DbError, TenantTx};
use crate::domain::calendar::{QUARTERS, Stretch};
use crate::domain::ids::TenantId;

/// Campaigns and senders that are named; the others are summed.
pub(super) const NAMED: i64 = 50;

/// How far a tenant's events are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// Number of the last event that is counted.
    pub(super) counted_to: i64,
    /// Number of the tenant's last event.
    pub(super) last_event: i64,
}

impl Progress {
    /// Events that are not counted yet.
    pub(super) const fn behind(self) -> i64 {
        self.last_event - self.counted_to
    }
}

/// Tenants with at least so many events that are not counted yet, of those whose numbers were ever asked for.
pub(super) async fn waiting_tenants(db: &Db, behind: i64) -> Result<Vec<TenantId>, DbError> {
    let mut tx = db.platform().await?;
    let rows = sqlx::query_scalar!(
        "select p.tenant_id from count_progress p join tenants t on t.tenant_id = p.tenant_id
         where t.last_event - p.counted_to >= $1 limit 1000",
        behind,
    )
    .fetch_all(tx.connection())
    .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(TenantId::from).collect())
}

/// How far a tenant's events are counted, without waiting for whoever is counting.
pub(super) async fn progress(tx: &mut TenantTx) -> Result<Progress, DbError> {
    let row = sqlx::query!(
        r#"select t.last_event, p.counted_to as "counted_to?"
           from tenants t left join count_progress p on p.tenant_id = $1
           where t.tenant_id = $1"#,
        tx.tenant().uuid(),
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(Progress { counted_to: row.counted_to.unwrap_or_default(), last_event: row.last_event })
}

/// Takes the right to count a tenant's events until the transaction ends; `None` if somebody else has it.
pub(super) async fn begin_counting(tx: &mut TenantTx) -> Result<Option<Progress>, DbError> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "insert into count_progress (tenant_id, counted_to)
         select $1, 0 where not exists (select from count_progress where tenant_id = $1)
         on conflict (tenant_id) do nothing",
        tenant,
    )
    .execute(tx.connection())
    .await?;
    let row = sqlx::query_as!(
        Progress,
        "select p.counted_to, t.last_event
         from count_progress p join tenants t on t.tenant_id = $1
         where p.tenant_id = $1
         for no key update of p skip locked",
        tenant,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}

/// The events behind a number, up to another one, that changed somebody's state.
pub(super) async fn groups(tx: &mut TenantTx, after: i64, to: i64) -> Result<Vec<Group>, DbError> {
    let rows = sqlx::query_as!(
        Group,
        r#"select kind, source, coalesce(sender, 0) as "sender!", campaign_id,
                  floor(date_part('epoch', occurred_at) / 900)::bigint as "quarter!", count(*) as "count!"
           from consent_events
           where tenant_id = $1 and number > $2 and number <= $3 and changed and kind in ('opt_out', 'opt_in')
           group by 1, 2, 3, 4, 5"#,
        tx.tenant().uuid(),
        after,
        to,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// Adds counts to those that are there.
pub(super) async fn add(tx: &mut TenantTx, rows: &Rows) -> Result<(), DbError> {
    sqlx::query!(
        "insert into daily_counts as c (tenant_id, campaign_id, day, kind, source, sender, by_quarter)
         select $1, r.campaign_id, r.day, r.kind, r.source, r.sender, ($7::int[])[(r.n * 96 - 95)::int : (r.n * 96)::int]
         from unnest($2::text[], $3::date[], $4::text[], $5::text[], $6::bigint[])
           with ordinality r (campaign_id, day, kind, source, sender, n)
         on conflict (tenant_id, campaign_id, day, kind, source, sender) do update set by_quarter = (
           select array_agg(u.old + u.new order by u.n)
           from unnest(c.by_quarter, excluded.by_quarter) with ordinality u (old, new, n))",
        tx.tenant().uuid(),
        &rows.campaigns,
        &rows.days,
        &rows.kinds,
        &rows.sources,
        &rows.senders,
        &rows.by_quarter,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Says that the events up to this number are counted.
pub(super) async fn advance(tx: &mut TenantTx, counted_to: i64) -> Result<(), DbError> {
    sqlx::query!(
        "update count_progress set counted_to = $2 where tenant_id = $1",
        tx.tenant().uuid(),
        counted_to,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Which events are meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Narrowing {
    pub(super) source: Option<String>,
    /// Canonical digits.
    pub(super) sender: Option<i64>,
    pub(super) campaign_id: Option<String>,
}

/// A number of opt-outs and opt-ins, and what it is of.
#[derive(Debug)]
pub(super) struct Count {
    /// `as_of`, `day`, `source`, `sender`, `campaign`, `senders` or `campaigns`.
    pub(super) what: String,
    /// The number of the day, the name of the source, the digits of the sender, the campaign's id; how many senders
    /// or campaigns there are; the number of the last event that is counted.
    pub(super) key: String,
    pub(super) opt_outs: i64,
    pub(super) opt_ins: i64,
}

/// Stretches, column by column.
#[derive(Debug, Default)]
struct Columns {
    index: Vec<i32>,
    day: Vec<NaiveDate>,
    from: Vec<i32>,
    to: Vec<i32>,
}

impl Columns {
    fn of(stretches: &[Stretch]) -> Self {
        let mut columns = Self::default();
        for &Stretch { index, day, from, to } in stretches {
            columns.index.push(i32::try_from(index).unwrap_or_default());
            columns.day.push(day);
            columns.from.push(i32::try_from(from).unwrap_or_default());
            columns.to.push(i32::try_from(to).unwrap_or_default());
        }
        columns
    }
}

/// Everything that is counted of these days, in one statement: one moment, whoever counts meanwhile.
///
/// By campaign a range of days is one stretch from the first to the last: a row is read once, and not a part of it
/// for each local day.
#[expect(
    clippy::too_many_lines,
    clippy::cognitive_complexity,
    reason = "one statement, so that all of it is of one moment"
)]
pub(super) async fn counts(
    tx: &mut TenantTx,
    stretches: &[Stretch],
    narrowing: &Narrowing,
) -> Result<Vec<Count>, DbError> {
    let columns = Columns::of(stretches);
    let rows = sqlx::query_as!(
        Count,
        r#"with stretches as (
             select * from unnest($2::int[], $3::date[], $4::int[], $5::int[]) s (index, day, quarter, behind)),
           chosen as materialized (
             select s.index, c.kind, c.source, c.sender, c.by_quarter[s.behind] - coalesce(c.by_quarter[s.quarter], 0) as n
             from stretches s
             -- One look-up for each stretch, whatever the statistics say of the tenant: `offset` leaves no choice.
             cross join lateral (
               select kind, source, sender, by_quarter from daily_counts
               where tenant_id = $1 and campaign_id = $6 and day = s.day
                 and ($7::text is null or source = $7) and ($8::bigint is null or sender = $8)
               offset 0) c),
           senders as materialized (
             select sender, coalesce(sum(n) filter (where kind = 'opt_out'), 0) as opt_outs,
                    coalesce(sum(n) filter (where kind = 'opt_in'), 0) as opt_ins
             from chosen group by sender having sum(n) > 0),
           campaigns as materialized (
             select campaign_id, coalesce(sum(n) filter (where kind = 'opt_out'), 0) as opt_outs,
                    coalesce(sum(n) filter (where kind = 'opt_in'), 0) as opt_ins
             from (
               select campaign_id, kind,
                      by_quarter[case when day = $10 then $12::int else $14::int end]
                        - coalesce(by_quarter[case when day = $9 then $11::int else 0 end], 0) as n
               from daily_counts
               where $6 = '' and tenant_id = $1 and campaign_id > '' and day between $9::date and $10::date
                 and ($7::text is null or source = $7) and ($8::bigint is null or sender = $8)
               union all
               select $6, kind, n from chosen where $6 <> '') c
             group by campaign_id having sum(n) > 0)
           select 'as_of' as "what!", coalesce(max(counted_to), 0)::text as "key!", 0::bigint as "opt_outs!",
                  0::bigint as "opt_ins!"
           from count_progress where tenant_id = $1
           union all
           select 'day', index::text, coalesce(sum(n) filter (where kind = 'opt_out'), 0),
                  coalesce(sum(n) filter (where kind = 'opt_in'), 0)
           from chosen group by index
           union all
           select 'source', source, coalesce(sum(n) filter (where kind = 'opt_out'), 0),
                  coalesce(sum(n) filter (where kind = 'opt_in'), 0)
           from chosen group by source having sum(n) > 0
           union all
           (select 'sender', sender::text, opt_outs::bigint, opt_ins::bigint from senders
            order by opt_outs desc, sender limit $13)
           union all
           select 'senders', count(*)::text, coalesce(sum(opt_outs), 0)::bigint, coalesce(sum(opt_ins), 0)::bigint
           from senders
           union all
           (select 'campaign', campaign_id, opt_outs::bigint, opt_ins::bigint from campaigns
            order by opt_outs desc, campaign_id limit $13)
           union all
           select 'campaigns', count(*)::text, coalesce(sum(opt_outs), 0)::bigint, coalesce(sum(opt_ins), 0)::bigint
           from campaigns"#,
        tx.tenant().uuid(),
        &columns.index,
        &columns.day,
        &columns.from,
        &columns.to,
        narrowing.campaign_id.as_deref().unwrap_or_default(),
        narrowing.source.as_deref(),
        narrowing.sender,
        columns.day.first().copied(),
        columns.day.last().copied(),
        columns.from.first().copied().unwrap_or_default(),
        columns.to.last().copied().unwrap_or_default(),
        NAMED,
        i32::try_from(QUARTERS).unwrap_or_default(),
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// All opt-outs of these campaigns, whenever and wherever they were.
pub(super) async fn opt_outs_of(
    tx: &mut TenantTx,
    campaign_ids: &[String],
) -> Result<Vec<(String, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select campaign_id, sum(by_quarter[96]) as "opt_outs!" from daily_counts
           where tenant_id = $1 and campaign_id = any($2) and kind = 'opt_out'
           group by campaign_id"#,
        tx.tenant().uuid(),
        campaign_ids,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.campaign_id, row.opt_outs)).collect())
}
