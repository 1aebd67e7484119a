//! What providers tell us by webhook: verified, stored, answered, then applied.
//!
//! A delivery goes through [`signature`] and is stored; later [`meta`] or [`twilio`] take it apart into
//! [`signal::Signal`]s that no longer know which provider they came from, [`steps`] says what is to be done about
//! each, and [`inbox`] does it.

mod dead_letters;
mod handshake;
mod hooks;
mod inbox;
mod meta;
mod receive_meta;
mod receive_twilio;
#[cfg(test)]
mod shown;
mod signal;
mod signature;
mod steps;
mod store;
mod twilio;
mod twiml;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::inbox::Inbox;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handshake::verify_meta_webhook, receive_meta::receive_meta_delivery))
        .routes(routes!(receive_twilio::receive_twilio_delivery))
        .merge(dead_letters::routes())
}
