//! How many left and came back: by day, source, sender and campaign, without going through a tenant's history.

mod body;
mod counter;
mod query;
mod show;
mod store;
mod tally;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::body::{CampaignBody, CountBody, DayBody, OthersBody, RateBody, StatsBody};
pub(crate) use self::counter::Counter;
pub(crate) use self::query::StatsQuery;
pub(crate) use self::show::Stats;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show::show_stats))
}
