//! A tenant's settings: time zone, default country, confirmation texts.

mod body;
mod show;
mod store;
mod update;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::body::{KeywordsBody, ScopeName, UpdateSettings};
pub(crate) use self::store::{Memory, current, of_tenant};
pub(crate) use self::update::{change, read};
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show::show_settings, update::update_settings))
}
