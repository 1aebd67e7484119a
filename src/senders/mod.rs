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

pub(crate) use self::body::{ProviderName, SenderBody};
pub(crate) use self::create::{CreateSender, register_sender};
pub(crate) use self::list::read_senders;
pub(crate) use self::registry::Registry;
pub(crate) use self::remove::delete_sender;
pub(crate) use self::show::read_sender;
pub(crate) use self::store::{KnownSender, all, find, find_by_hook};
pub(crate) use self::update::{Change, UpdateSender, change_sender};
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create::create_sender, list::list_senders)).routes(routes!(
        show::show_sender,
        update::update_sender,
        remove::remove_sender
    ))
}
