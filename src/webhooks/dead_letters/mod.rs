//! What could not be applied: listed, retried, dismissed.

mod body;
mod dismiss;
mod list;
mod retry;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use self::store::{NewDeadLetter, add};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_dead_letters))
        .routes(routes!(retry::retry_dead_letter))
        .routes(routes!(dismiss::dismiss_dead_letter))
}
