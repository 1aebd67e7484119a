//! What a campaign may send: the filter of its recipients.

mod decision;
mod filter;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(filter::filter_recipients))
}
