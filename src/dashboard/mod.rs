//! The dashboard: pages that people read, rendered here and shipped in the program. No build step, nothing from
//! elsewhere.
//!
//! Each page has a folder of its own: what it asks, its templates, its texts in every language. All of them stand on
//! [`shell`], the frame, and on [`session`], who is signed in. Pages work without scripts; htmx fills in the parts
//! that change.

mod audience;
mod charts;
mod contact;
mod links;
mod session;
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
        .route("/assets/{name}", get(shell::serve_asset))
        .layer(map_response(async |response| shell::with_headers(response)))
        .layer(CompressionLayer::new())
}
