//! A tenant's senders: business numbers registered with their provider, whose webhooks may call.

mod body;
mod create;
mod list;
mod registry;
mod remove;
mod show;
mod store;
mod update;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::store::{KnownSender, all, find, find_by_hook};
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create::create_sender, list::list_senders)).routes(routes!(
        show::show_sender,
        update::update_sender,
        remove::remove_sender
    ))
}
