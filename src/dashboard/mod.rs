//! The dashboard: pages that people read, rendered here and shipped in the program. No build step, nothing from
//! elsewhere.
//!
//! Each page has a folder of its own: what it asks, its templates, its texts in every language. All of them stand on
//! [`shell`], the frame, and on [`session`], who is signed in. Pages work without scripts; htmx fills in the parts
//! that change.

mod audience;
mod charts;
mod contact;
mod dry_run;
mod links;
mod reviews;
mod session;
mod settings;
mod shell;
mod sign_in;

use axum::Router;
use axum::middleware::map_response;
use axum::response::Redirect;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;

pub(crate) use self::shell::show_problem;
use crate::state::AppState;

pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(async || Redirect::to("/audience")))
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/language/{code}", get(shell::choose_language))
        .route("/audience", get(audience::show))
        .route("/audience/rows", get(audience::show_rows))
        .route("/audience/live", get(audience::follow))
        .route("/charts", get(charts::show))
        .route("/charts/days", get(charts::show_days))
        .route("/audience/download/{format}", get(audience::download))
        .route("/links", get(links::show).post(links::create))
        .route("/links/new", get(links::ask))
        .route("/links/{link_id}/revoke", post(links::revoke))
        .route("/contacts/{contact}", get(contact::show))
        .route("/contacts/{contact}/opt-in", post(contact::opt_in))
        .merge(pages_of_work())
        .merge(pages_of_settings())
        .route("/assets/{name}", get(shell::serve_asset))
        .layer(map_response(async |response| shell::with_headers(response)))
        .layer(CompressionLayer::new())
}

fn pages_of_work() -> Router<AppState> {
    Router::new()
        .route("/reviews", get(reviews::show))
        .route("/reviews/{review_id}/confirm", post(reviews::confirm))
        .route("/reviews/{review_id}/dismiss", post(reviews::dismiss))
        .route("/dry-run", get(dry_run::show).post(dry_run::decide))
        .route("/dry-run/stream", post(dry_run::stream))
}

fn pages_of_settings() -> Router<AppState> {
    Router::new()
        .route("/settings", get(settings::show))
        .route("/settings/general", post(settings::save_general))
        .route("/settings/confirmations", post(settings::save_confirmations))
        .route("/settings/keywords", post(settings::save_keywords))
        .route("/settings/keys", get(settings::show_keys).post(settings::create_key))
        .route("/settings/keys/{key_id}/revoke", post(settings::revoke_key))
        .route("/settings/senders", get(settings::show_senders).post(settings::create_sender))
        .route(
            "/settings/senders/{sender_id}",
            get(settings::show_sender).post(settings::change_sender),
        )
        .route("/settings/senders/{sender_id}/remove", post(settings::remove_sender))
}
