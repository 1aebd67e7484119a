//! Links under which somebody without an account can download the list: made, listed, revoked, followed.

mod body;
mod create;
mod download;
mod links;
mod list;
mod revoke;
mod store;
mod token;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::body::{ExportLinkBody, LinkState};
pub(crate) use self::create::CreateExportLink;
pub(crate) use self::links::Links;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_export_link, list::list_export_links))
        .routes(routes!(revoke::revoke_export_link))
        .routes(routes!(download::download_export))
}
