//! A tenant's API keys: made, listed, revoked. How a key is checked is in [`crate::access`].

mod create;
mod list;
mod revoke;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::create::{CreateApiKey, NewKey, create_key, issue};
pub(crate) use self::list::{KeyBody, read_keys};
pub(crate) use self::revoke::revoke_key;
pub(crate) use self::store::names_of;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_api_key, list::list_api_keys))
        .routes(routes!(revoke::revoke_api_key))
}
