//! `GET /v1/settings`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::SettingsBody;
use super::store;
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::db::Db;
use crate::http::json;
use crate::http::{NoQuery, Problem, Query};

/// Shows the tenant's settings.
#[utoipa::path(
    get,
    path = "/v1/settings",
    tag = "settings",
    responses((status = 200, description = "The settings.", body = SettingsBody))
)]
pub(super) async fn show_settings(
    caller: Caller<Admin>,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let mut tx = db.tenant(caller.tenant()).await?;
    let settings = store::load(&mut tx).await?;
    tx.commit().await?;
    json(StatusCode::OK, &SettingsBody::from(settings))
}
