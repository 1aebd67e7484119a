//! The platform side: customer accounts. Every operation here takes the platform key, never a tenant's.

mod body;
mod create;
mod list;
mod show;
mod store;
mod update;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::store::{NewTenant, create as create_in, find};
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_tenant, list::list_tenants))
        .routes(routes!(show::show_tenant, update::update_tenant))
}
