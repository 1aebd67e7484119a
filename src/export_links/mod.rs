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
use crate::http::layers::compression;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let download =
        OpenApiRouter::new().routes(routes!(download::download_export)).layer(compression());
    OpenApiRouter::new()
        .routes(routes!(create::create_export_link, list::list_export_links))
        .routes(routes!(revoke::revoke_export_link))
        .merge(download)
}
