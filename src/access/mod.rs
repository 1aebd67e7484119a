//! Who may call: API keys, their scopes, and the extractor that every operation starts with.

mod caller;
mod create_key;
mod gate;
mod list_keys;
mod platform;
mod revoke_key;
pub mod scope;
mod secret;
pub(crate) mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::caller::Caller;
pub(crate) use self::create_key::{NewKey, issue};
pub use self::gate::Gate;
pub use self::platform::{Platform, PlatformKey};
pub use self::secret::ApiKey;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_key::create_api_key, list_keys::list_api_keys))
        .routes(routes!(revoke_key::revoke_api_key))
}
