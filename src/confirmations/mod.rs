//! Confirmations that the service sends itself: at most one per transition, within five minutes or not at all.

mod graph;
mod list;
mod outbox;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::graph::Graph;
pub(crate) use self::outbox::Outbox;
pub(crate) use self::store::{NewConfirmation, enqueue};
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_confirmations))
}
