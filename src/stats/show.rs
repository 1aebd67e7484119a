//! `GET /v1/stats`

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::body::StatsBody;
use super::counter::Counter;
use super::query::StatsQuery;
use super::store;
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::Db;
use crate::domain::clock::Clock;
use crate::domain::ids::TenantId;
use crate::http::{Problem, Query, json};
use crate::settings::Memory;
use crate::state::AppState;
use crate::{campaigns, settings};

/// The numbers of all tenants.
#[derive(Clone, Debug)]
pub(crate) struct Stats {
    db: Db,
    clock: Clock,
    settings: Memory,
    counter: Counter,
}

impl FromRef<AppState> for Stats {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            clock: state.clock,
            settings: state.settings.clone(),
            counter: Counter::from_ref(state),
        }
    }
}

/// Shows how many left and came back: by day, source, sender and campaign.
///
/// What counts is an event that changed somebody's state, on the day on which it was said. Everything recorded before
/// the request is counted; `as_of` is the last event that is.
#[utoipa::path(
    get,
    path = "/v1/stats",
    tag = "stats",
    params(StatsQuery),
    responses((status = 200, description = "The numbers.", body = StatsBody))
)]
pub(super) async fn show_stats(
    caller: Caller<Read>,
    Query(query): Query<StatsQuery>,
    State(stats): State<Stats>,
) -> Result<Response, Problem> {
    json(StatusCode::OK, &stats.read(caller.tenant(), &query).await?)
}

impl Stats {
    /// A tenant's numbers, with everything that was recorded before this is called. A problem names the parameter at
    /// fault; overloaded while very much of a tenant is counted for the first time.
    pub(crate) async fn read(
        &self,
        tenant: TenantId,
        query: &StatsQuery,
    ) -> Result<StatsBody, Problem> {
        let settings = settings::of_tenant(&self.settings, &self.db, tenant).await?;
        let (days, narrowing) = query.read(&settings, self.clock.now())?;
        self.counter.catch_up(tenant).await?;

        let mut tx = self.db.tenant(tenant).await?;
        let counts = store::counts(&mut tx, &days.stretches(), &narrowing).await?;
        let mut body = StatsBody::new(days, counts);
        let campaigns = body.campaign_ids();
        let opt_outs = store::opt_outs_of(&mut tx, &campaigns).await?;
        let reach = campaigns::reach_of(&mut tx, &campaigns).await?;
        tx.commit().await?;
        body.add_rates(&opt_outs, &reach);
        Ok(body)
    }
}
